/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a reference costs under each policy, with memory of 10 % of the pages.
 *
 *	floor		reads the references and updates one byte a page
 *	read		the file of packed references, as commands read it
 *	POLICY bare	the policy's loop alone, over references in memory
 *	POLICY		'pagerace replay TRACE -p POLICY -d none' apart from
 *			the calls that read: what a user's run costs.  The time
 *			of these calls is measured within the command
 *
 * The ratio of a policy's two lines to the floor says how near the loop is to
 * what memory allows, and the note the ratio of the run to the bare loop. opt's
 * run contains its backward pass; the bare loop does not:
 *
 *	backward pass	finds the next use of the page of each reference
 */
#include <stdio.h>

#include "bench/bare_loop.h"
#include "bench/command.h"

#define GROUP "loop"

struct lines {
	struct timing *bare, *run, *engine;
};

struct loop {
	const struct bench_options *o;
	struct timings *t;
	struct contenders c;
};

static void
one_run(struct timing *t, const struct workload *w, const struct contender *c,
    frame_t nframes, const char *engine)
{
	double ns, reading;

	workload_touch_memory(w);
	ns = command_ns_of(engine, &reading, "replay %s -p %s -m %u -d none",
	    w->path, c->name, nframes);
	timing_add_ns(t, (ns - reading) / (double)w->string.n);
}

static void
note(struct timing *run, const struct timing *bare, uint64_t faults, uint64_t n)
{
	struct timing both = *run;

	both.base = bare;
	snprintf(run->note, sizeof(run->note),
	    "%.2f x bare [%.2f, %.2f], %.2f %% faults", timing_ratio(&both, 2),
	    timing_ratio(&both, 1), timing_ratio(&both, 3),
	    100.0 * (double)faults / (double)n);
}

static void
add_lines(struct lines *l, const struct loop *x, const struct workload *w,
    const char *policy, const struct timing *floor_)
{
	char name[120];

	snprintf(name, sizeof(name), "%s bare", policy);
	l->bare = timing_new(x->t, GROUP, w->name, name, floor_);
	l->run = timing_new(x->t, GROUP, w->name, policy, floor_);
	if (x->o->engine == NULL)
		return;
	snprintf(name, sizeof(name), "%s %s", policy, x->o->engine);
	l->engine = timing_new(x->t, GROUP, w->name, name, floor_);
}

static void
backward_run(struct timing *t, const struct workload *w)
{
	struct future_memory future;
	struct err err;
	uint64_t start;

	workload_touch_memory(w);
	start = timing_clock();
	bench_expect(future_open(&future, &w->string, w->npages, &err), &err);
	timing_add(t, start, w->string.n);
	future_close(&future);
}

/* NULL: no policy needs it. */
static struct timing *
add_backward(
    const struct loop *x, const struct workload *w, const struct timing *floor_)
{
	for (size_t i = 0; i < x->c.n; i++)
		if (x->c.item[i].policy->sight == SEES_FUTURE)
			return (timing_new(
			    x->t, GROUP, w->name, "backward pass", floor_));
	return (NULL);
}

static void
measure(const struct workload *w, void *arg)
{
	struct loop *x = arg;
	struct timing *floor_ = timing_new(x->t, GROUP, w->name, "floor", NULL),
		      *read = timing_new(x->t, GROUP, w->name, "read", floor_);
	size_t from = x->t->n - 2;
	struct timing *backward = add_backward(x, w, floor_);
	frame_t nframes = w->npages < 20 ? 2 : w->npages / 10;
	struct mem *m = mem_open();
	struct lines *l = mem_array(m, x->c.n, sizeof(*l));
	struct future_memory future;
	struct err err;

	bench_expect(future_open(&future, &w->string, w->npages, &err), &err);
	for (size_t i = 0; i < x->c.n; i++)
		add_lines(&l[i], x, w, x->c.item[i].name, floor_);
	for (uint64_t round = 0; round < x->o->rounds; round++) {
		floor_run(floor_, w);
		read_run(read, w);
		if (backward != NULL)
			backward_run(backward, w);
		for (size_t i = 0; i < x->c.n; i++) {
			struct contender *c = &x->c.item[i];

			bare_run(l[i].bare, c, w, nframes, &future.future);
			one_run(l[i].run, w, c, nframes, NULL);
			if (l[i].engine != NULL)
				one_run(
				    l[i].engine, w, c, nframes, x->o->engine);
		}
	}
	snprintf(floor_->note, sizeof(floor_->note), "%ju references, %u pages",
	    (uintmax_t)w->string.n, w->npages);
	for (size_t i = 0; i < x->c.n; i++)
		note(l[i].run, l[i].bare, x->c.item[i].faults, w->string.n);
	future_close(&future);
	mem_close(m);
	timings_print(x->t, from);
}

static void
run(const struct bench_options *o, struct timings *t)
{
	struct loop x = { .o = o, .t = t };

	contenders_open(
	    &x.c, o->list == NULL && o->quick ? "fifo,lru,opt" : o->list);
	workloads_each(o, 0, measure, &x);
	contenders_close(&x.c);
}

const struct bench_group bench_loop = {
	.name = GROUP,
	.summary = "a reference under each policy, beside the floor and the "
		   "bare loop",
	.list = "policies",
	.run = run,
};
