/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An access as one word of 64 bits: 4 bits of kind, the highest ones, 12 of
 * size, 48 of address.  Recorded accesses come as such words; a kind above
 * ACCESS_FETCH is something else.
 */
#ifndef MODEL_ACCESS_WORD_H
#define MODEL_ACCESS_WORD_H

#include <stdint.h>

#define ACCESS_WORD_ADDR (((uint64_t)1 << 48) - 1)

static inline uint64_t
access_word(unsigned kind, uint64_t size, uint64_t addr)
{
	return ((uint64_t)kind << 60 | (size & 0xfff) << 48 |
		(addr & ACCESS_WORD_ADDR));
}

static inline unsigned
access_word_kind(uint64_t word)
{
	return ((unsigned)(word >> 60));
}

static inline uint32_t
access_word_size(uint64_t word)
{
	return ((uint32_t)(word >> 48 & 0xfff));
}

static inline uint64_t
access_word_addr(uint64_t word)
{
	return (word & ACCESS_WORD_ADDR);
}

#endif
