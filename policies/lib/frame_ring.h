/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A subset of the frames, visited in the order of a hand that goes round all
 * frames.
 *
 * The subset is a bit set (base/bitset.h), so the next member is found in a
 * few steps from any frame, however many frames lie between.
 */
#ifndef POLICIES_LIB_FRAME_RING_H
#define POLICIES_LIB_FRAME_RING_H

#include "base/bitset.h"

/*
 * The first member at 'from' or beyond, and after the last frame from frame 0
 * on; BITSET_NONE when the set is empty.  from is below the set's size.
 */
static inline uint64_t
frame_ring_next(const struct bitset *b, uint64_t from)
{
	uint64_t size = b->size;

	for (int l = 0; l < b->nlevels && from < size; l++) {
		uint64_t word = b->level[l][from >> 6] >> (from & 63);

		if (word != 0) {
			from += (uint64_t)__builtin_ctzll(word);
			while (--l >= 0)
				from = from << 6 | (uint64_t)__builtin_ctzll(
						       b->level[l][from]);
			return (from);
		}
		from = (from >> 6) + 1;
		size = (size + 63) / 64;
	}
	return (bitset_lowest(b));
}

#endif
