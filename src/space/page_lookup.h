/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The accesses that need no decision, for resolve.c: to pages that have
 * entries, and to new pages of a leaf that one area covers.
 */
#ifndef SPACE_PAGE_LOOKUP_H
#define SPACE_PAGE_LOOKUP_H

#include "space/access_ops.h"
#include "space/process.h"

/* An access reads the slot and the entry of accesses that are so many and twice
 * so many behind it. */
#define LOOKUP_AHEAD 16

/*
 * Both take the first of n accesses while they are of process p, make
 * references, of which there are as many, and return how many.  They are
 * counted in *counts, and n is at most OP_COUNTS_MAX.  Those below 'ahead' have
 * 2 * LOOKUP_AHEAD more behind them, and fetch what those will read.
 */
/* To pages that have entries which allow them. */
size_t lookup_known(const struct spaces *s, const struct process *p,
    const struct access *a, size_t n, size_t ahead, struct reference *out,
    uint64_t *counts);
/* To new pages, where the leaf cache knows the area of the leaf.  mixed: known
 * pages are expected between them, and may be taken, too. */
size_t lookup_new(struct spaces *s, struct process *p, const struct access *a,
    size_t n, size_t ahead, bool mixed, struct reference *out,
    uint64_t *counts);

/* Fetches the entry of an address and the slot of another one; of a small leaf,
 * what a search reads first.  For writing, because new pages are those that
 * wait.  Inlined early, or the compiler leaves out what it takes for a function
 * without an effect. */
static always_inline void
lookup_fetch(const struct leaf_cache *c, unsigned shift, uint64_t process,
    vaddr_t near, vaddr_t far)
{
	uint64_t number = near >> shift;
	uint64_t tag = process | number >> TABLE_BITS;
	const struct leaf_slot *slot = leaf_cache_slot(c, tag);
	bool small = slot->tag == tag && slot->pte == leaf_no_entries;

	__builtin_prefetch(
	    leaf_cache_slot(c, process | far >> shift >> TABLE_BITS));
	__builtin_prefetch(small ? (const void *)slot->leaf
				 : &slot->pte[number & (TABLE_ENTRIES - 1)],
	    1);
}

#endif
