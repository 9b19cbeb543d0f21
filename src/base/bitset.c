/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Allocation of bit sets.  The other operations are inline, in bitset.h.
 */
#include "base/bitset.h"

#include "base/mem.h"

void
bitset_init(struct bitset *b, struct mem *m, uint64_t size)
{
	bitset_place(b, mem_reserve(m, bitset_bytes(size), 1), size);
}
