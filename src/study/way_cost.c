/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The measured costs.
 */
#include "study/way_cost.h"

#include <math.h>
#include <string.h>

#include "policy/crash.h"
#include "policy/watch.h"
#include "study/counting.h"
#include "study/use_log.h"

/* Pages of the two traces. */
#define PAGES_FEW  2000.0
#define PAGES_MANY 1000000.0

/* Nanoseconds a reference, with few pages and with many. */
struct cost {
	double few, many;
};

/* A machine of its own: the bench's group 'loop' over traces/gcc.prt and zipf
 * over a million pages, memory 10 %, one round each; geometric means of what it
 * was on an AMD EPYC guest with AVX2 (Zen 3) and on one with AVX-512 (Zen 5),
 * with loads of 15 and 10 on their two processors.  What a fault costs more was
 * measured on the second, python.prt with 4 frames.  Of linux and mglru it is
 * what replays of the same traces took on the first, times what lru's row has
 * for what lru took beside them; of faults, with 16 to 64 frames and clock's.
 * With 4 frames a fault costs them several times as much.  A policy that is not
 * listed, such as a plug-in, costs as much as the last row. */
static const struct {
	const char *policy;
	struct cost ns;
	double fault;
} machine[] = {
	{ "fifo", { 1.4, 11 }, 44 },
	{ "clock", { 1.4, 16 }, 103 },
	{ "scfifo", { 1.9, 18 }, 23 },
	{ "enhanced-clock", { 1.8, 32 }, 36 },
	{ "extended-clock", { 1.6, 20 }, 36 },
	{ "gclock", { 2.5, 17 }, 17 },
	{ "wsclock", { 2.7, 43 }, 43 },
	{ "sieve", { 1.5, 13 }, 111 },
	{ "lru", { 5.2, 21 }, 16 },
	{ "mru", { 8.6, 23 }, 5 },
	{ "slru", { 7.2, 21 }, 14 },
	{ "cflru", { 7.5, 34 }, 18 },
	{ "lruwsr", { 7.1, 26 }, 19 },
	{ "nru", { 2.5, 25 }, 21 },
	{ "aging", { 2.7, 18 }, 9 },
	{ "wsarb", { 17.1, 81 }, 22 },
	{ "nfu", { 18.7, 33 }, 10 },
	{ "lapa", { 2.6, 26 }, 15 },
	{ "lfu", { 8.6, 16 }, 1 },
	{ "lruk", { 6.0, 51 }, 34 },
	{ "2q", { 4.5, 27 }, 40 },
	{ "s3fifo", { 1.6, 18 }, 102 },
	{ "arc", { 6.5, 24 }, 38 },
	{ "car", { 1.4, 19 }, 106 },
	{ "cart", { 1.7, 25 }, 48 },
	{ "lirs", { 5.0, 28 }, 39 },
	{ "ws", { 7.2, 58 }, 22 },
	{ "pff", { 3.4, 36 }, 22 },
	{ "vsws", { 2.3, 55 }, 10 },
	{ "rrip", { 1.8, 22 }, 32 },
	{ "clockpro", { 1.7, 30 }, 26 },
	{ "lecar", { 7.1, 82 }, 77 },
	{ "cacheus", { 8.8, 51 }, 93 },
	{ "wtinylfu", { 11.8, 55 }, 90 },
	{ "lhd", { 6.9, 92 }, 78 },
	{ "linux", { 1.2, 49 }, 250 },
	{ "mglru", { 3, 104 }, 350 },
	{ "random", { 1.3, 12 }, 62 },
	{ "opt", { 6.5, 34 }, 93 },
	{ NULL, { 8, 32 }, 30 },
};

/* What a fault costs more with a device; a fault of a run in words, and what it
 * costs more if it is noted for the device. */
#define DEVICE_FAULT 22
#define WORDS_FAULT  18
#define WORDS_NOTED  12

/* The other ways: a unit, and a run in it (doc/PERFORMANCE.md), on the same
 * machines.  Of fused with many pages and of stamps and words with few it is an
 * estimate. */
static const struct {
	const char *way;
	struct cost unit, run;
} side_by_side[] = {
	{ "fused", { 1, 5 }, { 0.35, 24 } },
	{ "stamps", { 1.6, 8 }, { 0.1, 0.4 } },
	{ "stack", { 8.5, 58 }, { 0.01, 0.1 } },
	{ "words", { 1.2, 10 }, { 0.2, 4 } },
	/* A run: and a machine, for each reference that is kept.  Of zipf these
	 * are most; 8 sizes of lru. */
	{ "reduced", { 1.7, 7 }, { 0.7, 28 } },
	{ NULL, { 0, 0 }, { 1e9, 1e9 } },
};

/* Where the pages are between few, 0, and many, 1. */
static double
place(uint64_t pages)
{
	double at = log((double)(pages == 0 ? 1 : pages) / PAGES_FEW) /
		    log(PAGES_MANY / PAGES_FEW);

	return (at < 0 ? 0 : at > 1 ? 1 : at);
}

static double
between(const struct cost *c, uint64_t pages)
{
	return (c->few * pow(c->many / c->few, place(pages)));
}

/* python.prt; and 3 million references of zipf over a million pages, of which
 * 436,000 are referenced, made more for a million. */
double
opt_curve_cost(uint64_t pages)
{
	const struct cost c = { 12, 1200 };

	return (between(&c, pages));
}

static size_t
machine_row(const struct job *job)
{
	size_t i = 0;

	while (machine[i].policy != NULL &&
	       strcmp(machine[i].policy, job->setup.policy->name) != 0)
		i++;
	return (i);
}

static double
machine_cost(const struct job *job, uint64_t pages)
{
	return (between(&machine[machine_row(job)].ns, pages));
}

/* Of faults, where they are known; with many pages they are in what a reference
 * costs. */
static double
fault_cost(const struct way *w, const struct job *job, uint64_t pages)
{
	const bool device = job->setup.device != &device_free;
	double ns = machine[machine_row(job)].fault;

	if (w == &way_stamps || w == &way_stack)
		return (0);
	if (w == &way_words)
		ns = WORDS_FAULT + (device ? WORDS_NOTED : 0);
	else if (device)
		ns += DEVICE_FAULT;
	return (job->faults * ns * (1 - place(pages)));
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
		return (machine_cost(job, pages) + fault_cost(w, job, pages));
	ns = between(&side_by_side[row_of(w)].run, pages);
	if (w == &way_reduced)
		ns = (ns + machine_cost(job, pages)) * job->kept;
	return (ns + fault_cost(w, job, pages));
}

/* A frame of a lane of words, at most, and a page, where pages are unmapped.
 * Lanes of lru have a log in place of that. */
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

/* A lane of words; *most: frames of the largest one of lru. */
static uint64_t
lane_bytes(const struct unit *u, size_t i, uint64_t pages, uint64_t *most)
{
	const struct replay_setup *s = &u->job[i]->setup;
	uint64_t frames = s->nframes < pages ? s->nframes : pages;
	uint64_t bytes = u->timed ? COUNTING_TIMED_BYTES : 0;

	if (job_is_builtin(u->job[i], "lru")) {
		*most = frames > *most ? frames : *most;
		return (bytes);
	}
	return (bytes + mem_reserved(LANE_FRAME * frames) +
		(u->unmaps ? mem_reserved(LANE_PAGE * pages) : 0));
}

uint64_t
way_bytes(const struct unit *u, uint64_t pages)
{
	uint64_t bytes = 0, most = 0;

	if (u->way->page_bytes != NULL)
		bytes = mem_reserved(u->way->page_bytes(u->n) * pages);
	for (size_t i = 0; i < u->n; i++) {
		if (u->way == &way_words)
			bytes += lane_bytes(u, i, pages, &most);
		else if ((u->way->needs & WAY_COUNTS_ONLY) == 0)
			bytes += run_bytes(u->job[i], pages);
	}
	if (most > 0)
		bytes += mem_reserved(USE_LOG_FRAME_BYTES * most) +
			 mem_reserved(USE_LOG_PAGE_BYTES * pages);
	return (bytes);
}
