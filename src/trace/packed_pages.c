/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers of pages, found by a hash table.
 */
#include "trace/packed_pages.h"

#define SLOT_BITS_FIRST 12

void
packed_pages_open(struct packed_pages *w, struct mem *m, unsigned shift)
{
	*w = (struct packed_pages){
		.shift = shift, .list = { .m = m }, .slot_bits = SLOT_BITS_FIRST
	};
	w->slot = mem_array(m, (size_t)1 << w->slot_bits, sizeof(*w->slot));
	for (size_t i = 0; i < RECENT_PAGES; i++)
		w->recent[i].number = NO_NUMBER;
	w->seen = mem_reserve(m, (uint64_t)(PID_MAX + 1) / 8, 1);
}

static size_t
slot_of(const struct packed_pages *w, vaddr_t addr, uint32_t pid)
{
	uint64_t mixed =
	    (addr >> w->shift ^ pid * UINT64_C(0xc2b2ae3d27d4eb4f)) *
	    UINT64_C(0x9e3779b97f4a7c15);

	return ((size_t)(mixed >> (64 - w->slot_bits)));
}

/* The slot of a page: with its number, or the one that is to have it. */
static uint32_t *
find_slot(const struct packed_pages *w, vaddr_t addr, uint32_t pid)
{
	size_t mask = ((size_t)1 << w->slot_bits) - 1;
	size_t i = slot_of(w, addr, pid);

	for (;; i = (i + 1) & mask) {
		const struct trace_page *p;

		if (w->slot[i] == 0)
			return (&w->slot[i]);
		p = &w->list.page[w->slot[i] - 1];
		if (p->addr == addr && p->pid == pid)
			return (&w->slot[i]);
	}
}

/* The table is at most half full. */
static void
grow_slots(struct packed_pages *w)
{
	mem_free(w->list.m, w->slot);
	w->slot_bits++;
	w->slot =
	    mem_array(w->list.m, (size_t)1 << w->slot_bits, sizeof(*w->slot));
	for (size_t i = 0; i < w->list.n; i++)
		*find_slot(w, w->list.page[i].addr, w->list.page[i].pid) =
		    (uint32_t)i + 1;
}

static uint32_t
add_page(struct packed_pages *w, uint32_t *slot, vaddr_t addr, uint32_t pid)
{
	struct page_list *pages = &w->list;

	if (pages->n == LISTED_PAGES_MAX) {
		w->full = true;
		return (NO_NUMBER);
	}
	pages->page = mem_grow(
	    pages->m, pages->page, pages->n, &pages->cap, sizeof(*pages->page));
	pages->page[pages->n++] = (struct trace_page){ addr, pid };
	*slot = (uint32_t)pages->n;
	w->processes += (w->seen[pid / 8] >> pid % 8 & 1) == 0;
	w->seen[pid / 8] |= (uint8_t)(1 << pid % 8);
	if (pages->n > (size_t)1 << w->slot_bits >> 1)
		grow_slots(w);
	return ((uint32_t)pages->n - 1);
}

uint32_t
packed_pages_find(
    struct packed_pages *w, struct recent_page *r, vaddr_t addr, uint32_t pid)
{
	uint32_t *slot = find_slot(w, addr, pid);
	uint32_t page = *slot == 0 ? add_page(w, slot, addr, pid) : *slot - 1;

	*r = (struct recent_page){ addr, pid, page };
	return (page);
}
