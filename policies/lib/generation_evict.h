/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Eviction of policies/mglru.c: pages are taken from the oldest generation,
 * judged, and evicted or kept; and the reclaim that repeats this at each
 * priority, and begins generations in between.
 */
#ifndef POLICIES_LIB_GENERATION_EVICT_H
#define POLICIES_LIB_GENERATION_EVICT_H

#include "policies/lib/generation_judge.h"

#define GEN_PRIORITY 12 /* DEF_PRIORITY */

/* vmpressure_win, and the priority at which it is reached at once. */
#define GEN_PRESSURE          512
#define GEN_PRESSURE_PRIORITY 3

/* evict_folios(), with n pages to scan: adds the pages evicted to *freed and
 * returns how many were scanned; 0: no use to go on. */
static inline uint64_t
gen_evict(struct generations *g, uint64_t n, uint64_t *freed)
{
	frame_t taken[GEN_BATCH];
	uint64_t most = GEN_SCAN, scanned;
	unsigned taken_n;

	if (g->version == LINUX_6_18 && n < most)
		most = n;
	if (g->version == LINUX_7_3) {
		most = n < GEN_BATCH ? n : GEN_BATCH;
		gen_advance_min(g);
	}
	taken_n = gen_isolate(g, most, taken, &scanned);
	g->counts.pgscan += taken_n;
	if (gen_advance_min(g) && g->version != LINUX_7_3)
		scanned++;
	if (gen_oldest(g) + GENS_MIN > g->max && g->version != LINUX_7_3)
		scanned = 0;
	taken_n = gen_judge(g, taken, taken_n);
	g->counts.pgsteal += taken_n;
	*freed += taken_n;
	return (scanned);
}

/* Pages of this generation that may be evicted. */
static inline uint64_t
gen_size(const struct generations *g, uint32_t seq)
{
	uint64_t n = g->size[gen_list(GEN_FILES, seq)];

	if (gen_evictable(g, GEN_ANON))
		n += g->size[gen_list(GEN_ANON, seq)];
	return (n);
}

static inline uint64_t
gen_pages(const struct generations *g)
{
	uint64_t n = 0;

	for (uint32_t i = 0; i < GENS; i++)
		n += gen_size(g, i);
	return (n);
}

/* should_run_aging(): is a new generation needed? */
static inline bool
gen_needs_age(const struct generations *g)
{
	const uint32_t min = gen_oldest(g);
	uint64_t all = gen_pages(g);

	if (min + GENS_MIN != g->max)
		return (min + GENS_MIN > g->max);
	return (g->version == LINUX_6_18 || 2 * gen_size(g, g->max) > all ||
		4 * gen_size(g, g->max - 2) < all);
}

/* inc_min_seq(): four generations of anonymous pages that are not evicted.  The
 * pages of the oldest stay in their list, which is that of the newest next. */
static inline void
gen_turn_anon(struct generations *g)
{
	frame_t f =
	    frame_lists_tail(&g->lists, gen_list(GEN_ANON, g->min[GEN_ANON]));

	for (; f != NO_FRAME; f = frame_lists_newer(&g->lists, f))
		g->frame[f].seq += GENS;
	gen_carry_over(g, GEN_ANON);
	g->min[GEN_ANON]++;
}

/* try_to_inc_max_seq(): a generation begins. */
static inline void
gen_begin(struct generations *g)
{
	gen_walk_now(g);
	if (g->max - g->min[GEN_ANON] + 1 == GENS)
		gen_turn_anon(g);
	g->max++;
}

/* What reclaim is to free. */
struct gen_goal {
	uint64_t want; /* pages */
	bool daemon;   /* it ends early when enough frames are free */
};

/* should_abort_scan(), of the memory of a machine; the limit of a group is
 * asked after a pass. */
static inline bool
gen_enough(const struct generations *g, const struct gen_goal *goal,
    unsigned priority, uint64_t freed)
{
	const frame_t *free = g->host->nfree;

	if (free == NULL)
		return (g->version == LINUX_7_3 && freed >= goal->want);
	if (g->version == LINUX_6_1)
		return (goal->daemon && freed >= goal->want &&
			priority <= GEN_PRIORITY - 2 && *free >= g->host->high);
	return (freed >= goal->want ||
		(goal->daemon && *free > g->host->high + GEN_BATCH));
}

/* try_to_shrink_lruvec() of 7.3: ages and evicts in one pass, and what there is
 * to scan is fixed before. */
static inline void
gen_shrink_at_once(struct generations *g, unsigned priority,
    const struct gen_goal *goal, uint64_t *freed)
{
	const uint32_t gens = priority < GEN_PRIORITY ? GENS_MIN : GENS_MIN - 1;
	uint64_t n = gen_pages(g) >> priority, scanned;

	while (n > 0) {
		bool ages = gen_oldest(g) + gens >= g->max;

		if (ages)
			gen_begin(g);
		scanned = gen_evict(g, n, freed);
		if (scanned == 0 || gen_enough(g, goal, priority, *freed) ||
		    (ages && g->host->nfree != NULL))
			return;
		n -= scanned;
	}
}

/* try_to_shrink_lruvec() before 7.3 */
static inline void
gen_shrink(struct generations *g, unsigned priority,
    const struct gen_goal *goal, uint64_t *freed)
{
	/* It goes on after it aged; the daemon aged before. */
	const bool on = g->version == LINUX_6_1 && !goal->daemon;
	uint32_t max = g->max;
	uint64_t n, sum = 0, scanned;

	for (;;) {
		bool none = gen_oldest(g) + GENS_MIN > g->max;
		bool needs = gen_needs_age(g);

		n = gen_pages(g) >> priority;
		if (priority < GEN_PRIORITY && needs) {
			if (on || g->version != LINUX_6_1)
				gen_begin(g);
			if (!on)
				return;
		} else if (none) {
			return;
		}
		if (n == 0)
			return;
		scanned = gen_evict(g, n, freed);
		sum += scanned;
		if (scanned == 0)
			return;
		if (sum < n &&
		    (!on || (g->max - max <= 1 && *freed < goal->want)) &&
		    !gen_enough(g, goal, priority, *freed))
			continue;
		if (goal->daemon && *freed >= GEN_BATCH && !needs)
			g->daemon_ages = false;
		return;
	}
}

/* vmpressure() and vmpressure_prio(), in 7.3 of no effect: after enough pages,
 * or at low priorities, work is queued, and the process is switched out and in
 * for it before the next pass. */
static inline void
gen_press(struct generations *g, unsigned priority)
{
	if (g->notice_waits)
		gen_notice_late(g, gen_tick(g));
	if (priority <= GEN_PRESSURE_PRIORITY)
		g->pressure += GEN_PRESSURE;
	if (g->pressure < GEN_PRESSURE)
		return;
	g->pressure = 0;
	g->switched |= g->version != LINUX_7_3;
}

/* All pages of files that a pass found were dirty: they are written
 * (wakeup_flusher_threads()). */
static inline void
gen_wake_flusher(struct generations *g)
{
	const bool wakes =
	    g->version == LINUX_6_12_117 || g->version == LINUX_6_18;

	if (wakes && g->pass_dirty > 0 && g->pass_dirty == g->pass_files)
		gen_write_back(g);
}

/* One pass at this priority; adds the pages freed. */
static inline void
gen_pass(struct generations *g, unsigned priority, const struct gen_goal *goal,
    uint64_t *freed)
{
	gen_drain(g);
	gen_drain_pending(g);
	if (g->version == LINUX_7_3)
		gen_shrink_at_once(g, priority, goal, freed);
	else
		gen_shrink(g, priority, goal, freed);
	gen_wake_flusher(g);
	if (g->host->submit != NULL)
		g->host->submit(g->host);
}

static inline uint64_t
gen_reclaim(struct generations *g)
{
	const struct gen_goal goal = { CHARGE_RECLAIM, false };
	uint64_t freed = 0;

	g->walked_now = false;
	gen_notify(g);
	for (int p = GEN_PRIORITY; p >= 0 && freed < CHARGE_RECLAIM; p--) {
		g->walking = false;
		g->pass_files = g->pass_dirty = 0;
		gen_press(g, (unsigned)p);
		gen_pass(g, (unsigned)p, &goal, &freed);
	}
	return (freed);
}

/* The number of the highest bit that is set, from 1 on; 0: there is none. */
static inline int
gen_highest_bit(uint64_t n)
{
	return (n == 0 ? 0 : 64 - __builtin_clzll(n));
}

/* set_initial_priority(), from 6.12 on: the first priority is that at which
 * the older generations would be scanned for as many pages as are wanted. */
static inline unsigned
gen_first_priority(const struct generations *g, uint64_t want)
{
	uint64_t n = 0;
	int priority;

	for (uint32_t i = 2; i < GENS; i++)
		for (unsigned t = 0; t < GEN_TYPES; t++)
			n += g->size[gen_list(t, g->max - i)];
	priority = gen_highest_bit(n) - 1 - gen_highest_bit(want - 1);
	return (priority < GEN_PRIORITY / 2 ? GEN_PRIORITY / 2
		: priority > GEN_PRIORITY   ? GEN_PRIORITY
					    : (unsigned)priority);
}

/* lru_gen_age_node() of 6.1, where the daemon ages before it evicts, and not
 * after a pass that found enough old pages. */
static inline void
gen_age_first(struct generations *g)
{
	if (g->daemon_ages && gen_needs_age(g))
		gen_begin(g);
	g->daemon_ages = true;
}

/* lru_gen_age_node() and lru_gen_shrink_node(): returns the pages looked at.
 * It may lower the priority. */
static inline uint64_t
gen_background(struct generations *g, uint64_t want, unsigned *priority)
{
	const struct gen_goal goal = { want, true };
	uint64_t before = g->counts.pgscan, freed = 0;

	g->walked_now = false;
	g->walking = true; /* set_mm_walk(): it has a walk of its own */
	g->pass_files = g->pass_dirty = 0;
	if (g->version == LINUX_6_1)
		gen_age_first(g);
	else if (*priority == GEN_PRIORITY && want >= GEN_BATCH)
		*priority = gen_first_priority(g, want);
	gen_pass(g, *priority, &goal, &freed);
	return (g->counts.pgscan - before);
}

/* policy_ops.background */
static inline uint64_t
gen_run_pass(void *st, frame_t n, unsigned *priority)
{
	struct generations *g = (struct generations *)st;

	if (n > 0)
		return (gen_background(g, n, priority));
	g->daemon_ages = false;
	return (0);
}

#endif
