/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counting the bits of a block, for stack_distance.c.
 */
#ifndef STUDY_BLOCK_BITS_H
#define STUDY_BLOCK_BITS_H

#include <stdint.h>

#include "base/inline.h"

#define BLOCK_BITS  512
#define BLOCK_WORDS (BLOCK_BITS / 64)

/* Bits of a block up to this one, of the whole. */
static always_inline uint32_t
count_bits(const uint64_t *block, uint32_t bit)
{
	uint32_t word = bit % BLOCK_BITS / 64, n = 0;

	for (uint32_t i = 0; i < word; i++)
		n += (uint32_t)__builtin_popcountll(block[i]);
	return (
	    n + (uint32_t)__builtin_popcountll(block[word] << (63 - bit % 64)));
}

static inline uint32_t
count_plain(const uint64_t *block, uint32_t bit)
{
	return (count_bits(block, bit));
}

/* With an instruction for it; without one the compiler calls a function for
 * each word (zipf over a million pages: 20 ns a reference).  */
#ifdef __x86_64__
__attribute__((target("popcnt"))) static inline uint32_t
count_popcnt(const uint64_t *block, uint32_t bit)
{
	return (count_bits(block, bit));
}
#else
static inline uint32_t
count_popcnt(const uint64_t *block, uint32_t bit)
{
	return (count_bits(block, bit));
}
#endif

#endif
