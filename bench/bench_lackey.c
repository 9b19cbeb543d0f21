/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How fast a lackey trace is read.
 *
 *	bench_lackey [-n REFERENCES] [-r ROUNDS]
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
#include <unistd.h>

#include "base/isa.h"
#include "base/rng.h"
#include "bench/driver.h"
#include "trace/trace.h"

#define SEED       1
#define BATCH      32768
#define LINE_BYTES 14 /* of one reference, on the mean */

/* What one way to read has seen; the other must have seen the same. */
struct sum {
	uint64_t accesses;
	uint64_t addresses;
};

static void
die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

/* Returns the number of bytes written. */
static uint64_t
make_trace(const char *path, uint64_t bytes)
{
	static const uint8_t sizes[16] = { 8, 8, 8, 8, 8, 8, 4, 4, 4, 4, 1, 1,
		2, 16, 8, 4 };
	FILE *f = fopen(path, "w");
	uint64_t pc = 0x401000, done = 0;
	struct rng rng = { SEED };

	if (f == NULL)
		die(path);
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
			die(path);
		done += (uint64_t)n;
	}
	if (fclose(f) != 0)
		die(path);
	return (done);
}

static struct sum
read_plainly(const char *path)
{
	FILE *f = fopen(path, "r");
	struct sum sum = { 0, 0 };
	char line[128];

	if (f == NULL)
		die(path);
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
	static const char *const names[] = { "plain", "avx2", "avx512" };
	uint64_t start;
	struct sum sum;

	setenv("PAGERACE_ISA", names[isa], 1);
	start = timing_clock();
	sum = read_trace(path);
	timing_add(t, start, bytes);
	return (memcmp(&sum, seen, sizeof(sum)) == 0);
}

/* With the rate, which is what a reader of traces is known by. */
static void
print(struct timing *t, struct timing *base)
{
	char note[40];

	snprintf(note, sizeof(note), "%7.0f MB/s", 1000 / timing_median(t));
	timing_print(t, base, note);
}

int
main(int argc, char **argv)
{
	uint64_t references = 14000000, rounds = 7;
	const struct bench_number numbers[] = {
		{ 'n', "references, about", &references, 1, UINT32_MAX },
		{ 'r', "rounds", &rounds, 1, ROUNDS_MAX },
		{ 0 },
	};
	static struct timing plain = { .name = "sscanf" };
	static struct timing trace[] = {
		[ISA_PLAIN] = { .name = "trace_next, plain" },
		[ISA_AVX2] = { .name = "trace_next, avx2" },
		[ISA_AVX512] = { .name = "trace_next, avx512" },
	};
	const char *dir = getenv("TMPDIR");
	char path[4096];
	uint64_t bytes;
	int fd;

	bench_numbers(argc, argv, numbers, "", 0);
	snprintf(
	    path, sizeof(path), "%s/lackey.XXXXXX", dir != NULL ? dir : "/tmp");
	if ((fd = mkstemp(path)) < 0)
		die(path);
	close(fd);
	bytes = make_trace(path, references * LINE_BYTES);
	for (uint64_t i = 0; i < rounds; i++) {
		uint64_t start = timing_clock();
		struct sum a = read_plainly(path);

		timing_add(&plain, start, bytes);
		for (unsigned isa = 0; isa <= isa_processor(); isa++)
			if (!time_trace(path, isa, &a, &trace[isa], bytes)) {
				fprintf(stderr, "bench_lackey: the ways to "
						"read saw different "
						"references\n");
				unlink(path);
				return (EXIT_FAILURE);
			}
	}
	unlink(path);
	timing_heading("ns per byte of a lackey trace");
	printf("# seed %d, %ju kB, %ju rounds\n", SEED, (uintmax_t)bytes / 1000,
	    (uintmax_t)rounds);
	print(&plain, NULL);
	for (unsigned isa = 0; isa <= isa_processor(); isa++)
		print(&trace[isa], &plain);
	return (EXIT_SUCCESS);
}
