/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How fast a lackey trace is read.
 *
 * A trace is made in TMPDIR from a written seed, in the proportions of a
 * recorded one: three fetches to one access of data, code and stack addresses
 * of eight and ten digits, sizes mostly of one digit.  By default it is about
 * 200 MB.  Ways to read it are timed in turns: the obvious loop of fgets() and
 * sscanf(), and trace_next(), which also computes the digest and splits
 * accesses at page boundaries, with each PAGERACE_ISA that the processor has.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/isa.h"
#include "base/rng.h"
#include "bench/driver.h"
#include "trace/trace.h"

#define GROUP      "lackey"
#define SEED       1
#define BATCH      32768
#define LINE_BYTES 14          /* of one reference, on the mean */
#define PIECE      (128 << 10) /* that is written at once */

/* What one way to read has seen; the other must have seen the same. */
struct sum {
	uint64_t accesses;
	uint64_t addresses;
};

/* Returns the number of bytes written. */
static uint64_t
make_trace(const char *path, uint64_t bytes)
{
	static const uint8_t sizes[16] = { 8, 8, 8, 8, 8, 8, 4, 4, 4, 4, 1, 1,
		2, 16, 8, 4 };
	FILE *f = fopen(path, "w");
	uint64_t pc = 0x401000, done = 0;
	struct rng rng = { SEED };
	static char piece[PIECE];

	if (f == NULL)
		bench_die(path);
	/* As in bench_readers.c. */
	setvbuf(f, piece, _IOFBF, PIECE);
	while (done < bytes) {
		uint64_t r = rng_next(&rng);
		unsigned length = 1 + (unsigned)(r & 7);
		int n;

		n = fprintf(f, "I  %08" PRIx64 ",%u\n", pc, length);
		pc = (r >> 3 & 31) == 0 ? 0x401000 + (r >> 8 & 0xfffff)
					: pc + length;
		if ((r >> 32 & 1) != 0)
			n += fprintf(f, " %c %08" PRIx64 ",%u\n",
			    "LLLSSM"[(r >> 33 & 0xff) % 6],
			    (r >> 41 & 1) != 0
				? UINT64_C(0x1fff000000) - (r >> 44 & 0xfff) * 8
				: UINT64_C(0x4222000) + (r >> 44 & 0xfffff),
			    sizes[r >> 60]);
		if (n < 0)
			bench_die(path);
		done += (uint64_t)n;
	}
	if (fclose(f) != 0)
		bench_die(path);
	return (done);
}

static struct sum
read_plainly(const char *path)
{
	FILE *f = fopen(path, "r");
	struct sum sum = { 0, 0 };
	char line[128];

	if (f == NULL)
		bench_die(path);
	while (fgets(line, sizeof(line), f) != NULL) {
		unsigned long addr, size;
		char op;

		if (sscanf(line, " %c %lx,%lu", &op, &addr, &size) != 3)
			continue;
		sum.accesses++;
		sum.addresses += addr;
	}
	fclose(f);
	return (sum);
}

static struct sum
read_trace(const char *path)
{
	static struct access a[BATCH];
	struct settings settings = {
		.page_size = 4096, .straddle = STRADDLE_FIRST, .ifetch = true
	};
	struct trace_spec spec = { .path = path, .settings = &settings };
	struct sum sum = { 0, 0 };
	struct event ev;
	struct trace *t;
	struct err err;
	size_t n;

	bench_expect(trace_open(&t, &spec, &err), &err);
	do {
		bench_expect(trace_next(t, a, BATCH, &n, &ev, &err), &err);
		sum.accesses += n;
		for (size_t i = 0; i < n; i++)
			sum.addresses += a[i].addr;
	} while (n > 0);
	trace_close(t);
	return (sum);
}

/* false: it saw other references. */
static bool
time_trace(const char *path, unsigned isa, const struct sum *seen,
    struct timing *t, uint64_t bytes)
{
	uint64_t start;
	struct sum sum;

	setenv("PAGERACE_ISA", isa_name(isa), 1);
	start = timing_clock();
	sum = read_trace(path);
	timing_add(t, start, bytes);
	return (memcmp(&sum, seen, sizeof(sum)) == 0);
}

static void
note(struct timing *t)
{
	snprintf(t->note, sizeof(t->note), "%.0f MB/s",
	    1000 / timing_quartile(t, 2));
}

static void
run(const struct bench_options *o, struct timings *t)
{
	const char *isa_before = getenv("PAGERACE_ISA");
	const char *path = bench_file();
	size_t from = t->n;
	struct timing *plain = timing_new(t, GROUP, "", "sscanf", NULL);
	struct timing *trace[ISAS] = { NULL };
	uint64_t bytes =
	    make_trace(path, bench_amount(o, 14000000) * LINE_BYTES);

	for (unsigned isa = 0; isa < ISAS; isa++)
		if (isa_has(isa))
			trace[isa] =
			    timing_new(t, GROUP, "", isa_name(isa), plain);
	for (uint64_t i = 0; i < o->rounds; i++) {
		uint64_t start = timing_clock();
		struct sum a = read_plainly(path);

		timing_add(plain, start, bytes);
		for (unsigned isa = 0; isa < ISAS; isa++)
			if (trace[isa] != NULL &&
			    !time_trace(path, isa, &a, trace[isa], bytes)) {
				fprintf(stderr, "bench: lackey: the ways to "
						"read saw different "
						"references\n");
				exit(1);
			}
	}
	if (isa_before != NULL)
		setenv("PAGERACE_ISA", isa_before, 1);
	else
		unsetenv("PAGERACE_ISA");
	bench_file_end();
	note(plain);
	for (unsigned isa = 0; isa < ISAS; isa++)
		if (trace[isa] != NULL)
			note(trace[isa]);
	timings_print(t, from);
}

const struct bench_group bench_lackey = {
	.name = GROUP,
	.summary = "reading lackey's text, with each PAGERACE_ISA",
	.run = run,
};
