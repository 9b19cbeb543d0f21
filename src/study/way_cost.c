/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The measured costs.
 */
#include "study/way_cost.h"

#include <math.h>
#include <string.h>

#include "policy/crash.h"
#include "policy/watch.h"

/* Pages of the two traces. */
#define PAGES_FEW  2000.0
#define PAGES_MANY 1000000.0

/* Nanoseconds a reference, with few pages and with many. */
struct cost {
	double few, many;
};

/* A machine of its own: bench_policies over traces/gcc.prt and bench_loop over
 * a million pages, memory 10 %, one round each on an AMD EPYC guest with AVX2
 * and a load of 15 on its two processors.  A policy that is not listed, such as
 * a plug-in, costs as much as the last row. */
static const struct {
	const char *policy;
	struct cost ns;
} machine[] = {
	{ "fifo", { 1.5, 10 } },
	{ "clock", { 1.6, 17 } },
	{ "scfifo", { 2.2, 18 } },
	{ "enhanced-clock", { 2.1, 29 } },
	{ "extended-clock", { 1.6, 20 } },
	{ "gclock", { 3.1, 17 } },
	{ "wsclock", { 3.4, 58 } },
	{ "sieve", { 2.1, 14 } },
	{ "lru", { 7.1, 25 } },
	{ "mru", { 9.8, 28 } },
	{ "slru", { 9.6, 26 } },
	{ "cflru", { 10.3, 35 } },
	{ "lruwsr", { 11.8, 31 } },
	{ "nru", { 3.5, 32 } },
	{ "aging", { 4.4, 19 } },
	{ "wsarb", { 26.6, 126 } },
	{ "nfu", { 22.0, 50 } },
	{ "lapa", { 3.6, 31 } },
	{ "lfu", { 9.6, 16 } },
	{ "lruk", { 8.6, 87 } },
	{ "2q", { 4.5, 36 } },
	{ "s3fifo", { 2.1, 21 } },
	{ "arc", { 8.7, 30 } },
	{ "car", { 1.8, 25 } },
	{ "cart", { 2.0, 32 } },
	{ "lirs", { 6.6, 38 } },
	{ "ws", { 9.4, 78 } },
	{ "pff", { 3.9, 45 } },
	{ "vsws", { 2.5, 72 } },
	{ "rrip", { 1.9, 24 } },
	{ "clockpro", { 1.8, 42 } },
	{ "lecar", { 9.3, 128 } },
	{ "cacheus", { 12.6, 90 } },
	{ "wtinylfu", { 15.3, 79 } },
	{ "lhd", { 10.1, 119 } },
	{ "random", { 1.6, 13 } },
	{ "opt", { 12.3, 42 } },
	{ NULL, { 10, 40 } },
};

/* The other ways: a unit, and a run in it (doc/PERFORMANCE.md).  Of fused with
 * many pages and of stamps and words with few it is an estimate. */
static const struct {
	const char *way;
	struct cost unit, run;
} side_by_side[] = {
	{ "fused", { 1.2, 6 }, { 0.4, 30 } },
	{ "stamps", { 2, 10 }, { 0.1, 0.5 } },
	{ "stack", { 9, 80 }, { 0.01, 0.1 } },
	{ "words", { 1.5, 12 }, { 0.25, 5 } },
	/* A run: and a machine, for each reference that is kept.  Of zipf these
	 * are most; 8 sizes of lru. */
	{ "reduced", { 2, 8 }, { 0.9, 35 } },
	{ NULL, { 0, 0 }, { 1e9, 1e9 } },
};

static double
between(const struct cost *c, uint64_t pages)
{
	double at = log((double)(pages == 0 ? 1 : pages) / PAGES_FEW) /
		    log(PAGES_MANY / PAGES_FEW);

	at = at < 0 ? 0 : at > 1 ? 1 : at;
	return (c->few * pow(c->many / c->few, at));
}

/* python.prt; and 3 million references of zipf over a million pages, of which
 * 436,000 are referenced, made more for a million. */
double
opt_curve_cost(uint64_t pages)
{
	const struct cost c = { 12, 1200 };

	return (between(&c, pages));
}

static double
machine_cost(const struct job *job, uint64_t pages)
{
	size_t i = 0;

	while (machine[i].policy != NULL &&
	       strcmp(machine[i].policy, job->setup.policy->name) != 0)
		i++;
	return (between(&machine[i].ns, pages));
}

static size_t
row_of(const struct way *w)
{
	size_t i = 0;

	while (side_by_side[i].way != NULL &&
	       strcmp(side_by_side[i].way, w->name) != 0)
		i++;
	return (i);
}

double
way_cost_unit(const struct way *w, uint64_t pages)
{
	if (w == &way_machine)
		return (0);
	return (between(&side_by_side[row_of(w)].unit, pages));
}

double
way_cost_run(const struct way *w, const struct job *job, uint64_t pages)
{
	double ns;

	if (w == &way_machine)
		return (machine_cost(job, pages));
	ns = between(&side_by_side[row_of(w)].run, pages);
	if (w == &way_reduced)
		ns = (ns + machine_cost(job, pages)) * job->kept;
	return (ns);
}

/* A frame of a lane of words, at most; and a page, where pages are unmapped. */
#define LANE_FRAME 12
#define LANE_PAGE  4

/* With more pages a run takes huge pages, and each array of its policy may end
 * within one. */
#define SLACK_PAGES 65536
#define SLACK_BYTES (UINT64_C(8) << 20)

/* A machine and its policy. */
static uint64_t
run_bytes(const struct job *job, uint64_t pages)
{
	const struct replay_setup *s = &job->setup;
	uint64_t frames = s->nframes < pages ? s->nframes : pages;
	uint64_t bytes = pages > SLACK_PAGES ? SLACK_BYTES : 0;

	/* Its entry, its slot, its frame; the page in each frame. */
	bytes += mem_reserved(pages) + 2 * mem_reserved(4 * pages) +
		 mem_reserved(4 * frames);
	if (job->tallies)
		bytes += mem_reserved(pages);
	watch_begin(crash_plugin(s->policy), WATCH_OPENING);
	bytes += mem_reserved(instance_footprint(s->policy, s->params,
	    s->future, frames > 0 ? (frame_t)frames : 1,
	    pages > 0 ? (page_id_t)pages : 1));
	watch_end();
	return (bytes);
}

uint64_t
way_bytes(const struct unit *u, uint64_t pages)
{
	uint64_t bytes = 0;

	if (u->way->page_bytes != NULL)
		bytes = mem_reserved(u->way->page_bytes(u->n) * pages);
	for (size_t i = 0; i < u->n; i++) {
		const struct replay_setup *s = &u->job[i]->setup;
		uint64_t frames = s->nframes < pages ? s->nframes : pages;

		if (u->way == &way_words)
			bytes +=
			    mem_reserved(LANE_FRAME * frames) +
			    (u->unmaps ? mem_reserved(LANE_PAGE * pages) : 0);
		else if ((u->way->needs & WAY_COUNTS_ONLY) == 0)
			bytes += run_bytes(u->job[i], pages);
	}
	return (bytes);
}
