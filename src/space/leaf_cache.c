/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A direct-mapped array of leaf tables in front of page tables that are six
 * levels deep, and a second one of the tables above the leaves.
 *
 * A leaf is found by its address space and region (2 MiB with pages of 4 KiB),
 * so that an access to a page that has an entry costs one probe and one load of
 * the entry.  Both arrays double while there are more than half as many tables
 * as slots, up to 2^20 slots, so that most accesses of a trace of a million
 * scattered regions need no walk of the page table.  A leaf that has no slot
 * costs a probe for the table above it and a search of that.
 */
#include "space/leaf_cache.h"

#include <assert.h>

#define SLOT_BITS_FIRST 8
#define SLOT_BITS_LAST  20

/* The last arrays are one array, reserved on huge pages. */
#define SLOT_BITS_HUGE 16

const uint64_t leaf_no_entries[TABLE_ENTRIES];

/* Only read through the pointer. */
static uint64_t *
none(void)
{
	return ((uint64_t *)(uintptr_t)leaf_no_entries);
}

static void
make_slots(struct leaf_cache *c, unsigned bits)
{
	if (bits <= SLOT_BITS_HUGE)
		mem_free(c->m, c->slot);
	if (bits < SLOT_BITS_HUGE)
		c->slot = mem_array(c->m, (size_t)1 << bits, sizeof(*c->slot));
	else if (bits == SLOT_BITS_HUGE)
		c->slot = mem_reserve(
		    c->m, UINT64_C(1) << SLOT_BITS_LAST, sizeof(*c->slot));
	c->slot_shift = 64 - bits;
	for (size_t i = 0; i < (size_t)1 << bits; i++)
		c->slot[i] = (struct leaf_slot){ .pte = none() };
}

static void
make_above(struct leaf_cache *c, unsigned bits)
{
	mem_free(c->m, c->above);
	c->above = mem_array(c->m, (size_t)1 << bits, sizeof(*c->above));
	c->above_shift = 64 - bits;
}

void
leaf_cache_init(struct leaf_cache *c, struct mem *m)
{
	*c = (struct leaf_cache){ .m = m };
	make_slots(c, SLOT_BITS_FIRST);
	make_above(c, SLOT_BITS_FIRST);
}

static void
fill_slot(struct leaf_cache *c, uint64_t tag, struct table *leaf)
{
	bool small = leaf->index != NULL;

	*leaf_cache_slot(c, tag) = (struct leaf_slot){
		.tag = tag,
		.pte = small ? none() : leaf->entry,
		.leaf = small ? leaf : NULL,
	};
}

/* The leaf, which has no slot, by the table above it; NULL: there is none, and
 * it is not made. */
static struct table *
find_leaf(struct leaf_cache *c, struct pagetable *pt, uint64_t tag,
    vaddr_t addr, bool make)
{
	struct table_slot *slot = table_slot(c, tag >> TABLE_BITS);
	struct table *above = slot->table;

	if (slot->tag != tag >> TABLE_BITS) {
		above = pagetable_reach(pt, addr, 1, make);
		if (above == NULL)
			return (NULL);
		*slot = (struct table_slot){ tag >> TABLE_BITS, above };
	}
	return (pagetable_below(pt, above, addr, 1, make));
}

uint64_t
leaf_cache_get(
    struct leaf_cache *c, struct pagetable *pt, uint64_t tag, vaddr_t addr)
{
	const struct leaf_slot *slot = leaf_cache_slot(c, tag);
	unsigned i = table_index(pt, addr, 0);
	struct table *leaf = slot->leaf;
	uint64_t *place;

	if (slot->tag == tag && slot->pte != none())
		return (slot->pte[i]);
	if (slot->tag != tag) {
		leaf = find_leaf(c, pt, tag, addr, false);
		if (leaf == NULL)
			return (0);
		fill_slot(c, tag, leaf);
	}
	place = table_find(leaf, i);
	return (place == NULL ? 0 : *place);
}

static struct table *
make_leaf(
    struct leaf_cache *c, struct pagetable *pt, uint64_t tag, vaddr_t addr)
{
	uint64_t leaves = pt->tables[0], above = pt->tables[1];
	struct table *leaf = find_leaf(c, pt, tag, addr, true);
	unsigned bits = 64 - c->slot_shift, above_bits = 64 - c->above_shift;

	assert(leaf != NULL); /* the tables of a trace have no limit */
	c->nleaf += pt->tables[0] - leaves;
	c->nabove += pt->tables[1] - above;
	if (c->nleaf > (uint64_t)1 << bits >> 1 && bits < SLOT_BITS_LAST)
		make_slots(c, bits + 1);
	if (c->nabove > (uint64_t)1 << above_bits >> 1 &&
	    above_bits < SLOT_BITS_LAST)
		make_above(c, above_bits + 1);
	return (leaf);
}

void
leaf_cache_set(struct leaf_cache *c, struct pagetable *pt, uint64_t tag,
    vaddr_t addr, uint64_t entry)
{
	const struct leaf_slot *slot = leaf_cache_slot(c, tag);
	unsigned i = table_index(pt, addr, 0);
	struct table *leaf = slot->leaf;

	leaf_cache_count(c, pt->source, 1);
	if (slot->tag == tag && slot->pte != none()) {
		slot->pte[i] = entry;
		return;
	}
	if (slot->tag != tag)
		leaf = make_leaf(c, pt, tag, addr);
	table_make_dense(pt->source, leaf);
	*table_place(pt->source, leaf, i) = entry;
	fill_slot(c, tag, leaf);
}

void
leaf_cache_cover(struct leaf_cache *c, uint64_t tag, const struct area *area,
    uint64_t version)
{
	struct leaf_slot *slot = leaf_cache_slot(c, tag);

	if (slot->tag != tag || slot->pte == none())
		return;
	slot->area = area;
	slot->cover = leaf_cover(version, area->flags);
}

void
leaf_cache_forget(struct leaf_cache *c, const struct pagetable *pt)
{
	c->nleaf -= pt->tables[0];
	c->nabove -= pt->tables[1];
}
