/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A subset of the frames, visited in the order of a hand that moves round all
 * frames.
 *
 * The subset is a bit set (base/bitset.h), so the next member is found in a
 * few steps from any frame, however many frames lie between.
 */
#ifndef POLICIES_LIB_FRAME_RING_H
#define POLICIES_LIB_FRAME_RING_H

#include "base/bitset.h"

/* The first member at 'from' or beyond, and after the last frame from frame 0
 * on; BITSET_NONE when the set is empty. */
static inline uint64_t
frame_ring_next(const struct bitset *b, uint64_t from)
{
	uint64_t next = bitset_next(b, from);

	return (next != BITSET_NONE ? next : bitset_lowest(b));
}

#endif
