/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loop of way_words.c for one size of words.  The file that includes this
 * defines WORD, the type, and WORDS_FEED, the name of the function: the size
 * has to be a constant where the loop is compiled.
 */
#ifndef STUDY_WORDS_LOOP_H
#define STUDY_WORDS_LOOP_H

#include "study/words.h"

/* Pages ahead that are prefetched: references, and victims of a ring. */
#define AHEAD      24
#define RING_AHEAD 16

/* The highest bit of 'in' says that the page was touched before; the others are
 * those of the runs. */
#define TOUCHED ((WORD)((WORD)1 << (sizeof(WORD) * 8 - 1)))

struct words_page {
	WORD in;   /* it is resident */
	WORD used; /* its accessed bit is set */
	WORD dirty;
	WORD written; /* it was written to swap before */
};

/* The page is written to swap in lane l, whose bit it is. */
static inline void
write_out(struct lane *l, struct words_page *x, WORD bit)
{
	l->counted.writes++;
	l->counted.slots += (x->written & bit) == 0;
	x->written |= bit;
	x->dirty &= (WORD)~bit;
}

static inline void
evict(struct lane *l, struct words_page *x, WORD bit)
{
	x->in &= (WORD)~bit;
	if (x->dirty & bit)
		write_out(l, x, bit);
}

static inline uint32_t
after(const struct lane *l, uint32_t place)
{
	return (place + 1 == l->frames ? 0 : place + 1);
}

/* Behind the ring there are FRAMES_SPARE elements, which are page 0. */
static inline void
prefetch_ring(
    const page_id_t *ring, uint32_t place, const struct words_page *page)
{
	_Static_assert(RING_AHEAD <= FRAMES_SPARE, "the ring is read beyond");
	__builtin_prefetch(&page[ring[place + RING_AHEAD]], 1);
}

/* The place in the ring whose page goes. */
static inline uint32_t
fifo_place(struct lane *l)
{
	uint32_t place = l->hand;

	l->hand = after(l, place);
	return (place);
}

static inline uint32_t
clock_place(struct lane *l, struct words_page *page, WORD bit)
{
	const page_id_t *ring = l->page;
	const uint32_t frames = l->frames;
	uint32_t place = l->hand;

	for (;;) {
		struct words_page *x = &page[ring[place]];

		prefetch_ring(ring, place, page);
		if (!(x->used & bit))
			break;
		x->used &= (WORD)~bit;
		place = place + 1 == frames ? 0 : place + 1;
	}
	l->hand = l->stay ? place : after(l, place);
	return (place);
}

static inline uint32_t
extended_place(struct lane *l, struct words_page *page, WORD bit)
{
	uint32_t place = l->hand;

	for (;; place = after(l, place)) {
		struct words_page *x = &page[l->page[place]];

		if (x->used & bit) {
			x->used &= (WORD)~bit;
		} else if (x->dirty & bit) {
			write_out(l, x, bit);
			l->counted.cleaned++;
		} else {
			break;
		}
	}
	l->hand = after(l, place);
	return (place);
}

/* The page comes in for one of the ring. */
static inline void
exchange(struct lane *l, struct words_page *page, WORD bit, uint32_t place,
    page_id_t new)
{
	prefetch_ring(l->page, place, page);
	evict(l, &page[l->page[place]], bit);
	l->page[place] = new;
}

/* To the queue's newest end. */
static inline void
append(struct lane *l, page_id_t new)
{
	if (l->end == l->cap)
		lane_compact(l);
	l->page[l->end++] = new;
}

/* As sieve_victim() and sieve_leave() of policies/sieve.c. */
static inline void
sieve_evict(struct lane *l, struct words_page *page, WORD bit)
{
	uint32_t i = l->hand < l->oldest ? l->oldest : l->hand;

	for (;; i++) {
		if (i >= l->end)
			i = l->oldest;
		if (l->page[i + RING_AHEAD] != NO_PAGE)
			__builtin_prefetch(&page[l->page[i + RING_AHEAD]], 1);
		if (l->page[i] == NO_PAGE)
			continue;
		if (!(page[l->page[i]].used & bit))
			break;
		page[l->page[i]].used &= (WORD)~bit;
	}
	evict(l, &page[l->page[i]], bit);
	l->page[i] = NO_PAGE;
	l->hand = i;
	while (l->end > l->oldest && l->page[l->end - 1] == NO_PAGE)
		l->end--;
	while (l->oldest < l->end && l->page[l->oldest] == NO_PAGE)
		l->oldest++;
	if (l->hand >= l->end)
		l->hand = 0;
}

/* The page comes into memory that is full. */
static inline void
replace(struct words *w, struct lane *l, WORD bit, page_id_t new)
{
	struct words_page *page = w->page;

	switch (l->kind) {
	case LANE_FIFO:
		exchange(l, page, bit, fifo_place(l), new);
		break;
	case LANE_CLOCK:
		exchange(l, page, bit, clock_place(l, page, bit), new);
		break;
	case LANE_EXTENDED:
		exchange(l, page, bit, extended_place(l, page, bit), new);
		break;
	case LANE_RANDOM:
		exchange(
		    l, page, bit, (uint32_t)rng_below(&l->rng, l->frames), new);
		break;
	case LANE_MRU:
		evict(l, &page[w->before], bit);
		break;
	case LANE_SIEVE:
		sieve_evict(l, page, bit);
		append(l, new);
		break;
	case LANE_KINDS:
		break;
	}
}

/* The page comes into a free frame. */
static inline void
load(struct lane *l, page_id_t new)
{
	l->used++;
	if (l->kind == LANE_MRU)
		return;
	if (l->kind != LANE_SIEVE) {
		l->page[l->used - 1] = new;
		return;
	}
	append(l, new);
}

/* A fault in these lanes. */
static inline void
fault_in(struct words *w, WORD lanes, page_id_t new)
{
	for (uint64_t k = lanes; k != 0; k &= k - 1) {
		struct lane *l = &w->lane[__builtin_ctzll(k)];

		l->counted.faults++;
		if (unlikely(l->used < l->frames))
			load(l, new);
		else
			replace(w, l, (WORD)(k & -k), new);
	}
}

/* One kind after another, so that its branch is predicted. */
static never_inline void
fault(struct words *w, WORD absent, page_id_t page, bool write, uint64_t at)
{
	struct words_page *x = &((struct words_page *)w->page)[page];

	if (absent & TOUCHED) {
		fill_touch(w->fill, at);
		absent ^= TOUCHED;
		write |= w->first;
	}
	for (unsigned i = 0; i < w->nkind; i++)
		fault_in(w, absent & (WORD)w->kind[i], page);
	x->in = (WORD)w->lanes | TOUCHED;
	x->used |= absent & (WORD)w->loaded;
	if (write)
		x->dirty = (WORD)w->lanes;
}

void
WORDS_FEED(struct words *w, const struct reference *ref, size_t n, uint64_t at)
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
		if (used != x->used)
			x->used = used;
		if (write && x->dirty != lanes)
			x->dirty = lanes;
		if (unlikely(absent != 0))
			fault(w, absent, p, write, at + i);
		w->before = p;
	}
}

#endif
