/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A curve, 'pagerace curve TRACE -p POLICY', against one run of the same policy
 * with 10 % of the pages, 'pagerace replay TRACE -p POLICY -d none':
 * nanoseconds a reference, reading included in both.
 *
 * OPT's curve is left out where there are more than some hundred thousand
 * pages, because its stack takes far longer there.
 */
#include <stdio.h>

#include "bench/bare_loop.h"
#include "bench/command.h"

#define GROUP "curve"

#define OPT_PAGES_MAX 100000

struct curve_bench {
	const struct bench_options *o;
	struct timings *t;
	struct contenders c;
};

static void
measure(const struct workload *w, void *arg)
{
	struct curve_bench *x = arg;
	struct timing *floor_ = timing_new(x->t, GROUP, w->name, "floor", NULL);
	size_t from = x->t->n - 1;
	frame_t nframes = w->npages < 20 ? 2 : w->npages / 10;
	struct mem *m = mem_open();
	struct timing **one = mem_array(m, x->c.n, sizeof(*one)),
		      **whole = mem_array(m, x->c.n, sizeof(*whole));

	for (size_t i = 0; i < x->c.n; i++) {
		const struct contender *c = &x->c.item[i];
		char name[120];

		if (c->policy->sight == SEES_FUTURE &&
		    w->npages > OPT_PAGES_MAX)
			continue;
		snprintf(name, sizeof(name), "%s, one run", c->name);
		one[i] = timing_new(x->t, GROUP, w->name, name, floor_);
		snprintf(name, sizeof(name), "%s curve", c->name);
		whole[i] = timing_new(x->t, GROUP, w->name, name, one[i]);
	}
	for (uint64_t round = 0; round < x->o->rounds; round++) {
		floor_run(floor_, w);
		for (size_t i = 0; i < x->c.n; i++) {
			const char *policy = x->c.item[i].name;

			if (one[i] == NULL)
				continue;
			timing_add_ns(
			    one[i], command_ns_of(NULL, NULL,
					"replay %s -p %s -m %u -d none",
					w->path, policy, nframes) /
					(double)w->string.n);
			timing_add_ns(
			    whole[i], command_ns_of(NULL, NULL,
					  "curve %s -p %s", w->path, policy) /
					  (double)w->string.n);
		}
	}
	mem_close(m);
	timings_print(x->t, from);
}

static void
run(const struct bench_options *o, struct timings *t)
{
	struct curve_bench x = { .o = o, .t = t };

	contenders_open(&x.c, o->list == NULL ? "lru,fifo,clock,opt" : o->list);
	workloads_each(
	    o, WORKLOAD_SMALL | WORKLOAD_MAIN | WORKLOAD_REAL, measure, &x);
	contenders_close(&x.c);
}

const struct bench_group bench_curve = {
	.name = GROUP,
	.summary = "a whole curve beside one run",
	.list = "policies",
	.run = run,
};
