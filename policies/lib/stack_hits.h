/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A stack (an LRU queue that does not wrap) that is cut at its oldest end, to
 * which hits of a block (sim/ordered.h) are put all at once.
 *
 * Some of its elements are marked; the oldest element is marked, and only
 * marked elements far from it are moved in advance: those above a fence, with
 * more marked elements below than a block has references.  Every reference
 * takes away one of these at most, so the oldest marked element stays below the
 * fence in the whole block, and what is there does not depend on the hits that
 * are moved in advance.  Other hits are events: the policy takes them in their
 * order, with the faults.
 *
 * Each reference of a block has a place at the end of the stack.
 *
 *	entry  [ L | x | h | L | L | h | L | ... ]  [ hit | event | hit | ... ]
 *		 └ head            └ fence	     └ base
 */
#ifndef POLICIES_LIB_STACK_HITS_H
#define POLICIES_LIB_STACK_HITS_H

#include "policies/lib/lru_queue_wide.h"
#include "policy/order.h"

/* Marked elements that are wanted below the fence when it is moved. */
#define STACK_HITS_MOST (4 * POLICY_BLOCK)

/* Entries ahead whose elements' places are prefetched. */
#define STACK_HITS_AHEAD 96

/* Bytes behind the marks that are read with them. */
#define STACK_HITS_PAD 3

struct stack_hits {
	struct lru_queue *stack;
	const uint8_t *mark; /* by element below 'nmarks' */
	uint32_t nmarks;
	bool on;        /* in blocks; else what follows is not valid */
	uint32_t fence; /* a place */
	uint32_t below; /* marked elements below it, at least */
	uint32_t base;  /* the place of the block's first reference */
	uint64_t moved; /* positions of hits that were moved in advance */
	uint64_t event; /* of hits that are still to be taken */
};

/* What moves the valid entries of a long log, with or without AVX-512. */
typedef void stack_turn_f(struct lru_queue *l, uint32_t n);

static inline void
stack_hits_end(struct stack_hits *h)
{
	h->on = false;
}

/* Moves the fence towards the end until enough are below it. */
static never_inline void
stack_hits_move_fence(struct stack_hits *h)
{
	const struct lru_queue *l = h->stack;
	uint32_t i = h->fence, below = h->below;

	for (; i != l->end && below < STACK_HITS_MOST; i++) {
		uint32_t x = lru_queue_at(l, i);

		lru_queue_prefetch(l, i);
		below += x < h->nmarks && h->mark[x];
	}
	h->fence = i;
	h->below = below;
}

/* A block begins.  false: too few elements are marked. */
static always_inline bool
stack_hits_begin(struct stack_hits *h, stack_turn_f *turn)
{
	struct lru_queue *l = h->stack;

	if (unlikely(!h->on) || unlikely(l->stop - l->end < POLICY_BLOCK)) {
		if (l->stop - l->end < POLICY_BLOCK)
			turn(l, POLICY_BLOCK);
		h->on = true;
		h->fence = l->head;
		h->below = 0;
	}
	if (unlikely(h->below <= POLICY_BLOCK))
		stack_hits_move_fence(h);
	h->base = l->end;
	h->moved = h->event = 0;
	return (h->below > POLICY_BLOCK);
}

/* Enters the hits of a block, those of positions in 'which'.  Other positions
 * get a place with no element. */
static inline void
stack_hits_put(struct stack_hits *h, const uint32_t *x, uint64_t which)
{
	const struct lru_queue *l = h->stack;
	uint32_t *last = l->last, *put = l->entry + h->base;
	const uint32_t base = h->base + 1, fence = h->fence;
	const uint8_t *mark = h->mark;
	uint64_t moved = 0;

#pragma GCC unroll 8
	for (uint32_t i = 0; i < POLICY_BLOCK; i++) {
		uint32_t e = x[i], was = last[e];
		bool moves = (which >> i & 1) & mark[e] & (was > fence);

		put[i] = e;
		last[e] = moves ? base + i : was;
		moved |= (uint64_t)moves << i;
	}
	h->moved = moved;
	h->event = which & ~moved;
}

#ifdef POLICY_WIDE
/* lru_queue_gather_wide() with prefetching: elements are pages, so 'last' is
 * not in a near cache. */
POLICY_WIDE static inline uint32_t
stack_hits_gather_wide(
    struct lru_queue *l, uint32_t from, uint32_t end, uint32_t to)
{
	const uint32_t *entry = l->entry;

	for (; end - from >= STACK_HITS_AHEAD + LRU_QUEUE_LANES;
	     from += LRU_QUEUE_LANES) {
		const uint32_t *ahead = &entry[from + STACK_HITS_AHEAD];

		for (unsigned k = 0; k < LRU_QUEUE_LANES; k++)
			__builtin_prefetch(&l->last[ahead[k]], 1);
		to = lru_queue_gather_wide(l, from, from + LRU_QUEUE_LANES, to);
	}
	return (lru_queue_gather_wide(l, from, end, to));
}

not_used POLICY_WIDE static never_inline void
stack_hits_turn_wide(struct lru_queue *l, uint32_t n)
{
	lru_queue_turn_by(l, n, stack_hits_gather_wide);
}

POLICY_WIDE static inline void
stack_hits_put_wide(struct stack_hits *h, const uint32_t *x, uint64_t which)
{
	const struct lru_queue *l = h->stack;
	const __m512i fence = _mm512_set1_epi32((int)h->fence);
	const __m512i one = _mm512_set1_epi32(1);
	uint32_t *put = l->entry + h->base;
	uint64_t moved = 0;

	for (uint32_t i = 0; i < POLICY_BLOCK; i += LRU_QUEUE_LANES) {
		__m512i v = _mm512_loadu_si512(&x[i]);
		__m512i was = _mm512_i32gather_epi32(v, l->last, 4);
		__mmask16 moves =
		    _mm512_mask_test_epi32_mask((__mmask16)(which >> i),
			_mm512_i32gather_epi32(v, h->mark, 1), one);

		moves = _mm512_mask_cmpgt_epu32_mask(moves, was, fence);
		_mm512_storeu_si512(&put[i], v);
		_mm512_mask_i32scatter_epi32(
		    l->last, moves, v, lru_queue_lanes(h->base + 1 + i), 4);
		moved |= (uint64_t)moves << i;
	}
	h->moved = moved;
	h->event = which & ~moved;
}
#endif

/* More hits, which are events. */
static inline void
stack_hits_put_more(struct stack_hits *h, const uint32_t *x, uint64_t which)
{
	uint32_t *put = h->stack->entry + h->base;

	for (uint64_t left = which; left != 0; left &= left - 1)
		put[__builtin_ctzll(left)] = x[__builtin_ctzll(left)];
	h->event |= which;
}

/* The element at this position of a hit. */
static inline uint32_t
stack_hits_element(const struct stack_hits *h, unsigned position)
{
	return (h->stack->entry[h->base + position]);
}

/* x leaves: there are no events for it. */
static inline void
stack_hits_cancel(struct stack_hits *h, uint32_t x)
{
	for (uint64_t left = h->event; left != 0; left &= left - 1)
		if (stack_hits_element(h, (unsigned)__builtin_ctzll(left)) == x)
			h->event &= ~(left & -left);
}

/* The stack's end is the place of this position. */
static inline void
stack_hits_at(struct stack_hits *h, unsigned position)
{
	h->stack->end = h->base + position;
}

#endif
