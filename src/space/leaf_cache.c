/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The directory: from a process and an address to a page number.
 *
 * Behind it stand the page tables, six levels deep.  In front is a
 * direct-mapped array of leaf tables, found by process and region (2 MiB with
 * pages of 4 KiB), so that an access to a page that has a number costs one
 * probe and one load of its entry.  The array doubles while there are more than
 * half as many leaves, up to 2^20: a trace over a million scattered regions
 * still finds most of them without the walk.
 *
 * A tag holds the index of the process, which is never given twice, so what a
 * process leaves behind when it ends is never found again.
 */
#include <assert.h>

#include "space/process.h"

#define SLOT_BITS_FIRST 8
#define SLOT_BITS_LAST  20

/* Stands for a leaf that cannot be indexed: nothing is found there, and the
 * way round asks the leaf itself. */
static const uint64_t nothing[TABLE_ENTRIES];

static void
make_slots(struct spaces *s, unsigned bits)
{
	mem_free(s->m, s->slot);
	s->slot = mem_array(s->m, (size_t)1 << bits, sizeof(*s->slot));
	s->slot_shift = 64 - bits;
	for (size_t i = 0; i < (size_t)1 << bits; i++)
		s->slot[i].entry = nothing;
}

void
leaf_cache_init(struct spaces *s)
{
	make_slots(s, SLOT_BITS_FIRST);
	s->page_address = mem_reserve(s->m, PAGES_MAX, sizeof(uint64_t));
	s->page_area = mem_reserve(s->m, PAGES_MAX, sizeof(uint32_t));
	s->page_process = mem_reserve(s->m, PAGES_MAX, sizeof(uint32_t));
}

static void
see_leaf(struct spaces *s, uint64_t tag, struct table *leaf)
{
	*leaf_cache_slot(s, tag) = (struct leaf_slot){
		.tag = tag,
		.entry = leaf->index == NULL ? leaf->entry : nothing,
		.leaf = leaf,
	};
}

uint64_t
leaf_cache_get(struct spaces *s, struct process *p, vaddr_t addr)
{
	uint64_t tag = leaf_cache_tag(s, p, addr), *place;
	struct leaf_slot *slot = leaf_cache_slot(s, tag);
	struct table *leaf = slot->leaf;

	if (slot->tag != tag) {
		leaf = pagetable_leaf(&p->pt, addr);
		if (leaf == NULL)
			return (0);
		see_leaf(s, tag, leaf);
	}
	place = table_find(leaf, table_index(&p->pt, addr, 0));
	return (place == NULL ? 0 : *place);
}

int
leaf_cache_enter(struct spaces *s, struct process *p, vaddr_t addr,
    uint32_t area, unsigned bits, page_id_t *page, const struct err_where *at,
    struct err *err)
{
	struct table *leaf;
	uint64_t before = p->pt.tables[0];
	unsigned now = 64 - s->slot_shift;

	if (s->npages == PAGES_MAX)
		return (err_at(err, ERR_LIMIT, at,
		    "more than %u pages are touched; a larger page_size "
		    "makes fewer",
		    PAGES_MAX));
	leaf = pagetable_reach(&p->pt, addr, 0, true);
	assert(leaf != NULL); /* the tables of a trace have no limit */
	s->nleaf += p->pt.tables[0] - before;
	if (s->nleaf > (uint64_t)1 << now >> 1 && now < SLOT_BITS_LAST)
		make_slots(s, now + 1);
	*page = s->npages++;
	s->page_address[*page] = addr >> s->shift;
	s->page_area[*page] = area;
	s->page_process[*page] = p->index;
	s->area_fact[area].pages++;
	s->process_fact[p->index].pages++;
	*table_place(&s->source, leaf, table_index(&p->pt, addr, 0)) =
	    pte_make(*page, bits | PTE_RESIDENT | PTE_OWNED);
	see_leaf(s, leaf_cache_tag(s, p, addr), leaf);
	return (0);
}
