/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The three backends.
 *
 *	lazy	   no frames when mapped; a zeroed frame at the first touch of
 *		   each page
 *	populated  all frames when mapped, or none and an error; takes no
 *		   faults, but a swapper may evict its first pages for its last
 *	linear	   fixed physical pages, entered when mapped; takes no faults
 *
 * Mapping over an entry that exists (a page of another space, seen through
 * shared tables) is refused before anything is changed.
 */
#include "vm/backend.h"

#include "base/inline.h"

static int
stop_at_any(not_used void *ctx, not_used vaddr_t addr, not_used uint64_t *entry)
{
	return (1);
}

static int
drop(void *ctx, vaddr_t addr, uint64_t *entry)
{
	addrspace_drop_entry(ctx, addr, entry);
	return (0);
}

/* Can there be enough tables for an area?  Asked before they are created one by
 * one. */
static bool
tables_suffice(const struct addrspace *as, const struct area *a)
{
	uint64_t pages = (a->end - a->start) >> as->phys->shift;

	return (pages / TABLE_ENTRIES <=
		frame_pool_spare(&as->phys->table_frames) + as->pt.tables[0]);
}

static enum addr_code
map_lazy(not_used struct addrspace *as, not_used const struct area *a)
{
	return (ADDR_OK);
}

static enum addr_fault
fault_lazy(struct addrspace *as, const struct area *a, vaddr_t page)
{
	return (addrspace_fill(as, page, a->flags));
}

static enum addr_code
map_populated(struct addrspace *as, const struct area *a)
{
	uint64_t pages = (a->end - a->start) >> as->phys->shift;

	if (pagetable_walk(&as->pt, a->start, a->end, stop_at_any, NULL) != 0)
		return (ADDR_BAD_STATE);
	if (as->phys->config.swapper == NULL &&
	    frame_pool_spare(&as->phys->frames) < pages)
		return (ADDR_NO_MEMORY);
	if (!tables_suffice(as, a))
		return (ADDR_BAD_STATE);
	for (uint64_t i = 0; i < pages; i++) {
		vaddr_t page = a->start + (i << as->phys->shift);
		bool reserved = addrspace_reserve(as, page);

		if (reserved && fault_lazy(as, a, page) == ADDR_FAULT_ZERO)
			continue;
		pagetable_walk(&as->pt, a->start, a->end, drop, as);
		return (reserved ? ADDR_NO_MEMORY : ADDR_BAD_STATE);
	}
	return (ADDR_OK);
}

static enum addr_code
map_linear(struct addrspace *as, const struct area *a)
{
	uint64_t page_size = as->phys->config.page_size;

	if (!tables_suffice(as, a) ||
	    pagetable_walk(&as->pt, a->start, a->end, stop_at_any, NULL) != 0)
		return (ADDR_BAD_STATE);
	for (vaddr_t v = a->start; v < a->end; v += page_size) {
		uint64_t frame = (v - a->offset) >> as->phys->shift;

		if (pagetable_set(&as->pt, v,
			pte_make(frame, a->flags | PTE_RESIDENT)) != 0) {
			pagetable_walk(&as->pt, a->start, a->end, drop, as);
			return (ADDR_BAD_STATE);
		}
	}
	return (ADDR_OK);
}

const struct backend backends[] = {
	[BACKEND_LAZY] = { map_lazy, fault_lazy, true },
	[BACKEND_POPULATED] = { map_populated, NULL, true },
	[BACKEND_LINEAR] = { map_linear, NULL, false },
};
