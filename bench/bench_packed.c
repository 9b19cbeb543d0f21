/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How fast page references are read from a packed trace.
 *
 *	array		adds up an array of the same references in memory, four
 *			bytes each, which is what streaming them costs
 *	refs		trace_next_refs(), which is what a run calls, from
 *			opening the file on, checksums and all
 *	accesses	trace_next(), which makes accesses with addresses
 *
 * Of the first two as many passes are made as take PASSED references.
 */
#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/workload.h"
#include "trace/trace.h"

#define GROUP  "packed"
#define BATCH  16384
#define PASSED 20000000
#define LANES  16

struct packed_bench {
	const struct bench_options *o;
	struct timings *t;
};

struct trial {
	const char *path;
	uint32_t *ref; /* the same references */
	uint64_t n, passes;
};

static struct trace *
open_trace(const char *path)
{
	struct trace_spec spec = { .path = path, .settings = &bench_settings };
	struct trace *t;
	struct err err;

	bench_expect(trace_open(&t, &spec, &err), &err);
	return (t);
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
	} while (r.n > 0 || ev.kind != EVENT_NONE);
	trace_close(t);
	return (n);
}

static uint64_t
read_accesses(const char *path)
{
	static struct access a[BATCH];
	struct trace *t = open_trace(path);
	struct event ev;
	struct err err;
	uint64_t all = 0;
	size_t n;

	do {
		bench_expect(trace_next(t, a, BATCH, &n, &ev, &err), &err);
		all += n;
	} while (n > 0 || ev.kind != EVENT_NONE);
	trace_close(t);
	return (all);
}

/* In lanes, which do not wait for each other: one sum takes two to four times
 * as long, by where the compiler puts the loop. */
static uint32_t
stream(const struct trial *x)
{
	uint32_t lane[LANES] = { 0 }, sum = 0;
	const uint32_t *ref = x->ref, *end = ref + x->n;

	for (; end - ref >= LANES; ref += LANES)
		for (unsigned i = 0; i < LANES; i++)
			lane[i] += ref[i];
	for (; ref < end; ref++)
		sum += *ref;
	for (unsigned i = 0; i < LANES; i++)
		sum += lane[i];
	return (sum);
}

static void
measure(const struct workload *w, void *arg)
{
	static volatile uint32_t kept;
	const struct packed_bench *b = arg;
	struct timing *array = timing_new(b->t, GROUP, w->name, "array", NULL),
		      *refs = timing_new(b->t, GROUP, w->name, "refs", array),
		      *accesses =
			  timing_new(b->t, GROUP, w->name, "accesses", array);
	struct trial x = { .path = w->path, .n = read_accesses(w->path) };
	size_t from = b->t->n - 3;
	struct stat st;

	x.ref = malloc(x.n * sizeof(*x.ref));
	if (x.ref == NULL || read_refs(&x, x.ref) != x.n ||
	    stat(w->path, &st) != 0)
		bench_die(w->path);
	x.passes = bench_amount(b->o, PASSED) / x.n + 1;
	for (uint64_t i = 0; i < b->o->rounds; i++) {
		uint64_t start = timing_clock();

		for (uint64_t k = 0; k < x.passes; k++)
			kept = stream(&x);
		timing_add(array, start, x.passes * x.n);
		start = timing_clock();
		for (uint64_t k = 0; k < x.passes; k++)
			kept = (uint32_t)read_refs(&x, NULL);
		timing_add(refs, start, x.passes * x.n);
		start = timing_clock();
		kept = (uint32_t)read_accesses(x.path);
		timing_add(accesses, start, x.n);
	}
	(void)kept;
	free(x.ref);
	snprintf(array->note, sizeof(array->note),
	    "%ju references, %.3f bytes each", (uintmax_t)x.n,
	    (double)st.st_size / (double)x.n);
	snprintf(refs->note, sizeof(refs->note), "%.0f M/s",
	    1000 / timing_quartile(refs, 2));
	timings_print(b->t, from);
}

static void
run(const struct bench_options *o, struct timings *t)
{
	struct packed_bench b = { o, t };

	workloads_each(
	    o, WORKLOAD_SMALL | WORKLOAD_MAIN | WORKLOAD_REAL, measure, &b);
}

const struct bench_group bench_packed = {
	.name = GROUP,
	.summary = "reading packed page references, beside streaming an array",
	.run = run,
};
