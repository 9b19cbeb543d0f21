/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many configurations of one trace: 'pagerace compare -d none' with 1, 8, 24
 * and 64 of them, nanoseconds for each reference and configuration, reading
 * included.  Beside it the same with --engine=plain, which leads the recorded
 * references past one machine after another.
 */
#include <stdio.h>

#include "bench/bare_loop.h"
#include "bench/command.h"

#define GROUP "lockstep"

/* Sizes from 1 % of the pages to 75 %, as those of a comparison. */
#define SIZES "1%,2%,5%,10%,20%,30%,50%,75%"

static const struct row {
	unsigned n;
	const char *policies, *sizes;
} rows[] = {
	{ 1, "lru", "10%" },
	{ 8, "lru", SIZES },
	{ 24, "fifo,lru,clock", SIZES },
	{ 64, "fifo,lru,clock,sieve,s3fifo,arc,2q,lirs", SIZES },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

struct lockstep {
	const struct bench_options *o;
	struct timings *t;
};

static void
one(struct timing *t, const struct row *row, const struct workload *w,
    const char *engine)
{
	double ns =
	    command_ns_of(engine, NULL, "compare %s -p %s -m %s -d none",
		w->path, row->policies, row->sizes);

	timing_add_ns(t, ns / (double)w->string.n / row->n);
}

static void
measure(const struct workload *w, void *arg)
{
	struct lockstep *x = arg;
	struct timing *floor_ = timing_new(x->t, GROUP, w->name, "floor", NULL);
	size_t from = x->t->n - 1;
	struct timing *plain[ROWS], *usual[ROWS];
	char name[60];

	for (size_t i = 0; i < ROWS; i++) {
		snprintf(name, sizeof(name), "%u plain", rows[i].n);
		plain[i] = timing_new(x->t, GROUP, w->name, name, floor_);
		snprintf(name, sizeof(name), "%u", rows[i].n);
		usual[i] = timing_new(x->t, GROUP, w->name, name, plain[i]);
	}
	for (uint64_t round = 0; round < x->o->rounds; round++) {
		floor_run(floor_, w);
		for (size_t i = 0; i < ROWS; i++) {
			if (!bench_wants(x->o->list, usual[i]->name))
				continue;
			one(plain[i], &rows[i], w, "plain");
			one(usual[i], &rows[i], w, NULL);
		}
	}
	timings_print(x->t, from);
}

static void
run(const struct bench_options *o, struct timings *t)
{
	struct lockstep x = { o, t };

	workloads_each(o, WORKLOAD_SMALL | WORKLOAD_MAIN, measure, &x);
}

const struct bench_group bench_lockstep = {
	.name = GROUP,
	.summary = "1, 8, 24 and 64 configurations of one trace",
	.list = "numbers",
	.run = run,
};
