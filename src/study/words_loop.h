/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The loop of way_words.c for one size of words.  The file that includes this
 * defines WORD, the type, and WORDS_FEED and WORDS_FREE, the names of the
 * functions: the size has to be a constant where the loop is compiled.
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
	if (unlikely(l->frame_of != NULL))
		l->frame_of[new] = place;
}

/* Is there no page at this place of the queue?  One that was unmapped never
 * comes back. */
static inline bool
is_hole(const struct lane *l, const struct words_page *page, WORD bit,
    uint32_t place)
{
	page_id_t p = l->page[place];

	return (p == NO_PAGE || !(page[p].in & bit));
}

/* Makes space in the queue at its end. */
static never_inline void
compact(struct lane *l, const struct words_page *page, WORD bit, bool unmaps)
{
	uint32_t to = 0, hand = 0;

	for (uint32_t i = l->oldest; i < l->end; i++) {
		bool hole =
		    unmaps ? is_hole(l, page, bit, i) : l->page[i] == NO_PAGE;

		if (i == l->hand)
			hand = to;
		l->page[to] = l->page[i];
		to += !hole;
	}
	l->oldest = 0;
	l->end = to;
	l->hand = hand;
}

/* To the queue's newest end. */
static inline void
append(const struct words *w, struct lane *l, WORD bit, page_id_t new)
{
	if (unlikely(l->end == l->cap))
		compact(l, w->page, bit, w->unmaps);
	l->page[l->end++] = new;
}

static inline void
prefetch_queue(
    const struct lane *l, uint32_t place, const struct words_page *page)
{
	if (l->page[place + RING_AHEAD] != NO_PAGE)
		__builtin_prefetch(&page[l->page[place + RING_AHEAD]], 1);
}

/* Neither end of the queue is a hole. */
static inline void
trim(struct lane *l, const struct words_page *page, WORD bit)
{
	while (l->end > l->oldest && is_hole(l, page, bit, l->end - 1))
		l->end--;
	while (l->oldest < l->end && is_hole(l, page, bit, l->oldest))
		l->oldest++;
	if (l->hand >= l->end)
		l->hand = 0;
}

/* As sieve_victim() and sieve_leave() of policies/sieve.c. */
static inline void
sieve_evict(struct lane *l, struct words_page *page, WORD bit)
{
	uint32_t i = l->hand < l->oldest ? l->oldest : l->hand;

	for (;; i++) {
		if (i >= l->end)
			i = l->oldest;
		prefetch_queue(l, i, page);
		if (is_hole(l, page, bit, i))
			continue;
		if (!(page[l->page[i]].used & bit))
			break;
		page[l->page[i]].used &= (WORD)~bit;
	}
	evict(l, &page[l->page[i]], bit);
	l->page[i] = NO_PAGE;
	l->hand = i;
	trim(l, page, bit);
}

/* The page comes in for the oldest of the queue, or for the oldest whose bit is
 * clear. */
static inline void
queue_replace(struct words *w, struct lane *l, WORD bit, page_id_t new)
{
	struct words_page *page = w->page;

	for (;; l->oldest++) {
		page_id_t p = l->page[l->oldest];

		prefetch_queue(l, l->oldest, page);
		if (!(page[p].in & bit))
			continue;
		if (l->kind != LANE_SECOND || !(page[p].used & bit))
			break;
		page[p].used &= (WORD)~bit;
		append(w, l, bit, p);
	}
	evict(l, &page[l->page[l->oldest++]], bit);
	append(w, l, bit, new);
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
		append(w, l, bit, new);
		break;
	case LANE_QUEUE:
	case LANE_SECOND:
		queue_replace(w, l, bit, new);
		break;
	case LANE_KINDS:
		break;
	}
}

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
	} else if (l->kind != LANE_MRU) {
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

		l->counted.faults++;
		if (unlikely(l->used < l->frames))
			load(w, l, (WORD)(k & -k), new, first, at);
		else
			replace(w, l, (WORD)(k & -k), new);
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
	for (uint64_t k = written; k != 0; k &= k - 1)
		counted_free_slot(&w->lane[__builtin_ctzll(k)].counted);
	for (uint64_t k = in; k != 0; k &= k - 1) {
		struct lane *l = &w->lane[__builtin_ctzll(k)];

		counted_free(&l->counted, at);
		leave(l, page, (WORD)(k & -k), old);
	}
}

#endif
