/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames by the class of their page, 2 * accessed + dirty.
 *
 * Hits are not reported, but between two clearings bits are only set.  So the
 * class that is stored for a frame is never too high.  A search that finds a
 * page to be in a higher class stores that; a page is moved at most three times
 * between two clearings.  The memory is the caller's: bit_classes_bytes(),
 * zeroed.
 */
#ifndef POLICIES_LIB_BIT_CLASSES_H
#define POLICIES_LIB_BIT_CLASSES_H

#include "policies/lib/frame_ring.h"
#include "policy/policy.h"

#define BIT_CLASSES 4

struct bit_classes {
	const struct frame_table *frames;
	/* Frames by stored class; a frame is in one at most. */
	struct bitset of[BIT_CLASSES];
	uint8_t *reached; /* by frame: stored kind + 1; 0: no page to evict */
};

static inline size_t
bit_classes_bytes(frame_t nframes)
{
	return (BIT_CLASSES * bitset_bytes(nframes) + nframes);
}

static inline void
bit_classes_place(struct bit_classes *c, void *memory,
    const struct frame_table *frames, frame_t nframes)
{
	char *at = (char *)memory;

	c->frames = frames;
	for (int k = 0; k < BIT_CLASSES; k++) {
		bitset_place(&c->of[k], at, nframes);
		at += bitset_bytes(nframes);
	}
	c->reached = (uint8_t *)at;
}

static inline int
bit_classes_now(const struct bit_classes *c, frame_t f)
{
	return (2 * frame_accessed(c->frames, f) + frame_dirty(c->frames, f));
}

static inline void
bit_classes_put(struct bit_classes *c, frame_t f, int kind)
{
	c->reached[f] = (uint8_t)(kind + 1);
	bitset_add(&c->of[kind], f);
}

static inline void
bit_classes_take(struct bit_classes *c, frame_t f)
{
	bitset_remove(&c->of[c->reached[f] - 1], f);
	c->reached[f] = 0;
}

/* Stores the present class of the frame's page; true: it has not changed. */
static inline bool
bit_classes_check(struct bit_classes *c, frame_t f)
{
	int kind = bit_classes_now(c, f);

	if (kind + 1 == c->reached[f])
		return (true);
	bit_classes_take(c, f);
	bit_classes_put(c, f, kind);
	return (false);
}

/* The first frame at 'from' or beyond, and after the last frame from frame 0
 * on, whose page is in the class; NO_FRAME: none is. */
static inline frame_t
bit_classes_find(struct bit_classes *c, int kind, frame_t from)
{
	for (;;) {
		uint64_t f = frame_ring_next(&c->of[kind], from);

		if (f == BITSET_NONE)
			return (NO_FRAME);
		if (bit_classes_check(c, (frame_t)f))
			return ((frame_t)f);
	}
}

#endif
