/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Allocation and filling of bit sets.  The operations that a run makes often
 * are inline, in bitset.h.
 */
#include "base/bitset.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

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
