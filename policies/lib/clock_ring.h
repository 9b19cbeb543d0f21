/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A ring of elements with several hands.  An element is inserted just before
 * the first hand.
 *
 * Seen from the first hand the ring is a queue, and it is stored as one: the
 * hand is at the lowest place and passes an element by moving it to the end, so
 * the element inserted last is reached last.  Bit sets over places have the
 * elements, and those of up to two kinds, so another hand finds the next
 * element of a kind without visiting the others.  The position of another hand
 * is an element, so the hand stays on it when the element moves.
 *
 *	first hand				   elements enter here
 *	    ▼						▼
 *	  [ 4 | 9 | 2 | . | 7 | 1 | . | . | 5 | 3 |   |   ]
 *		    ▲ another hand		. a hole
 *
 * When all places are used the holes are closed, at most once every n entries
 * for n elements.  Elements are small integers.  The memory is the caller's:
 * clock_ring_bytes(), zeroed.
 */
#ifndef POLICIES_LIB_CLOCK_RING_H
#define POLICIES_LIB_CLOCK_RING_H

#include <stddef.h>
#include <string.h>

#include "base/inline.h"
#include "policies/lib/frame_ring.h"

#define CLOCK_RING_KINDS 2

struct clock_ring {
	uint32_t *entry; /* by place */
	uint32_t *last;  /* by element: its place + 1; 0: not in the ring */
	uint32_t places;
	uint32_t end; /* the next place */
	uint32_t count;
	struct bitset all; /* by place: an element is there */
	struct bitset kind[CLOCK_RING_KINDS]; /* and is of this kind */
};

/* Places for at most n elements at a time, n < 2^31. */
static inline uint32_t
clock_ring_places(uint32_t n)
{
	return (2 * n + 62);
}

static inline size_t
clock_ring_set_bytes(uint32_t places)
{
	return (bitset_bytes((uint64_t)places + 1));
}

/* Elements are below 'range'. */
static inline size_t
clock_ring_bytes(uint32_t n, uint64_t range)
{
	uint32_t places = clock_ring_places(n);

	return ((1 + CLOCK_RING_KINDS) * clock_ring_set_bytes(places) +
		(places + range) * sizeof(uint32_t));
}

static inline void
clock_ring_place(struct clock_ring *c, void *memory, uint32_t n)
{
	uint64_t size = (uint64_t)clock_ring_places(n) + 1;
	char *at = (char *)memory;

	memset(c, 0, sizeof(*c));
	c->places = clock_ring_places(n);
	bitset_place(&c->all, at, size);
	for (int k = 0; k < CLOCK_RING_KINDS; k++) {
		at += bitset_bytes(size);
		bitset_place(&c->kind[k], at, size);
	}
	c->entry = (uint32_t *)(at + bitset_bytes(size));
	c->last = c->entry + c->places;
}

static inline bool
clock_ring_has(const struct clock_ring *c, uint32_t x)
{
	return (c->last[x] != 0);
}

static inline bool
clock_ring_is(const struct clock_ring *c, uint32_t x, int kind)
{
	return (bitset_has(&c->kind[kind], c->last[x] - 1));
}

static inline void
clock_ring_mark(struct clock_ring *c, uint32_t x, int kind)
{
	bitset_add(&c->kind[kind], c->last[x] - 1);
}

static inline void
clock_ring_unmark(struct clock_ring *c, uint32_t x, int kind)
{
	bitset_remove(&c->kind[kind], c->last[x] - 1);
}

/* The element at the first hand; the ring is not empty. */
static inline uint32_t
clock_ring_first(const struct clock_ring *c)
{
	return (c->entry[bitset_lowest(&c->all)]);
}

static inline uint32_t
clock_ring_next(const struct clock_ring *c, uint32_t x)
{
	return (c->entry[frame_ring_next(&c->all, c->last[x])]);
}

/* The first element of the kind, of which there is one, at x or after it. */
static inline uint32_t
clock_ring_find(const struct clock_ring *c, uint32_t x, int kind)
{
	return (c->entry[frame_ring_next(&c->kind[kind], c->last[x] - 1)]);
}

static inline void
clock_ring_carry_bit(struct bitset *set, uint32_t from, uint32_t to)
{
	if (bitset_has(set, from)) {
		bitset_remove(set, from);
		bitset_add(set, to);
	}
}

/* x moves to a free place and keeps its kinds. */
static inline void
clock_ring_carry(struct clock_ring *c, uint32_t x, uint32_t to)
{
	uint32_t from = c->last[x] - 1;

	clock_ring_carry_bit(&c->all, from, to);
	for (int k = 0; k < CLOCK_RING_KINDS; k++)
		clock_ring_carry_bit(&c->kind[k], from, to);
	c->entry[to] = x;
	c->last[x] = to + 1;
}

static never_inline void
clock_ring_close_holes(struct clock_ring *c)
{
	uint32_t to = 0;

	for (uint32_t i = 0; i < c->end; i++) {
		if (!bitset_has(&c->all, i))
			continue;
		if (i != to)
			clock_ring_carry(c, c->entry[i], to);
		to++;
	}
	c->end = to;
}

static inline uint32_t
clock_ring_new_place(struct clock_ring *c)
{
	if (unlikely(c->end == c->places))
		clock_ring_close_holes(c);
	return (c->end++);
}

/* The first hand, which is at x, moves on. */
static inline void
clock_ring_pass(struct clock_ring *c, uint32_t x)
{
	clock_ring_carry(c, x, clock_ring_new_place(c));
}

/* x, which is not in the ring, enters. */
static inline void
clock_ring_insert(struct clock_ring *c, uint32_t x)
{
	uint32_t place = clock_ring_new_place(c);

	bitset_add(&c->all, place);
	c->entry[place] = x;
	c->last[x] = place + 1;
	c->count++;
}

static inline void
clock_ring_remove(struct clock_ring *c, uint32_t x)
{
	uint32_t place = c->last[x] - 1;

	bitset_remove(&c->all, place);
	for (int k = 0; k < CLOCK_RING_KINDS; k++)
		bitset_remove(&c->kind[k], place);
	c->last[x] = 0;
	c->count--;
}

/* y, which is not in the ring, takes the place and the kinds of x. */
static inline void
clock_ring_rename(struct clock_ring *c, uint32_t x, uint32_t y)
{
	c->last[y] = c->last[x];
	c->last[x] = 0;
	c->entry[c->last[y] - 1] = y;
}

#endif
