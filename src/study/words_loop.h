/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loop of way_words.c for one size of words.  The file that includes this
 * defines WORD, the type, and WORDS_FEED and WORDS_FREE, the names of the
 * functions: the size has to be a constant where the loop is compiled.
 */
#ifndef STUDY_WORDS_LOOP_H
#define STUDY_WORDS_LOOP_H

#include "study/words_victim.h"

/* Pages of references ahead that are prefetched. */
#define AHEAD 24

/* The lowest frame that is free again, or else the first that was never
 * used. */
static inline frame_t
free_frame(struct lane *l)
{
	uint64_t f;

	if (l->used == l->begun)
		return (l->begun++);
	f = bitset_lowest(&l->freed);
	bitset_remove(&l->freed, f);
	return ((frame_t)f);
}

/* The page comes into a free frame. */
static never_inline void
load(struct words *w, struct lane *l, WORD bit, page_id_t new, bool first,
    uint64_t at)
{
	frame_t f;

	counted_load(&l->counted, first, at);
	if (lane_is_queue(l->kind)) {
		append(w, l, bit, new);
	} else if (lane_has_pages(l->kind)) {
		f = free_frame(l);
		l->page[f] = new;
		if (l->frame_of != NULL)
			l->frame_of[new] = f;
	}
	l->used++;
}

/* A fault in these lanes.  first: of the page in any lane. */
static inline void
fault_in(struct words *w, WORD lanes, page_id_t new, bool first, uint64_t at)
{
	for (uint64_t k = lanes; k != 0; k &= k - 1) {
		struct lane *l = &w->lane[__builtin_ctzll(k)];
		unsigned what = first ? 0 : FAULT_TIMES_SWAP_IN;

		l->counted.faults++;
		if (unlikely(l->used < l->frames))
			load(w, l, (WORD)(k & -k), new, first, at);
		else
			what |= FAULT_TIMES_VICTIM |
				(replace(w, l, (WORD)(k & -k), new)
					? FAULT_TIMES_WRITTEN
					: 0);
		if (l->times != NULL)
			fault_times_note(l->times, at, what);
	}
}

/* One kind after another, so that its branch is predicted. */
static never_inline void
fault(struct words *w, WORD absent, page_id_t page, bool write, uint64_t at)
{
	struct words_page *x = &((struct words_page *)w->page)[page];
	bool first = (absent & TOUCHED) != 0;

	if (first) {
		fill_touch(w->fill, at);
		absent ^= TOUCHED;
		write |= w->first;
	}
	for (unsigned i = 0; i < w->nkind; i++)
		fault_in(w, absent & (WORD)w->kind[i], page, first, at);
	x->in = (WORD)w->lanes | TOUCHED;
	x->used |= absent & (WORD)w->loaded;
	if (write)
		x->dirty = (WORD)w->lanes;
}

static always_inline void
feed_all(struct words *w, const struct reference *ref, size_t n, uint64_t at,
    const bool logs)
{
	const WORD lanes = (WORD)w->lanes, marks = (WORD)w->marks;
	const bool all = w->all;
	struct words_page *page = w->page;

	for (size_t i = 0; i < n; i++) {
		page_id_t p = reference_page(ref[i]);
		struct words_page *x = &page[p];
		WORD absent = (WORD)((lanes | TOUCHED) & ~x->in);
		WORD used = x->used | (x->in & marks);
		bool write = reference_write(ref[i]) || all;

		__builtin_prefetch(&page[reference_page(ref[i + AHEAD])], 1);
		if (logs) {
			__builtin_prefetch(
			    &w->log.last[reference_page(ref[i + AHEAD])], 1);
			if (!use_log_is_newest(&w->log, p))
				use_log_add(&w->log, p);
			if (unlikely(w->log.end == w->log.cap))
				use_log_compact(&w->log, w->oldest, w->noldest);
		}
		if (used != x->used)
			x->used = used;
		if (write && x->dirty != lanes)
			x->dirty = lanes;
		if (unlikely(absent != 0))
			fault(w, absent, p, write, at + i);
		w->before = p;
	}
}

void
WORDS_FEED(struct words *w, const struct reference *ref, size_t n, uint64_t at)
{
	if (w->noldest > 0)
		feed_all(w, ref, n, at, true);
	else
		feed_all(w, ref, n, at, false);
}

/* The page, which is no longer resident in the lane, leaves its queue or
 * ring. */
static void
leave(struct lane *l, const struct words_page *page, WORD bit, page_id_t old)
{
	frame_t f;

	l->used--;
	if (lane_is_queue(l->kind)) {
		trim(l, page, bit);
		return;
	}
	if (l->kind == LANE_LRU)
		return;
	f = l->frame_of[old];
	l->page[f] = NO_PAGE;
	bitset_add(&l->freed, f);
}

void
WORDS_FREE(struct words *w, page_id_t old, uint64_t at)
{
	const WORD lanes = (WORD)w->lanes;
	struct words_page *page = w->page, *x = &page[old];
	const WORD in = x->in & lanes, written = x->written;

	*x = (struct words_page){ 0 };
	if (w->noldest > 0)
		use_log_forget(&w->log, old);
	for (uint64_t k = written; k != 0; k &= k - 1)
		counted_free_slot(&w->lane[__builtin_ctzll(k)].counted);
	for (uint64_t k = in; k != 0; k &= k - 1) {
		struct lane *l = &w->lane[__builtin_ctzll(k)];

		counted_free(&l->counted, at);
		leave(l, page, (WORD)(k & -k), old);
	}
}

#endif
