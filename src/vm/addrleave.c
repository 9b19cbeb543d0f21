/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages that leave memory because someone asks for it, as the events of a trace
 * do (space/spaceevent.c).
 *
 *	pageout	   to swap, as for MADV_PAGEOUT: pinned pages and frames that
 *		   several pages share stay
 *	discard	   for good, as for MADV_DONTNEED: the next touch finds a
 *		   zeroed page
 *	suspend	   the process stops and all its pages leave
 *	resume	   it goes on; a page comes back when it is touched
 *
 * Absent pages, holes and linear memory are passed over.
 */
#include "base/inline.h"
#include "vm/addrspace.h"

static int
page_out(void *ctx, not_used vaddr_t addr, uint64_t *entry)
{
	struct addrspace *as = ctx;
	const struct swapper *sw = as->phys->config.swapper;
	uint64_t frame = pte_number(*entry);

	if ((*entry & PTE_OWNED) == 0 || (*entry & PTE_PINNED) != 0 ||
	    frame_pool_refs(&as->phys->frames, frame) > 1)
		return (0);
	return (sw->pageout(sw->ctx, frame));
}

static enum addr_code
range_out(struct addrspace *as, vaddr_t start, vaddr_t end)
{
	const struct swapper *sw = as->phys->config.swapper;

	if (sw == NULL || sw->pageout == NULL)
		return (ADDR_BAD_STATE);
	if (start < end &&
	    pagetable_walk(&as->pt, start, end, page_out, as) != 0)
		return (ADDR_NO_MEMORY);
	return (ADDR_OK);
}

enum addr_code
addrspace_pageout(struct addrspace *as, vaddr_t va, uint64_t size)
{
	enum addr_code rc = addrspace_check_range(as, va, size);

	return (rc != ADDR_OK ? rc : range_out(as, va, va + size));
}

static int
find_pinned(not_used void *ctx, not_used vaddr_t addr, uint64_t *entry)
{
	return ((*entry & PTE_PINNED) != 0);
}

static int
discard_page(void *ctx, vaddr_t addr, uint64_t *entry)
{
	if ((*entry & (PTE_OWNED | PTE_SWAPPED)) != 0)
		addrspace_drop_entry(ctx, addr, entry);
	return (0);
}

static void
cut_piece(not_used void *ctx, not_used const struct area *piece)
{
}

/* What was populated when it was mapped takes faults from now on. */
static void
fill_at_touch(struct areas *areas, vaddr_t va, vaddr_t end)
{
	struct area_at at;

	while (va < end && (at = areas_from(areas, va)).leaf != NULL &&
	       area_get(at)->start < end) {
		struct area a = *area_get(at);

		if (a.start < va)
			a.start = va;
		if (a.end > end)
			a.end = end;
		va = a.end;
		if (a.backend != BACKEND_POPULATED)
			continue;
		areas_cut(areas, a.start, a.end, cut_piece, NULL);
		a.backend = BACKEND_LAZY;
		areas_insert(areas, &a);
	}
}

enum addr_code
addrspace_discard(struct addrspace *as, vaddr_t va, uint64_t size)
{
	enum addr_code rc = addrspace_check_range(as, va, size);

	if (rc != ADDR_OK || size == 0)
		return (rc);
	if (pagetable_walk(&as->pt, va, va + size, find_pinned, NULL) != 0)
		return (ADDR_INVALID);
	pagetable_walk(&as->pt, va, va + size, discard_page, as);
	fill_at_touch(&as->areas, va, va + size);
	return (ADDR_OK);
}

enum addr_code
addrspace_suspend(struct addrspace *as)
{
	enum addr_code rc;

	if (as->suspended)
		return (ADDR_BAD_STATE);
	rc = range_out(as, as->range.start, as->range.end);
	as->suspended = rc == ADDR_OK;
	return (rc);
}

enum addr_code
addrspace_resume(struct addrspace *as)
{
	if (!as->suspended)
		return (ADDR_BAD_STATE);
	as->suspended = false;
	return (ADDR_OK);
}
