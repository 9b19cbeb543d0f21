/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Eviction of policies/mglru.c: pages are taken from the oldest generation,
 * judged, and evicted or kept; and the reclaim that repeats this at each
 * priority, and begins generations in between.
 */
#ifndef POLICIES_LIB_GENERATION_EVICT_H
#define POLICIES_LIB_GENERATION_EVICT_H

#include "policies/lib/generation_walk.h"

#define GEN_PRIORITY 12 /* DEF_PRIORITY */

/* The page, which is in a list, goes to the tail of this generation. */
static inline void
gen_put_tail(struct generations *g, frame_t f, uint32_t seq)
{
	gen_take(g, f, GEN_ISOLATED);
	gen_put(g, f, seq);
	frame_lists_remove(&g->lists, g->frame[f].place, f);
	frame_lists_push_tail(&g->lists, g->frame[f].place, f);
}

/* sort_folio(): the page at the tail of the oldest list goes elsewhere. */
static inline bool
gen_sort(struct generations *g, frame_t f, unsigned last_tier)
{
	struct gen_frame *at = &g->frame[f];
	const uint32_t min = gen_min_of(g, at);

	if (at->seq != min) {
		frame_lists_remove(&g->lists, at->place, f);
		at->place = (uint8_t)gen_list_of(at, at->seq);
		frame_lists_push_head(&g->lists, at->place, f);
		return (true);
	}
	if (gen_by_flags(g) ? gen_tier(at) <= last_tier : at->refs != 4) {
		bool dirty = at->file && frame_dirty(g->frames, f);

		if (!dirty && (g->host->busy == NULL ||
				  g->host->busy(g->host, f) == IO_NONE))
			return (false);
		at->dirtied = dirty;
		gen_take(g, f, GEN_ISOLATED); /* waits for its device */
		gen_put(g, f, min + 1);
		return (true);
	}
	if (g->version == LINUX_6_1)
		g->counts.activate++;
	g->control[gen_type(at)][gen_by_flags(g) ? gen_tier(at) : GEN_TIERS - 1]
	    .spared++;
	gen_clear_referenced(at);
	if (!gen_by_flags(g)) {
		gen_put_tail(g, f, min + 1);
		return (true);
	}
	gen_take(g, f, GEN_ISOLATED);
	gen_put(g, f, min + 1);
	return (true);
}

/* scan_folios(): takes up to 64 pages of a type to be judged; *seen: how many
 * were looked at, 'most' at most, or 0 if that is of no use. */
static inline unsigned
gen_scan(struct generations *g, unsigned type, uint64_t most, frame_t *taken,
    uint64_t *seen)
{
	const uint32_t min = g->min[type];
	unsigned last_tier = gen_by_flags(g) ? gen_last_tier(g, type) : 0;
	unsigned n = 0;
	frame_t f;

	*seen = 0;
	if (min + GENS_MIN > g->max)
		return (0);
	while (n < GEN_BATCH && *seen < most &&
	       (f = frame_lists_tail(&g->lists, gen_list(type, min))) !=
		   NO_FRAME) {
		++*seen;
		if (gen_sort(g, f, last_tier))
			continue;
		gen_take(g, f, GEN_ISOLATED);
		g->frame[f].marked = false;
		if (!gen_by_flags(g))
			g->frame[f].refs = 0;
		taken[n++] = f;
	}
	if (n == 0 && *seen < most && g->version != LINUX_7_3)
		*seen = 0;
	return (n);
}

/* isolate_folios(): of one type, or else of the other. */
static inline unsigned
gen_isolate(
    struct generations *g, uint64_t most, frame_t *taken, uint64_t *seen)
{
	unsigned type = gen_first_type(g);
	unsigned n = gen_scan(g, type, most, taken, seen);

	type = type == GEN_ANON ? GEN_FILES : GEN_ANON;
	if (*seen > 0 || !gen_evictable(g, type))
		return (n);
	return (gen_scan(g, type, most, taken, seen));
}

/* A page that was judged and is kept. */
static inline void
gen_keep(struct generations *g, frame_t f, bool active)
{
	struct gen_frame *at = &g->frame[f];
	uint32_t seq = g->max - 1;

	at->marked = false;
	if (!gen_by_flags(g))
		at->refs = 0;
	if (active || !gen_by_flags(g))
		seq = gen_of_active(g, f);
	if (seq == gen_min_of(g, at)) { /* not into the oldest generation */
		gen_clear_referenced(at);
		seq = gen_of_active(g, f);
	}
	gen_put(g, f, seq);
}

/* What judging the page in f reads and changes. */
static inline void
gen_prefetch(const struct generations *g, frame_t f)
{
	page_id_t page = g->frames->page[f];
	uint64_t key = g->key[f];

	__builtin_prefetch(&g->frames->entry[page], 1);
	__builtin_prefetch(&g->shadow[page], 1);
	key_map_prefetch(&g->address, key);
	key_map_prefetch(&g->address, key - GEN_BATCH / 2);
	key_map_prefetch(&g->address, key + GEN_BATCH / 2 - 1);
}

/* shrink_folio_list(): returns how many pages were evicted. */
static inline unsigned
gen_judge(struct generations *g, const frame_t *taken, unsigned n)
{
	frame_t kept[GEN_BATCH], written[GEN_BATCH];
	bool active[GEN_BATCH];
	unsigned nkept = 0, nwritten = 0;

	for (unsigned i = 0; i < n; i++)
		gen_prefetch(g, taken[i]);
	for (unsigned i = 0; i < n; i++) {
		frame_t f = taken[i];

		g->counts.scan_file += g->frame[f].file;
		active[nkept] = false;
		if (!g->frame[f].marked && !frame_accessed(g->frames, f)) {
			g->host->release(g->host, f);
			if (g->frame[f].place == GEN_ISOLATED)
				written[nwritten++] = f;
			else
				g->counts.steal_file += g->frame[f].file;
			continue;
		} else if (!g->frame[f].marked) {
			gen_look_around(g, f);
			if (gen_by_flags(g))
				active[nkept] = gen_mark(g, &g->frame[f]);
		}
		kept[nkept++] = f;
	}
	for (unsigned i = 0; i < nkept; i++)
		gen_keep(g, kept[i], active[i]);
	for (unsigned i = 0; i < nwritten; i++)
		gen_put(g, written[i], g->max - 1);
	return (n - nkept - nwritten);
}

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

/* try_to_shrink_lruvec() of 7.3: ages and evicts in one pass, and what there is
 * to scan is fixed before. */
static inline void
gen_shrink_at_once(struct generations *g, unsigned priority, uint64_t *freed)
{
	const uint32_t gens = priority < GEN_PRIORITY ? GENS_MIN : GENS_MIN - 1;
	uint64_t n = gen_pages(g) >> priority, scanned;

	while (n > 0) {
		if (gen_oldest(g) + gens >= g->max)
			gen_begin(g);
		scanned = gen_evict(g, n, freed);
		if (scanned == 0 || *freed >= CHARGE_RECLAIM)
			return;
		n -= scanned;
	}
}

/* try_to_shrink_lruvec() before 7.3 */
static inline void
gen_shrink(struct generations *g, unsigned priority, uint64_t *freed)
{
	const bool on = g->version == LINUX_6_1; /* goes on after it aged */
	uint32_t max = g->max;
	uint64_t n, sum = 0, scanned;

	for (;;) {
		bool none = gen_oldest(g) + GENS_MIN > g->max;

		n = gen_pages(g) >> priority;
		if (priority < GEN_PRIORITY && gen_needs_age(g)) {
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
		if (scanned == 0 || sum >= n)
			return;
		if (on && (g->max - max > 1 || *freed >= CHARGE_RECLAIM))
			return;
	}
}

static inline uint64_t
gen_reclaim(struct generations *g)
{
	uint64_t freed = 0;

	g->walked_now = false;
	for (int p = GEN_PRIORITY; p >= 0 && freed < CHARGE_RECLAIM; p--) {
		g->walking = false;
		gen_drain(g);
		gen_drain_pending(g);
		if (g->version == LINUX_7_3)
			gen_shrink_at_once(g, (unsigned)p, &freed);
		else
			gen_shrink(g, (unsigned)p, &freed);
		if (g->host->submit != NULL)
			g->host->submit(g->host);
	}
	return (freed);
}

#endif
