/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How fast page references are read from a packed trace.
 *
 *	bench_packed [-n COUNT] [-r ROUNDS] [FILE...]
 *
 * Each file, by default a bundled one, is converted to packed page references
 * in TMPDIR, with pages of 4 KiB.  Timed in turns: adding up an array of the
 * same references in memory, four bytes each, which is what streaming them
 * costs; trace_next_refs(), which is what a run calls, from opening the file
 * on, checksums and all; and trace_next(), which makes accesses with addresses
 * of them.  Of the first two as many passes are made as take COUNT references.
 */
#include <sys/stat.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/driver.h"
#include "trace/format.h"
#include "trace/trace.h"
#include "trace/writer.h"

#define BATCH 16384

static const struct settings settings = { .page_size = 4096, .ifetch = true };

struct trial {
	char path[4096]; /* of the packed trace */
	uint64_t bytes;
	uint32_t *ref; /* the same references */
	uint64_t n, passes;
};

static void
die(const char *what)
{
	perror(what);
	exit(EXIT_FAILURE);
}

static struct trace *
open_trace(const char *path)
{
	struct trace_spec spec = { .path = path, .settings = &settings };
	struct trace *t;
	struct err err;

	bench_expect(trace_open(&t, &spec, &err), &err);
	return (t);
}

/* Converts the trace, events left out. */
static void
convert(const char *from, const char *to)
{
	static const struct selection sel = { .name = "packed" };
	static const struct trace_origin origin = { .page_size = 4096,
		.page_refs = true };
	static struct access a[BATCH];
	struct trace *t = open_trace(from);
	FILE *f = fopen(to, "w");
	struct trace_writer *w;
	struct event ev;
	struct err err;
	size_t n;

	if (f == NULL)
		die(to);
	bench_expect(trace_writer_open(&w, &sel, &origin, &err), &err);
	bench_expect(trace_writer_begin(w, f, &err), &err);
	do {
		bench_expect(trace_next(t, a, BATCH, &n, &ev, &err), &err);
		bench_expect(trace_writer_accesses(w, a, NULL, n, &err), &err);
	} while (n > 0 || ev.kind != EVENT_NONE);
	bench_expect(trace_writer_end(w, &err), &err);
	trace_writer_close(w);
	trace_close(t);
	if (fclose(f) != 0)
		die(to);
}

/* With to not NULL they are kept there. */
static uint64_t
read_refs(const struct trial *x, uint32_t *to)
{
	struct trace *t = open_trace(x->path);
	struct trace_refs r;
	struct event ev;
	struct err err;
	uint64_t n = 0;

	if (!trace_has_refs(t))
		exit(EXIT_FAILURE);
	do {
		bench_expect(trace_next_refs(t, &r, BATCH, &ev, &err), &err);
		if (to != NULL)
			memcpy(to + n, r.ref, r.n * sizeof(*to));
		n += r.n;
	} while (r.n > 0);
	trace_close(t);
	return (n);
}

static uint64_t
read_accesses(const struct trial *x)
{
	static struct access a[BATCH];
	struct trace *t = open_trace(x->path);
	struct event ev;
	struct err err;
	uint64_t all = 0;
	size_t n;

	do {
		bench_expect(trace_next(t, a, BATCH, &n, &ev, &err), &err);
		all += n;
	} while (n > 0);
	trace_close(t);
	return (all);
}

static uint32_t
stream(const struct trial *x)
{
	uint32_t sum = 0;

	for (uint64_t i = 0; i < x->n; i++)
		sum += x->ref[i];
	return (sum);
}

static void
prepare(struct trial *x, const char *file, uint64_t least)
{
	const char *dir = getenv("TMPDIR");
	struct stat st;
	int fd;

	snprintf(x->path, sizeof(x->path), "%s/packed.XXXXXX",
	    dir != NULL ? dir : "/tmp");
	fd = mkstemp(x->path);
	if (fd < 0)
		die(x->path);
	close(fd);
	convert(file, x->path);
	if (stat(x->path, &st) != 0)
		die(x->path);
	x->bytes = (uint64_t)st.st_size;
	x->n = read_accesses(x);
	x->ref = malloc(x->n * sizeof(*x->ref));
	if (x->ref == NULL || read_refs(x, x->ref) != x->n)
		exit(EXIT_FAILURE);
	x->passes = least / x->n + 1;
}

static void
measure(const char *file, uint64_t least, uint64_t rounds)
{
	static volatile uint32_t kept;
	struct timing array = { .name = "array" }, refs = { .name = "refs" },
		      accesses = { .name = "accesses" };
	struct trial x;
	char note[80];

	prepare(&x, file, least);
	for (uint64_t i = 0; i < rounds; i++) {
		uint64_t start = timing_clock();

		for (uint64_t k = 0; k < x.passes; k++)
			kept = stream(&x);
		timing_add(&array, start, x.passes * x.n);
		start = timing_clock();
		for (uint64_t k = 0; k < x.passes; k++)
			kept = (uint32_t)read_refs(&x, NULL);
		timing_add(&refs, start, x.passes * x.n);
		start = timing_clock();
		kept = (uint32_t)read_accesses(&x);
		timing_add(&accesses, start, x.n);
	}
	(void)kept;
	unlink(x.path);
	free(x.ref);
	timing_heading("ns per page reference");
	printf("# %s: %" PRIu64 " references, %" PRIu64 " bytes, %.3f each\n",
	    file, x.n, x.bytes, (double)x.bytes / (double)x.n);
	timing_print(&array, NULL, NULL);
	snprintf(note, sizeof(note), "%7.0f M/s", 1000 / timing_median(&refs));
	timing_print(&refs, &array, note);
	timing_print(&accesses, &array, NULL);
}

int
main(int argc, char **argv)
{
	uint64_t references = 20000000, rounds = 5;
	const struct bench_number numbers[] = {
		{ 'n', "references at least", &references, 1, UINT32_MAX },
		{ 'r', "rounds", &rounds, 1, ROUNDS_MAX },
		{ 0 },
	};
	int i = bench_numbers(argc, argv, numbers, "[FILE...]", argc);

	if (i == argc)
		measure(TRACES_DIR "/sqlite.lackey.xz", references, rounds);
	for (; i < argc; i++)
		measure(argv[i], references, rounds);
	return (EXIT_SUCCESS);
}
