/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU queues (lru_queue.h) to which the references of a block are put all at
 * once.
 *
 * Each reference of a block has a place at the end of the queue, one after the
 * other, so hits can be entered before the faults between them are made.  A
 * fault takes the oldest element that was not hit before it in the block.
 * Elements that may be the next ones were looked for before the block's hits
 * were entered.  One that a hit has moved since is still the oldest if that hit
 * comes after the fault; what 'last' was before each hit is kept for that.  The
 * caller then takes the hit back: the place of it stays, with no element.
 *
 *	       candidates              block
 *	entry [ 3 | 5 | x | 8 | ... ]  [ hit | fault | hit | ... ]
 *		└ first    └ scan	 └ base
 *
 * So no branch depends on which entries are valid, which is not predictable.
 */
#ifndef POLICIES_LIB_HIT_QUEUE_H
#define POLICIES_LIB_HIT_QUEUE_H

#include "policies/lib/lru_queue_wide.h"
#include "policy/order.h"

/* Candidates kept at most; places looked at together; and how far ahead of
 * these memory is fetched. */
#define HIT_CANDIDATES 384
#define HIT_SCAN       16
#define HIT_AHEAD      64

/* Candidates that are fetched for a block in any case: the end of a loop over
 * just those that are wanted is not predictable. */
#define HIT_FETCH 24

struct hit_queue {
	struct lru_queue *queue;
	uint32_t from;       /* elements with a 'last' up to this are not in the
			      * queue and are not moved; those of a pair */
	bool on;             /* in blocks; else what follows is not valid */
	uint32_t base;       /* the place of the block's first reference */
	uint32_t scan;       /* places before were looked at */
	uint32_t first, end; /* of the candidates */
	uint64_t hit;        /* positions of hits */
	const uint32_t *x; /* by position of a hit: its element, the caller's */
	uint32_t last_was[POLICY_BLOCK]; /* 'last' of that before */
	/* Candidates, and the places that were valid when they were looked
	 * at. */
	uint32_t candidate[HIT_CANDIDATES + POLICY_BLOCK];
	uint32_t place[HIT_CANDIDATES + POLICY_BLOCK];
};

/* What is done with or without AVX-512. */
struct hit_ways {
	void (*scan)(struct hit_queue *h);
	void (*turn)(struct lru_queue *l, uint32_t n);
};

/* Elements that must be in the queue: so many are oldest in turn in a block
 * whatever is hit. */
#define HIT_QUEUE_LEAST (2 * POLICY_BLOCK)

static inline bool
hit_queue_can(const struct hit_queue *h)
{
	return (h->queue->count >= HIT_QUEUE_LEAST);
}

/* To the queue's own operations. */
static inline void
hit_queue_end(struct hit_queue *h)
{
	if (!h->on)
		return;
	h->on = false;
	h->queue->head = h->first < h->end ? h->place[h->first] : h->scan;
}

/* Places that may be looked at and were not, in a row. */
static inline uint32_t
hit_queue_left(const struct hit_queue *h)
{
	return ((h->base < h->scan ? h->queue->limit : h->base) - h->scan);
}

/* Looks at the next n places for elements that were valid when the block began:
 * in a block, those that it has hit may be. */
static always_inline void
hit_queue_look_at(struct hit_queue *h, uint32_t n, bool in_block)
{
	const struct lru_queue *l = h->queue;
	const uint32_t *last = l->last, *entry = l->entry;
	const uint32_t stop = h->scan + n;
	uint32_t to = h->end;

	for (uint32_t scan = h->scan; scan < stop; scan++) {
		uint32_t x = entry[scan];

		h->candidate[to] = x;
		h->place[to] = scan;
		to += (last[x] == scan + 1) |
		      (in_block && last[x] - 1 - h->base < POLICY_BLOCK);
	}
	h->end = to;
	h->scan = stop == l->limit ? l->base : stop;
}

/* Before the hits of a block. */
static inline void
hit_queue_scan(struct hit_queue *h)
{
	const struct lru_queue *l = h->queue;
	const uint32_t *entry = &l->entry[h->scan];
	const uint32_t left = hit_queue_left(h);

	if (likely(left >= 2 * HIT_AHEAD)) {
		__builtin_prefetch(&entry[4 * HIT_AHEAD]);
		for (unsigned i = HIT_AHEAD; i < HIT_AHEAD + HIT_SCAN; i++)
			__builtin_prefetch(&l->last[entry[i]], 1);
	}
	hit_queue_look_at(h, left < HIT_SCAN ? left : HIT_SCAN, false);
}

#ifdef POLICY_WIDE
POLICY_WIDE static inline void
hit_queue_scan_wide(struct hit_queue *h)
{
	const struct lru_queue *l = h->queue;
	const uint32_t scan = h->scan;
	const __m512i one = _mm512_set1_epi32(1);
	__m512i x, was, at;
	__mmask16 valid;

	if (unlikely(hit_queue_left(h) < HIT_SCAN)) {
		hit_queue_scan(h);
		return;
	}
	__builtin_prefetch(&l->entry[scan + 4 * HIT_AHEAD]);
	at = lru_queue_lanes(scan);
	x = _mm512_loadu_si512(&l->entry[scan]);
	was = _mm512_sub_epi32(_mm512_i32gather_epi32(x, l->last, 4), one);
	valid = _mm512_cmpeq_epi32_mask(was, at) |
		_mm512_cmplt_epu32_mask(
		    _mm512_sub_epi32(was, _mm512_set1_epi32((int)h->base)),
		    _mm512_set1_epi32(POLICY_BLOCK));
	_mm512_storeu_si512(
	    &h->candidate[h->end], _mm512_maskz_compress_epi32(valid, x));
	_mm512_storeu_si512(
	    &h->place[h->end], _mm512_maskz_compress_epi32(valid, at));
	h->end += (uint32_t)__builtin_popcount(valid);
	h->scan = scan + HIT_SCAN == l->limit ? l->base : scan + HIT_SCAN;
}
#endif

not_used static const struct hit_ways hit_any = {
	hit_queue_scan,
	lru_queue_turn,
};

#ifdef POLICY_WIDE
not_used static const struct hit_ways hit_wide = {
	hit_queue_scan_wide,
	lru_queue_turn_wide,
};
#endif

/* The candidates that are left, to the front. */
static never_inline void
hit_queue_move_candidates(struct hit_queue *h)
{
	const uint32_t n = h->end - h->first;

	memmove(h->candidate, h->candidate + h->first, n * sizeof(uint32_t));
	memmove(h->place, h->place + h->first, n * sizeof(uint32_t));
	h->first = 0;
	h->end = n;
}

/* A block begins with places for its references, and looks for at least this
 * many candidates, two blocks of them at most: mostly at as many places as a
 * block adds. */
static always_inline void
hit_queue_begin(
    struct hit_queue *h, unsigned wanted, const struct hit_ways *with)
{
	struct lru_queue *l = h->queue;

	if (unlikely(!h->on) || unlikely(l->stop - l->end < POLICY_BLOCK)) {
		hit_queue_end(h);
		if (l->stop - l->end < POLICY_BLOCK)
			with->turn(l, POLICY_BLOCK);
		h->on = true;
		h->scan = l->head;
		h->first = h->end = 0;
	}
	h->base = l->end;
	h->hit = 0;
	if (unlikely(h->end > HIT_CANDIDATES - 2 * POLICY_BLOCK))
		hit_queue_move_candidates(h);
	if (likely(h->end - h->first < 2 * POLICY_BLOCK))
		for (int i = 0; i < POLICY_BLOCK / HIT_SCAN; i++)
			with->scan(h);
	while (unlikely(h->end - h->first < wanted) && h->scan != h->base)
		with->scan(h);
}

/* Prefetches what the policy's caller reads of that many candidates, and the
 * frames of some after them. */
static always_inline void
hit_queue_prefetch(
    const struct hit_queue *h, const struct frame_table *frames, unsigned n)
{
	const uint32_t *x = &h->candidate[h->first];

	for (unsigned i = 0; i < n; i += HIT_FETCH)
		for (unsigned k = i; k < i + HIT_FETCH; k++)
			frame_prefetch(frames, x[k % POLICY_BLOCK]);
	for (unsigned k = HIT_FETCH; k < 2 * HIT_FETCH; k++)
		__builtin_prefetch(&frames->page[x[k]], 1);
}

/* Enters the hits of a block, those of positions in 'which'.  Other positions
 * get a place with no element.  pair: 'from' counts. */
static always_inline void
hit_queue_put(struct hit_queue *h, const uint32_t *x, uint64_t which, bool pair)
{
	uint32_t *last = h->queue->last, *put = h->queue->entry + h->base;
	const uint32_t base = h->base + 1, from = h->from;

#pragma GCC unroll 8
	for (uint32_t i = 0; i < POLICY_BLOCK; i++) {
		uint32_t e = x[i], was = last[e];
		uint32_t place = which >> i & 1 ? base + i : was;

		put[i] = e;
		h->last_was[i] = was;
		last[e] = !pair || was > from ? place : was;
	}
	h->x = x;
	h->hit = which;
}

#ifdef POLICY_WIDE
POLICY_WIDE static inline void
hit_queue_put_wide(struct hit_queue *h, const uint32_t *x, uint64_t which)
{
	const struct lru_queue *l = h->queue;
	const __m512i from = _mm512_set1_epi32((int)h->from);
	uint32_t *put = l->entry + h->base;

	for (uint32_t i = 0; i < POLICY_BLOCK; i += HIT_SCAN) {
		__m512i at = lru_queue_lanes(h->base + 1 + i);
		__m512i v = _mm512_loadu_si512(&x[i]);
		__m512i was = _mm512_i32gather_epi32(v, l->last, 4);

		_mm512_storeu_si512(&put[i], v);
		_mm512_storeu_si512(&h->last_was[i], was);
		_mm512_mask_i32scatter_epi32(l->last,
		    _mm512_mask_cmpgt_epu32_mask(
			(__mmask16)(which >> i), was, from),
		    v, at, 4);
	}
	h->x = x;
	h->hit = which;
}
#endif

/* Enters more hits. */
static inline void
hit_queue_put_more(struct hit_queue *h, const uint32_t *x, uint64_t which)
{
	const struct lru_queue *l = h->queue;

	for (uint64_t left = which; left != 0; left &= left - 1) {
		uint32_t i = (uint32_t)__builtin_ctzll(left);
		uint32_t was = l->last[x[i]];

		l->entry[h->base + i] = x[i];
		h->last_was[i] = was;
		l->last[x[i]] = was > h->from ? h->base + i + 1 : was;
	}
	h->hit |= which;
}

/* The queue's end is the place of this position. */
static inline void
hit_queue_at(struct hit_queue *h, unsigned position)
{
	h->queue->end = h->base + position;
}

/* The candidate was moved in the block.  Was it valid when the block began, and
 * is its first hit after the queue's end? */
static never_inline bool
hit_queue_hit_later(const struct hit_queue *h, uint32_t c)
{
	uint64_t left = h->hit;

	for (; left != 0; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctzll(left);

		if (h->x[i] == h->candidate[c])
			return (h->base + i >= h->queue->end &&
				h->last_was[i] == h->place[c] + 1);
	}
	return (false);
}

static never_inline void
hit_queue_look_for_more(struct hit_queue *h)
{
	h->first = h->end = 0;
	while (h->end == 0)
		hit_queue_look_at(h, 1, true);
}

/* The element that was put at the end longest ago, at the position in progress;
 * it is to leave. */
static inline uint32_t
hit_queue_take_oldest(struct hit_queue *h)
{
	const uint32_t *last = h->queue->last;

	for (;;) {
		uint32_t c, x, place;

		if (unlikely(h->first == h->end))
			hit_queue_look_for_more(h);
		c = h->first++;
		x = h->candidate[c];
		place = last[x];
		if (likely(place == h->place[c] + 1))
			return (x);
		if (place - 1 - h->base < POLICY_BLOCK &&
		    hit_queue_hit_later(h, c))
			return (x);
	}
}

/* The operations of struct policy_order for a policy whose state is a struct
 * 'type' with a hit queue 'hits': type_order, and type_order_wide with AVX-512.
 * type_begin(st, faults, with) begins a block.  pair: the queue is one of a
 * pair.  Its end takes the semicolon. */
#ifdef POLICY_WIDE
#define HIT_QUEUE_WIDE(type)                                                   \
	POLICY_WIDE static inline bool type##_begin_wide(                      \
	    void *st, unsigned faults)                                         \
	{                                                                      \
		return (type##_begin(st, faults, &hit_wide));                  \
	}                                                                      \
	POLICY_WIDE static inline void type##_hits_wide(                       \
	    void *st, const frame_t *frame, uint64_t which)                    \
	{                                                                      \
		hit_queue_put_wide(&((struct type *)st)->hits, frame, which);  \
	}                                                                      \
	not_used static const struct policy_order type##_order_wide = {        \
		.begin = type##_begin_wide,                                    \
		.hits = type##_hits_wide,                                      \
		.more_hits = type##_more_hits,                                 \
		.at = type##_at,                                               \
		.end = type##_end,                                             \
	};
#else
#define HIT_QUEUE_WIDE(type)
#endif

#define HIT_QUEUE_OPERATIONS(type, pair)                                       \
	static inline bool type##_begin_any(void *st, unsigned faults)         \
	{                                                                      \
		return (type##_begin(st, faults, &hit_any));                   \
	}                                                                      \
	static inline void type##_hits(                                        \
	    void *st, const frame_t *frame, uint64_t which)                    \
	{                                                                      \
		hit_queue_put(&((struct type *)st)->hits, frame, which, pair); \
	}                                                                      \
	static inline void type##_more_hits(                                   \
	    void *st, const frame_t *frame, uint64_t which)                    \
	{                                                                      \
		hit_queue_put_more(&((struct type *)st)->hits, frame, which);  \
	}                                                                      \
	static inline void type##_at(void *st, unsigned position)              \
	{                                                                      \
		hit_queue_at(&((struct type *)st)->hits, position);            \
	}                                                                      \
	static inline void type##_end(void *st)                                \
	{                                                                      \
		hit_queue_end(&((struct type *)st)->hits);                     \
	}                                                                      \
	not_used static const struct policy_order type##_order = {             \
		.begin = type##_begin_any,                                     \
		.hits = type##_hits,                                           \
		.more_hits = type##_more_hits,                                 \
		.at = type##_at,                                               \
		.end = type##_end,                                             \
	};                                                                     \
	HIT_QUEUE_WIDE(type)                                                   \
	struct type

#endif
