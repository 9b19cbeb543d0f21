/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A pair of logs (live_log.h) of which each hit moves an element to the end of
 * the second, whichever it was in; the hits of a block (sim/ordered.h) are put
 * there all at once, before the faults between them are made.
 *
 * Each reference of a block has a place at the end of the second log.  A fault
 * takes the oldest element of one of the logs that was not hit before it in the
 * block.  Elements that may be the next ones were noted before the block's hits
 * were entered.  One that a hit has moved since is still the oldest if that hit
 * comes after the fault; where elements were before each hit is kept for that.
 * The caller then takes the hit back: the place of it stays, with no element.
 *
 *	first	[ 7 | x | 9 ]		candidates 7, 9
 *	second	[ 3 | x | 5 | ... ]	candidates 3, 5
 *			[ hit | fault | hit | ... ]  block
 *			  └ base
 *
 * Which log the victim is from depends on how many elements each has at that
 * time.  So it is kept which hits found their element in the first log, and
 * hit_pair_at() counts those that come before the fault.
 */
#ifndef POLICIES_LIB_HIT_PAIR_H
#define POLICIES_LIB_HIT_PAIR_H

#include "policies/lib/live_log.h"
#include "policy/order.h"
#include "policy/policy.h"

#ifdef POLICY_WIDE
#include <immintrin.h>
#endif

/* Candidates wanted beyond a block's faults, and those kept at most. */
#define HIT_PAIR_SPARE      16
#define HIT_PAIR_CANDIDATES (POLICY_BLOCK + HIT_PAIR_SPARE + HIT_PAIR_SCAN)

/* Places that are looked at together, and places of the scan ahead that are
 * prefetched. */
#define HIT_PAIR_SCAN  32
#define HIT_PAIR_AHEAD 256

/* Elements that must be in the second log: so many are oldest in turn in a
 * block whatever is hit. */
#define HIT_PAIR_LEAST (2 * POLICY_BLOCK)

struct hit_candidate {
	uint32_t x;
	uint32_t place; /* counted when it was noted */
};

struct hit_candidates {
	uint32_t scan; /* places before were looked at */
	uint32_t first, end;
	uint32_t ready; /* those before were prefetched */
	struct hit_candidate item[HIT_PAIR_CANDIDATES];
};

struct hit_pair {
	struct live_log *log; /* both */
	bool on;              /* in blocks; else what follows is not valid */
	uint32_t base;        /* the place of the block's first reference */
	uint64_t hit;         /* positions of hits */
	uint64_t from_first;  /* those that find it in the first log, as far as
			       * log[].count has not counted them */
	uint32_t none;        /* the element of what is no hit */
	uint32_t was[POLICY_BLOCK]; /* by hit: its element was there */
	struct hit_candidates oldest[2];
};

static inline bool
hit_pair_can(const struct hit_pair *h)
{
	return (h->log[1].count >= HIT_PAIR_LEAST);
}

/* To the logs' own operations. */
static inline void
hit_pair_end(struct hit_pair *h)
{
	if (!h->on)
		return;
	h->on = false;
	for (unsigned k = 0; k < 2; k++) {
		const struct hit_candidates *c = &h->oldest[k];

		h->log[k].head =
		    c->first < c->end ? c->item[c->first].place : c->scan;
	}
}

/* Notes the elements of the next places, before 'stop', and prefetches the
 * frames. */
static inline void
hit_pair_scan(struct hit_pair *h, unsigned k, uint32_t stop,
    const struct frame_table *frames)
{
	const struct live_log *l = &h->log[k];
	struct hit_candidates *c = &h->oldest[k];
	const uint32_t *entry = l->entry, *last = l->last;
	uint32_t to = c->end, from = c->scan;

	if (stop - from > HIT_PAIR_SCAN)
		stop = from + HIT_PAIR_SCAN;
	__builtin_prefetch(&entry[from + HIT_PAIR_AHEAD]);
	__builtin_prefetch(&entry[from + HIT_PAIR_AHEAD + 16]);
#pragma GCC unroll 8
	for (uint32_t place = from; place < stop; place++) {
		uint32_t x = entry[place];

		c->item[to].x = x;
		c->item[to].place = place;
		to += last[x] == place;
	}
	for (uint32_t i = c->end; i < to; i++)
		__builtin_prefetch(&frames->page[c->item[i].x], 1);
	c->end = to;
	c->scan = stop;
}

/* Before the hits of a block: notes this many candidates, if there are. */
static inline void
hit_pair_find(struct hit_pair *h, unsigned k, unsigned wanted,
    const struct frame_table *frames)
{
	struct hit_candidates *c = &h->oldest[k];
	uint32_t stop = h->log[k].end;

	if (c->end - c->first >= wanted)
		return;
	for (uint32_t i = c->first; i < c->end; i++)
		c->item[i - c->first] = c->item[i];
	c->end -= c->first;
	c->ready -= c->ready > c->first ? c->first : c->ready;
	c->first = 0;
	while (c->end < wanted && c->scan != stop)
		hit_pair_scan(h, k, stop, frames);
}

/* A block begins with places for its references. */
static inline void
hit_pair_begin(struct hit_pair *h)
{
	for (unsigned k = 0; k < 2; k++) {
		struct live_log *l = &h->log[k];

		if (likely(h->on) && likely(l->limit - l->end >= POLICY_BLOCK))
			continue;
		if (l->limit - l->end < 2 * POLICY_BLOCK)
			live_log_compact(l);
		h->oldest[k].scan = l->head;
		h->oldest[k].first = h->oldest[k].end = 0;
		h->oldest[k].ready = 0;
	}
	h->on = true;
	h->base = h->log[1].end;
	h->hit = h->from_first = 0;
}

/* Prefetches what a fault reads of that many candidates of a log, where that
 * was not done before: their places, and the entries and marks of their
 * pages. */
static inline void
hit_pair_prefetch(struct hit_pair *h, unsigned k,
    const struct frame_table *frames, const uint8_t *mark, unsigned n)
{
	struct hit_candidates *c = &h->oldest[k];
	uint32_t i = c->ready > c->first ? c->ready : c->first;
	uint32_t to = c->end - c->first > n ? c->first + n : c->end;

	for (; i < to; i++) {
		page_id_t page = frames->page[c->item[i].x];

		__builtin_prefetch(&frames->entry[page], 1);
		__builtin_prefetch(&mark[page], 1);
		__builtin_prefetch(&h->log->last[c->item[i].x], 1);
	}
	c->ready = i;
}

/* The entries of a block: those of hits, and for others what stands for them;
 * and where the elements were before the block.  Returns which of them were in
 * the first log. */
static inline uint64_t
hit_pair_fill(struct hit_pair *h, const uint32_t *x, uint64_t which)
{
	const uint32_t *last = h->log[1].last, second = h->log[1].base;
	uint32_t *put = h->log[1].entry + h->base;
	uint64_t first = 0;

	memcpy(put, x, POLICY_BLOCK * sizeof(*put));
	for (uint64_t left = ~which; left != 0; left &= left - 1)
		put[__builtin_ctzll(left)] = h->none;
#pragma GCC unroll 8
	for (unsigned i = POLICY_BLOCK; i-- > 0;) {
		uint32_t was = last[put[i]];

		h->was[i] = was;
		first += first + (was < second);
	}
	return (first & which);
}

#ifdef POLICY_WIDE
POLICY_WIDE static inline uint64_t
hit_pair_fill_wide(struct hit_pair *h, const uint32_t *x, uint64_t which)
{
	uint32_t *put = h->log[1].entry + h->base;
	const __m512i none = _mm512_set1_epi32((int)h->none);
	const __m512i second = _mm512_set1_epi32((int)h->log[1].base);
	uint64_t first = 0;

	for (unsigned i = 0; i < POLICY_BLOCK; i += 16) {
		__m512i v = _mm512_mask_loadu_epi32(
		    none, (__mmask16)(which >> i), x + i);
		__m512i was = _mm512_i32gather_epi32(v, h->log[1].last, 4);

		_mm512_storeu_si512(put + i, v);
		_mm512_storeu_si512(h->was + i, was);
		first |= (uint64_t)_mm512_cmplt_epu32_mask(was, second) << i;
	}
	return (first & which);
}
#endif

/* Moves the elements of the entries of a block.  No load waits for these
 * stores: an element that is hit more than once has the place before the block
 * in 'was' at each of its hits. */
static inline void
hit_pair_move(const struct hit_pair *h)
{
	const uint32_t base = h->base, *put = h->log[1].entry + base;
	uint32_t *last = h->log[1].last;

#pragma GCC unroll 8
	for (uint32_t i = 0; i < POLICY_BLOCK; i++)
		last[put[i]] = base + i;
	last[h->none] = LIVE_LOG_NOWHERE;
}

/* Hits of elements that were in the first log, without an element's second and
 * later ones. */
static inline uint64_t
hit_pair_first_hits(const struct hit_pair *h, uint64_t hits)
{
	const uint32_t *put = h->log[1].entry + h->base;

	for (uint64_t left = hits; left != 0; left &= hits & (left - 1)) {
		unsigned i = (unsigned)__builtin_ctzll(left);

		if (likely(h->log[1].last[put[i]] == h->base + i))
			continue;
		for (unsigned k = i + 1; k < POLICY_BLOCK; k++)
			hits &= ~((uint64_t)(put[k] == put[i]) << k);
	}
	return (hits);
}

/* Enters the hits of a block, those of positions in 'which', of which the
 * entries are there; these are of elements of the first log.  Other positions
 * get a place with no element. */
static inline void
hit_pair_put(struct hit_pair *h, uint64_t which, uint64_t first)
{
	hit_pair_move(h);
	h->from_first = hit_pair_first_hits(h, first);
	h->hit = which;
}

/* Enters more hits. */
static inline void
hit_pair_put_more(struct hit_pair *h, const uint32_t *x, uint64_t which)
{
	const struct live_log *l = &h->log[1];

	for (uint64_t left = which; left != 0; left &= left - 1) {
		uint32_t i = (uint32_t)__builtin_ctzll(left);
		uint32_t was = l->last[x[i]];

		l->entry[h->base + i] = x[i];
		h->was[i] = was;
		h->from_first |= (uint64_t)(was < l->base) << i;
		l->last[x[i]] = h->base + i;
	}
	h->hit |= which;
}

/* The second log's end is the place of this position; hits before it have moved
 * their elements. */
static inline void
hit_pair_at(struct hit_pair *h, unsigned position)
{
	uint64_t after = position < POLICY_BLOCK ? ~UINT64_C(0) << position : 0;
	uint64_t left = h->from_first & ~after;
	uint32_t moved = 0;

	/* Mostly there is none: a popcount without an instruction for it is a
	 * call. */
	for (; left != 0; left &= left - 1)
		moved++;
	h->from_first &= after;
	h->log[0].count -= moved;
	h->log[1].count += moved;
	h->log[1].end = h->base + position;
}

/* The candidate was moved in the block.  Did it count until then, and is that
 * hit at the position in progress or after it?  Then the hit does not move it.
 */
static never_inline bool
hit_pair_hit_later(struct hit_pair *h, const struct hit_candidate *c)
{
	uint64_t left = h->hit;

	for (; left != 0; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctzll(left);

		if (h->log[1].entry[h->base + i] != c->x ||
		    h->was[i] != c->place)
			continue;
		if (h->base + i < h->log[1].end)
			return (false);
		h->from_first &= ~(UINT64_C(1) << i);
		return (true);
	}
	return (false);
}

/* In a block, which has cleared the bits of elements that it hits later: notes
 * the elements at the next places, and those that were moved from there. */
static never_inline void
hit_pair_look_for_more(struct hit_pair *h, unsigned k)
{
	const struct live_log *l = &h->log[k];
	struct hit_candidates *c = &h->oldest[k];
	uint32_t stop = k == 0 ? l->end : h->base;

	c->first = c->end = c->ready = 0;
	for (; c->scan < stop && c->end < HIT_PAIR_SPARE; c->scan++) {
		uint32_t x = l->entry[c->scan];

		if (l->last[x] != c->scan &&
		    l->last[x] - h->base >= POLICY_BLOCK)
			continue;
		c->item[c->end].x = x;
		c->item[c->end++].place = c->scan;
	}
}

/* The element of a log that was put at its end longest ago, at the position in
 * progress; it is to leave.  The log has one. */
static inline uint32_t
hit_pair_take_oldest(struct hit_pair *h, unsigned k)
{
	const uint32_t *last = h->log->last;
	struct hit_candidates *from = &h->oldest[k];

	for (;;) {
		const struct hit_candidate *c;
		uint32_t place;

		while (unlikely(from->first == from->end))
			hit_pair_look_for_more(h, k);
		c = &from->item[from->first++];
		place = last[c->x];
		if (likely(place == c->place))
			return (c->x);
		if (place - h->base < POLICY_BLOCK && hit_pair_hit_later(h, c))
			return (c->x);
	}
}

#endif
