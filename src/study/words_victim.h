/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the runs of way_words.c choose their victims; a part of the loop for one
 * size of words (words_loop.h, which defines WORD).
 */
#ifndef STUDY_WORDS_VICTIM_H
#define STUDY_WORDS_VICTIM_H

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

/* The page is written to swap in lane l, whose bit it is, if it is dirty.  No
 * branch: whether it is cannot be predicted. */
static inline bool
write_out(struct lane *l, struct words_page *x, WORD bit)
{
	const WORD out = x->dirty & bit;

	l->counted.writes += out != 0;
	l->counted.slots += (out & ~x->written) != 0;
	x->written |= out;
	x->dirty &= (WORD)~bit;
	return (out != 0);
}

/* Returns whether it had to be written. */
static inline bool
evict(struct lane *l, struct words_page *x, WORD bit)
{
	x->in &= (WORD)~bit;
	return (write_out(l, x, bit));
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
static inline bool
exchange(struct lane *l, struct words_page *page, WORD bit, uint32_t place,
    page_id_t new)
{
	bool written;

	prefetch_ring(l->page, place, page);
	written = evict(l, &page[l->page[place]], bit);
	l->page[place] = new;
	if (unlikely(l->frame_of != NULL))
		l->frame_of[new] = place;
	return (written);
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
static inline bool
sieve_evict(struct lane *l, struct words_page *page, WORD bit)
{
	bool written;
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
	written = evict(l, &page[l->page[i]], bit);
	l->page[i] = NO_PAGE;
	l->hand = i;
	trim(l, page, bit);
	return (written);
}

/* The oldest page goes; what is the next then is prefetched.  The page that
 * comes in is in the log already, so there is a next one. */
static inline bool
lru_evict(const struct use_log *log, struct lane *l, struct words_page *page,
    WORD bit)
{
	uint32_t at = use_log_live(log, l->hand);
	bool written = evict(l, &page[log->page[at]], bit);

	l->hand = use_log_live(log, at + 1);
	__builtin_prefetch(&page[log->page[l->hand]], 1);
	if (l->hand + 1 < log->end)
		__builtin_prefetch(&log->page[use_log_live(log, l->hand + 1)]);
	return (written);
}

/* The page comes in for the oldest of the queue, or for the oldest whose bit is
 * clear. */
static inline bool
queue_replace(struct words *w, struct lane *l, WORD bit, page_id_t new)
{
	struct words_page *page = w->page;
	bool written;

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
	written = evict(l, &page[l->page[l->oldest++]], bit);
	append(w, l, bit, new);
	return (written);
}

/* The page comes into memory that is full, for one that had to be written or
 * not. */
static inline bool
replace(struct words *w, struct lane *l, WORD bit, page_id_t new)
{
	struct words_page *page = w->page;

	switch (l->kind) {
	case LANE_FIFO:
		return (exchange(l, page, bit, fifo_place(l), new));
	case LANE_CLOCK:
		return (exchange(l, page, bit, clock_place(l, page, bit), new));
	case LANE_EXTENDED:
		return (
		    exchange(l, page, bit, extended_place(l, page, bit), new));
	case LANE_RANDOM:
		return (exchange(l, page, bit,
		    (uint32_t)rng_below(&l->rng, l->frames), new));
	case LANE_MRU:
		return (evict(l, &page[w->before], bit));
	case LANE_LRU:
		return (lru_evict(&w->log, l, page, bit));
	case LANE_SIEVE: {
		bool written = sieve_evict(l, page, bit);

		append(w, l, bit, new);
		return (written);
	}
	case LANE_QUEUE:
	case LANE_SECOND:
		return (queue_replace(w, l, bit, new));
	case LANE_KINDS:
		break;
	}
	return (false);
}

#endif
