/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Setting up a bit set; what is asked often is inline in bitset.h.
 */
#include "base/bitset.h"

#include <assert.h>
#include <string.h>

/* Words of each level, lowest first; returns the number of levels. */
static int
shape(uint64_t size, uint64_t words[BITSET_LEVELS])
{
	int n = 0;

	do {
		assert(n < BITSET_LEVELS);
		size = (size + 63) / 64;
		words[n++] = size;
	} while (size > 1);
	return (n);
}

uint64_t
bitset_bytes(uint64_t size)
{
	uint64_t words[BITSET_LEVELS], sum = 0;
	int n = shape(size, words);

	for (int l = 0; l < n; l++)
		sum += words[l];
	return (sum * sizeof(uint64_t));
}

void
bitset_place(struct bitset *b, void *memory, uint64_t size)
{
	uint64_t words[BITSET_LEVELS], *at = memory;

	b->size = size;
	b->nlevels = shape(size, words);
	for (int l = 0; l < b->nlevels; l++) {
		b->level[l] = at;
		at += words[l];
	}
}

void
bitset_init(struct bitset *b, struct mem *m, uint64_t size)
{
	bitset_place(b, mem_reserve(m, bitset_bytes(size), 1), size);
}

void
bitset_fill(struct bitset *b, uint64_t n)
{
	assert(n <= b->size);
	for (int l = 0; l < b->nlevels && n > 0; l++) {
		memset(b->level[l], 0xff, n / 64 * sizeof(uint64_t));
		if (n % 64 != 0)
			b->level[l][n / 64] |= (UINT64_C(1) << n % 64) - 1;
		n = (n + 63) / 64;
	}
}
