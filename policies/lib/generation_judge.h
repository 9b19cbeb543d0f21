/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages that eviction of policies/mglru.c looks at: which are passed over,
 * which are taken to be judged, and what becomes of them.
 *
 * A page that is handed to its device goes to the generation before the newest,
 * and when it is written to the tail of the oldest.  One that is written while
 * others are still judged is judged again.
 */
#ifndef POLICIES_LIB_GENERATION_JUDGE_H
#define POLICIES_LIB_GENERATION_JUDGE_H

#include "policies/lib/generation_look.h"

/* The page, which is in a list, goes to the tail of this generation. */
static inline void
gen_put_tail(struct generations *g, frame_t f, uint32_t seq)
{
	gen_take(g, f, GEN_ISOLATED);
	gen_put(g, f, seq);
	frame_lists_remove(&g->lists, g->frame[f].place, f);
	frame_lists_push_tail(&g->lists, g->frame[f].place, f);
}

/* Up to 6.18, but not in 6.12.117, a page that waits for its device is not
 * judged. */
static inline bool
gen_passes_busy(const struct generations *g)
{
	return (g->version != LINUX_6_12_117 && g->version != LINUX_7_3);
}

/* The page at the tail of the oldest list is dirty and of a file, or is written
 * or read: it goes to the next generation.  false: it is not. */
static inline bool
gen_pass_over(struct generations *g, frame_t f)
{
	struct gen_frame *at = &g->frame[f];
	const bool dirty = at->file && frame_dirty(g->frames, f);

	if (!dirty &&
	    (g->host->busy == NULL || g->host->busy(g->host, f) == IO_NONE))
		return (false);
	at->dirtied = dirty;
	g->pass_files += dirty;
	g->pass_dirty += dirty;
	gen_take(g, f, GEN_ISOLATED);
	gen_clear_referenced(at);
	gen_put(g, f, gen_min_of(g, at) + 1);
	return (true);
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
	if (gen_by_flags(g) ? gen_tier(at) <= last_tier : at->refs != 4)
		return (gen_passes_busy(g) && gen_pass_over(g, f));
	if (g->version == LINUX_6_1)
		gen_count_activate(g, at, true);
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

/* The scan comes to f soon. */
static inline void
gen_prefetch_frame(const struct generations *g, frame_t f)
{
	__builtin_prefetch(&g->frame[f], 1);
	__builtin_prefetch(&g->frames->page[f]);
	__builtin_prefetch(&g->key[f]);
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
		gen_prefetch_frame(g, frame_lists_ahead(&g->lists, f));
		if (gen_sort(g, f, last_tier))
			continue;
		gen_take(g, f, GEN_ISOLATED);
		g->frame[f].marked = false;
		if (!gen_by_flags(g))
			g->frame[f].refs = 0;
		__builtin_prefetch(&g->frames->entry[g->frames->page[f]], 1);
		taken[n++] = f;
	}
	if (n == 0 && *seen < most && g->version != LINUX_7_3)
		*seen = 0;
	return (n);
}

/* isolate_folios(): of one type, or else of the other.  7.3 looks at the first
 * once more if it only passed pages over. */
static inline unsigned
gen_isolate(
    struct generations *g, uint64_t most, frame_t *taken, uint64_t *seen)
{
	unsigned type = gen_first_type(g);
	unsigned n = gen_scan(g, type, most, taken, seen);
	uint64_t more;

	if (n > 0 || !gen_evictable(g, GEN_ANON) ||
	    (*seen > 0 && g->version != LINUX_7_3))
		return (n);
	if (*seen == 0)
		type = type == GEN_ANON ? GEN_FILES : GEN_ANON;
	n = gen_scan(g, type, most, taken, &more);
	*seen += more;
	return (n);
}

/* What became of a page that was judged. */
enum gen_fate {
	GEN_GONE,
	GEN_HANDED, /* to the device */
	GEN_KEPT,
	GEN_ACTIVE,
	GEN_LOCKED, /* it is being read */
};

/* Of pages that are not active, those of files, and those of the swap cache
 * alone: is it in the second generation?  Else in the oldest. */
static inline bool
gen_is_second(const struct generations *g, const struct gen_frame *at)
{
	return (at->workingset || (at->referenced && g->version == LINUX_7_3));
}

/* A page that was judged and stays: lru_gen_folio_seq(). */
static inline void
gen_keep(struct generations *g, frame_t f, enum gen_fate fate)
{
	struct gen_frame *at = &g->frame[f];
	uint32_t seq = g->max - 1;

	at->marked = false;
	if (!gen_by_flags(g)) {
		if (fate != GEN_HANDED) {
			at->refs = 0;
			seq = g->max;
		}
		gen_put(g, f, seq);
		return;
	}
	if (fate == GEN_ACTIVE)
		seq = gen_of_active(g, f);
	if (fate == GEN_LOCKED || (fate == GEN_KEPT && at->file))
		seq = g->max - GENS + 1 + gen_is_second(g, at);
	if (seq <= gen_min_of(g, at)) { /* not into the oldest generation */
		gen_clear_referenced(at);
		seq = gen_of_active(g, f);
	}
	gen_put(g, f, seq);
}

/* The places of n keys from 'key' on, which are of one line, are read soon. */
static inline void
gen_prefetch_keys(const struct key_map *m, uint64_t key, uint64_t n)
{
	const uint32_t at = key_map_home(m, key);

	for (uint32_t i = at & ~(GEN_PLACES - 1); i < at + n; i += GEN_PLACES)
		__builtin_prefetch(&m->place[i]);
}

/* What judging the page in f reads and changes: the map around its address if
 * it was accessed; else what it leaves when it goes. */
static inline void
gen_prefetch(const struct generations *g, frame_t f)
{
	const uint64_t key = g->key[f];
	const page_id_t page = g->frames->page[f];

	if (gen_accessed(g, f)) {
		uint64_t first = gen_window_first(key);
		uint64_t n = GEN_BATCH - first % KEY_MAP_LINE;

		gen_prefetch_keys(&g->address, first, n);
		gen_prefetch_keys(&g->address, first + n, GEN_BATCH - n);
		return;
	}
	key_map_prefetch(&g->address, key);
	__builtin_prefetch(&g->shadow[page], 1);
	if (g->host->released != NULL)
		__builtin_prefetch(&g->host->released[page], 1);
}

/* Notes the frames around those of n pages that were accessed. */
static inline void
gen_note_group(const struct generations *g, const frame_t *f, unsigned n,
    struct gen_around *to)
{
	to->n = 0;
	for (unsigned i = 0; i < n; i++) {
		to->known[i] = false;
		if (gen_accessed(g, f[i]))
			gen_note_around(g, f[i], to, i);
	}
}

static inline void
gen_prefetch_group(const struct generations *g, const struct gen_around *a)
{
	for (unsigned i = 0; i < a->n; i++) {
		page_id_t page = g->frames->page[a->f[i]];

		/* It may have left. */
		page = page == NO_PAGE ? 0 : page;
		__builtin_prefetch(&g->frames->entry[page], 1);
		__builtin_prefetch(&g->frame[a->f[i]], 1);
	}
}

/* shrink_folio_list() for one page. */
static inline enum gen_fate
gen_judge_page(struct generations *g, frame_t f,
    const struct gen_around *around, unsigned i)
{
	struct gen_frame *at = &g->frame[f];
	const bool dirty = at->file && frame_dirty(g->frames, f);

	g->counts.scan_file += at->file;
	g->pass_files += at->file;
	g->pass_dirty += dirty;
	if (!gen_passes_busy(g) && g->host->busy != NULL) {
		enum policy_io io = g->host->busy(g->host, f);

		if (io != IO_NONE)
			return (io == IO_WRITE ? GEN_ACTIVE : GEN_LOCKED);
	}
	if (at->marked)
		return (GEN_KEPT);
	if (gen_accessed(g, f)) {
		gen_look_around(g, f, around, i);
		return (
		    gen_by_flags(g) && gen_mark(g, at) ? GEN_ACTIVE : GEN_KEPT);
	}
	at->dirtied = dirty;
	if (dirty)
		return (GEN_ACTIVE);
	at->missed = false;
	g->host->release(g->host, f);
	return (at->place == GEN_ISOLATED ? GEN_HANDED : GEN_GONE);
}

/* The pages are judged again, because they were written before all were judged
 * and so did not go to the tail of the oldest generation; they leave. */
static inline void
gen_judge_again(struct generations *g, const frame_t *missed, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		(void)g->host->busy(g->host, missed[i]);
		g->host->release(g->host, missed[i]);
	}
}

/* The page in f is written, if it is dirty; one that was waited for is the next
 * to be evicted. */
static inline void
gen_write(struct generations *g, frame_t f)
{
	struct gen_frame *at = &g->frame[f];

	if (!frame_dirty(g->frames, f))
		return;
	g->host->clean(g->host, f);
	dirty_uncount(&g->dirty);
	if (at->dirtied && at->place < GEN_LISTS)
		gen_put_tail(g, f, g->min[GEN_FILES]);
	at->dirtied = false;
}

/* Writes all dirty pages of files, for which the process is switched out and
 * in. */
static inline void
gen_write_back(struct generations *g)
{
	g->switched = true;
	for (unsigned i = gen_list(GEN_FILES, 0); i < GEN_LISTS; i++) {
		frame_t next, f = frame_lists_tail(&g->lists, i);

		for (; f != NO_FRAME; f = next) {
			next = frame_lists_newer(&g->lists, f);
			gen_write(g, f);
		}
	}
	for (unsigned i = 0; i < g->ncollected; i++)
		if (g->frame[g->collected[i]].file)
			gen_write(g, g->collected[i]);
}

/* shrink_folio_list() */
static inline void
gen_judge_all(struct generations *g, const frame_t *taken, unsigned n,
    enum gen_fate *fate)
{
	struct gen_around around[2];

	for (unsigned i = 0; i < n; i++)
		gen_prefetch(g, taken[i]);
	gen_note_group(g, taken, n < GEN_GROUP ? n : GEN_GROUP, &around[0]);
	for (unsigned from = 0; from < n; from += GEN_GROUP) {
		struct gen_around *now = &around[from / GEN_GROUP % 2];
		unsigned end = from + GEN_GROUP < n ? from + GEN_GROUP : n;
		unsigned next = end + GEN_GROUP < n ? GEN_GROUP : n - end;

		gen_prefetch_group(g, now);
		gen_note_group(
		    g, taken + end, next, &around[(from / GEN_GROUP + 1) % 2]);
		for (unsigned i = from; i < end; i++) {
			fate[i] = gen_judge_page(g, taken[i], now, i - from);
			g->counts.steal_file +=
			    fate[i] == GEN_GONE && g->frame[taken[i]].file;
		}
	}
}

/* shrink_folio_list(), and what evict_folios() does after it: returns how many
 * pages were evicted.  Those that stay go back in their order. */
static inline unsigned
gen_judge(struct generations *g, const frame_t *taken, unsigned n)
{
	enum gen_fate fate[GEN_BATCH];
	frame_t missed[GEN_BATCH];
	const uint64_t dirty = g->pass_dirty;
	unsigned nmissed = 0, nstay = 0;

	gen_judge_all(g, taken, n, fate);
	for (unsigned i = 0; i < n; i++) {
		frame_t f = taken[i];

		if (fate[i] == GEN_HANDED && g->frame[f].missed) {
			missed[nmissed++] = f;
		} else if (fate[i] != GEN_GONE) {
			gen_keep(g, f, fate[i]);
			nstay++;
		}
	}
	g->pressure += n + nmissed;
	gen_judge_again(g, missed, nmissed);
	if (g->version == LINUX_7_3 && n > 0 && g->pass_dirty - dirty == n)
		gen_write_back(g); /* handle_reclaim_writeback() */
	return (n - nstay);
}

#endif
