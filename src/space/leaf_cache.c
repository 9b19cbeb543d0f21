/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A direct-mapped array of leaf tables in front of page tables that are six
 * levels deep.
 *
 * A leaf is found by its address space and region (2 MiB with pages of 4 KiB),
 * so that an access to a page that has an entry costs one probe and one load of
 * the entry.  The array doubles while there are more than half as many leaves
 * as slots, up to 2^20 slots, so that most accesses of a trace of a million
 * scattered regions need no walk of the page table.
 */
#include "space/leaf_cache.h"

#include <assert.h>

#define SLOT_BITS_FIRST 8
#define SLOT_BITS_LAST  20

/* Stands for the entries of a small leaf, which cannot be indexed.  No entry is
 * found here, so leaf_cache_get() searches the leaf. */
static const uint64_t no_entries[TABLE_ENTRIES];

static void
make_slots(struct leaf_cache *c, unsigned bits)
{
	mem_free(c->m, c->slot);
	c->slot = mem_array(c->m, (size_t)1 << bits, sizeof(*c->slot));
	c->slot_shift = 64 - bits;
	for (size_t i = 0; i < (size_t)1 << bits; i++)
		c->slot[i].entry = no_entries;
}

void
leaf_cache_init(struct leaf_cache *c, struct mem *m)
{
	*c = (struct leaf_cache){ .m = m };
	make_slots(c, SLOT_BITS_FIRST);
}

static void
fill_slot(struct leaf_cache *c, uint64_t tag, struct table *leaf)
{
	*leaf_cache_slot(c, tag) = (struct leaf_slot){
		.tag = tag,
		.entry = leaf->index == NULL ? leaf->entry : no_entries,
		.leaf = leaf,
	};
}

uint64_t
leaf_cache_get(
    struct leaf_cache *c, struct pagetable *pt, uint64_t tag, vaddr_t addr)
{
	struct leaf_slot *slot = leaf_cache_slot(c, tag);
	struct table *leaf = slot->leaf;
	uint64_t *place;

	if (slot->tag != tag) {
		leaf = pagetable_leaf(pt, addr);
		if (leaf == NULL)
			return (0);
		fill_slot(c, tag, leaf);
	}
	place = table_find(leaf, table_index(pt, addr, 0));
	return (place == NULL ? 0 : *place);
}

void
leaf_cache_set(struct leaf_cache *c, struct pagetable *pt, uint64_t tag,
    vaddr_t addr, uint64_t entry)
{
	uint64_t before = pt->tables[0];
	struct table *leaf = pagetable_reach(pt, addr, 0, true);
	unsigned bits = 64 - c->slot_shift;

	assert(leaf != NULL); /* the tables of a trace have no limit */
	c->nleaf += pt->tables[0] - before;
	if (c->nleaf > (uint64_t)1 << bits >> 1 && bits < SLOT_BITS_LAST)
		make_slots(c, bits + 1);
	*table_place(pt->source, leaf, table_index(pt, addr, 0)) = entry;
	fill_slot(c, tag, leaf);
}

void
leaf_cache_forget(struct leaf_cache *c, const struct pagetable *pt)
{
	c->nleaf -= pt->tables[0];
}
