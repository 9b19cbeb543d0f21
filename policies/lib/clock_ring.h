/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An aid for policies: a circle of elements with hands, where all that enters
 * does so just before the first hand.
 *
 * Seen from that hand the circle is a queue, so it is kept as one: the hand is
 * at the lowest place, passes an element by moving it to the end, and meets
 * last what entered last.  Bit sets over places say where elements are, and
 * where those of up to two kinds are, so that another hand finds the next of a
 * kind without walking over the rest.  Another hand is an element: it stays on
 * it wherever it moves.
 *
 *	first hand				   here elements enter
 *	    ▼						▼
 *	  [ 4 | 9 | 2 | . | 7 | 1 | . | . | 5 | 3 |   |   ]
 *		    ▲ another hand		. a hole
 *
 * When the places are used up the holes are closed, at most once every n
 * entries for n elements.  Elements are small integers.  Memory is lent:
 * circle_bytes() says how much, and it must be zeroed.
 */
#ifndef POLICIES_LIB_CLOCK_RING_H
#define POLICIES_LIB_CLOCK_RING_H

#include "base/inline.h"
#include "policies/lib/frame_ring.h"

#define CIRCLE_KINDS 2

struct circle {
	uint32_t *entry; /* by place */
	uint32_t *last;  /* by element: its place + 1; 0: not in the circle */
	uint32_t places;
	uint32_t end; /* the next place */
	uint32_t count;
	struct bitset all;                /* by place: an element is there */
	struct bitset kind[CIRCLE_KINDS]; /* and is of this kind */
};

/* Places for at most n elements at a time, n < 2^31. */
static inline uint32_t
circle_places(uint32_t n)
{
	return (2 * n + 62);
}

static inline size_t
circle_set_bytes(uint32_t places)
{
	return (bitset_bytes((uint64_t)places + 1));
}

/* Elements are below 'range'. */
static inline size_t
circle_bytes(uint32_t n, uint64_t range)
{
	uint32_t places = circle_places(n);

	return ((1 + CIRCLE_KINDS) * circle_set_bytes(places) +
		(places + range) * sizeof(uint32_t));
}

static inline void
circle_place(struct circle *c, void *memory, uint32_t n)
{
	uint64_t size = (uint64_t)circle_places(n) + 1;
	char *at = memory;

	*c = (struct circle){ .places = circle_places(n) };
	bitset_place(&c->all, at, size);
	for (int k = 0; k < CIRCLE_KINDS; k++) {
		at += bitset_bytes(size);
		bitset_place(&c->kind[k], at, size);
	}
	c->entry = (uint32_t *)(at + bitset_bytes(size));
	c->last = c->entry + c->places;
}

static inline bool
circle_has(const struct circle *c, uint32_t x)
{
	return (c->last[x] != 0);
}

static inline bool
circle_is(const struct circle *c, uint32_t x, int kind)
{
	return (bitset_has(&c->kind[kind], c->last[x] - 1));
}

static inline void
circle_mark(struct circle *c, uint32_t x, int kind)
{
	bitset_add(&c->kind[kind], c->last[x] - 1);
}

static inline void
circle_unmark(struct circle *c, uint32_t x, int kind)
{
	bitset_remove(&c->kind[kind], c->last[x] - 1);
}

/* Where the first hand is; the circle is not empty. */
static inline uint32_t
circle_first(const struct circle *c)
{
	return (c->entry[bitset_lowest(&c->all)]);
}

static inline uint32_t
circle_next(const struct circle *c, uint32_t x)
{
	return (c->entry[ring_next(&c->all, c->last[x])]);
}

/* The first element of the kind, of which there is one, at x or after it. */
static inline uint32_t
circle_find(const struct circle *c, uint32_t x, int kind)
{
	return (c->entry[ring_next(&c->kind[kind], c->last[x] - 1)]);
}

static inline void
circle_carry_bit(struct bitset *set, uint32_t from, uint32_t to)
{
	if (bitset_has(set, from)) {
		bitset_remove(set, from);
		bitset_add(set, to);
	}
}

/* x goes to a place where nothing is, with all it is. */
static inline void
circle_carry(struct circle *c, uint32_t x, uint32_t to)
{
	uint32_t from = c->last[x] - 1;

	circle_carry_bit(&c->all, from, to);
	for (int k = 0; k < CIRCLE_KINDS; k++)
		circle_carry_bit(&c->kind[k], from, to);
	c->entry[to] = x;
	c->last[x] = to + 1;
}

static never_inline void
circle_close_holes(struct circle *c)
{
	uint32_t to = 0;

	for (uint32_t i = 0; i < c->end; i++) {
		if (!bitset_has(&c->all, i))
			continue;
		if (i != to)
			circle_carry(c, c->entry[i], to);
		to++;
	}
	c->end = to;
}

static inline uint32_t
circle_new_place(struct circle *c)
{
	if (unlikely(c->end == c->places))
		circle_close_holes(c);
	return (c->end++);
}

/* The first hand, which is at x, moves on. */
static inline void
circle_pass(struct circle *c, uint32_t x)
{
	circle_carry(c, x, circle_new_place(c));
}

/* x, which is not in the circle, enters. */
static inline void
circle_insert(struct circle *c, uint32_t x)
{
	uint32_t place = circle_new_place(c);

	bitset_add(&c->all, place);
	c->entry[place] = x;
	c->last[x] = place + 1;
	c->count++;
}

static inline void
circle_remove(struct circle *c, uint32_t x)
{
	uint32_t place = c->last[x] - 1;

	bitset_remove(&c->all, place);
	for (int k = 0; k < CIRCLE_KINDS; k++)
		bitset_remove(&c->kind[k], place);
	c->last[x] = 0;
	c->count--;
}

/* y, which is not in the circle, takes the place of x and all it is. */
static inline void
circle_rename(struct circle *c, uint32_t x, uint32_t y)
{
	c->last[y] = c->last[x];
	c->last[x] = 0;
	c->entry[c->last[y] - 1] = y;
}

#endif
