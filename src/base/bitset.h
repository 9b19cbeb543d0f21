/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A set of small integers that finds its lowest member, and the neighbours of
 * an integer, in a few steps: a bit for each integer, above it a bit for each
 * word that is not zero, and so on up to one word.
 *
 *	level 2		    [1 . . .]
 *	level 1	 [1 . . 1]  [. . . .] ...
 *	level 0	 [. 1 . .]  [. . . .]  [. . . .]  [1 1 . .] ...
 *
 * For n integers there are log64(n) levels: five for 2^30.  The lowest free
 * frame, the lowest free swap slot and the furthest next use (OPT) are found
 * with it.
 */
#ifndef BASE_BITSET_H
#define BASE_BITSET_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BITSET_LEVELS 6

struct mem;

struct bitset {
	uint64_t *level[BITSET_LEVELS];
	int nlevels;
	uint64_t size; /* members are below this */
};

#define BITSET_NONE UINT64_MAX

/* An empty set of integers below size, 1 <= size <= 2^36.  Its memory is
 * reserved from m (base/mem.h). */
void bitset_init(struct bitset *b, struct mem *m, uint64_t size);

/* Bytes of address space that a set of this size reserves. */
static inline uint64_t
bitset_bytes(uint64_t size)
{
	uint64_t words = 0;

	do {
		size = (size + 63) / 64;
		words += size;
	} while (size > 1);
	return (words * sizeof(uint64_t));
}

/* The same set in memory that the caller has: bitset_bytes(size), zeroed. */
static inline void
bitset_place(struct bitset *b, void *memory, uint64_t size)
{
	uint64_t *at = (uint64_t *)memory;

	b->size = size;
	b->nlevels = 0;
	do {
		b->level[b->nlevels++] = at;
		size = (size + 63) / 64;
		at += size;
	} while (size > 1);
}

static inline bool
bitset_has(const struct bitset *b, uint64_t i)
{
	return (b->level[0][i >> 6] >> (i & 63) & 1);
}

static inline void
bitset_add(struct bitset *b, uint64_t i)
{
	uint64_t *word = &b->level[0][i >> 6], old = *word;

	*word = old | UINT64_C(1) << (i & 63);
	for (int l = 1; old == 0 && l < b->nlevels; l++) {
		i >>= 6;
		word = &b->level[l][i >> 6];
		old = *word;
		*word = old | UINT64_C(1) << (i & 63);
	}
}

/* i need not be a member. */
static inline void
bitset_remove(struct bitset *b, uint64_t i)
{
	for (int l = 0; l < b->nlevels; l++, i >>= 6) {
		uint64_t *word = &b->level[l][i >> 6];

		*word &= ~(UINT64_C(1) << (i & 63));
		if (*word != 0)
			return;
	}
}

/* The lowest member; BITSET_NONE when the set is empty. */
static inline uint64_t
bitset_lowest(const struct bitset *b)
{
	uint64_t i = 0;

	for (int l = b->nlevels - 1; l >= 0; l--) {
		uint64_t word = b->level[l][i];

		if (word == 0)
			return (BITSET_NONE);
		i = i << 6 | (uint64_t)__builtin_ctzll(word);
	}
	return (i);
}

/*
 * For sets that have few members in each word, where it is not predictable
 * which words become zero: no branch depends on that.
 */

/* The lowest member, which is removed; BITSET_NONE when the set is empty. */
static inline uint64_t
bitset_take_lowest(struct bitset *b)
{
	uint64_t *word[BITSET_LEVELS], i = 0, emptied = 1;

	if (b->level[b->nlevels - 1][0] == 0)
		return (BITSET_NONE);
	for (int l = b->nlevels - 1; l >= 0; l--) {
		word[l] = &b->level[l][i];
		i = i << 6 | (uint64_t)__builtin_ctzll(*word[l]);
	}
	for (int l = 0; l < b->nlevels; l++) {
		uint64_t left = *word[l] & (*word[l] - emptied);

		*word[l] = left;
		emptied &= left == 0;
	}
	return (i);
}

static inline void
bitset_add_sparse(struct bitset *b, uint64_t i)
{
	for (int l = 0; l < b->nlevels; l++, i >>= 6)
		b->level[l][i >> 6] |= UINT64_C(1) << (i & 63);
}

/* The lowest member at 'from' or above; BITSET_NONE when there is none. */
static inline uint64_t
bitset_next(const struct bitset *b, uint64_t from)
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
	return (BITSET_NONE);
}

/* The highest member below i, i < size; BITSET_NONE when there is none. */
static inline uint64_t
bitset_below(const struct bitset *b, uint64_t i)
{
	for (int l = 0; l < b->nlevels; l++) {
		uint64_t word =
		    b->level[l][i >> 6] & ((UINT64_C(1) << (i & 63)) - 1);

		i >>= 6;
		if (word == 0)
			continue;
		i = i << 6 | (uint64_t)(63 - __builtin_clzll(word));
		while (l-- > 0)
			i = i << 6 |
			    (uint64_t)(63 - __builtin_clzll(b->level[l][i]));
		return (i);
	}
	return (BITSET_NONE);
}

#ifdef __cplusplus
}
#endif

#endif
