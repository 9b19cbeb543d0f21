/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pinned pages.
 *
 * Pinning brings a page in, whatever the permissions, and gives it a frame of
 * its own; that is no access.  A pin is a flag and not a count: a page that is
 * pinned twice and unpinned once may be evicted.
 */
#include "base/inline.h"
#include "vm/addrspace.h"

static void
mark(struct addrspace *as, vaddr_t page, bool on)
{
	const struct swapper *sw = as->phys->config.swapper;
	uint64_t *entry = pagetable_place(&as->pt, page);

	if ((*entry & PTE_OWNED) == 0 || ((*entry & PTE_PINNED) != 0) == on)
		return;
	*entry ^= PTE_PINNED;
	if (sw != NULL && sw->pin != NULL)
		sw->pin(sw->ctx, pte_number(*entry), on);
}

static enum addr_fault
bring_in(struct addrspace *as, const struct area *a, vaddr_t page)
{
	uint64_t entry = pagetable_get(&as->pt, page);

	if ((entry & PTE_SWAPPED) != 0)
		return (addrspace_swap_in(as, page, a->flags));
	if ((entry & PTE_RESIDENT) == 0)
		return (addrspace_fill(as, page, a->flags));
	/* Shared; or it was, and its entry still lacks WRITE. */
	if ((entry & PTE_OWNED) != 0 &&
	    (frame_pool_refs(&as->phys->frames, pte_number(entry)) > 1 ||
		(a->flags & ~entry & MAP_WRITE) != 0))
		return (addrspace_unshare(as, page, entry, a->flags));
	return (ADDR_FAULT_HIT);
}

enum addr_code
addrspace_pin(struct addrspace *as, vaddr_t va, uint64_t size)
{
	enum addr_code rc = addrspace_check_range(as, va, size);

	if (rc != ADDR_OK || size == 0)
		return (rc);
	if (!areas_cover(&as->areas, va, va + size, 0))
		return (ADDR_NO_MEMORY);
	for (vaddr_t end = va + size; va < end;
	     va += as->phys->config.page_size) {
		switch (bring_in(as, areas_find(&as->areas, va), va)) {
		case ADDR_FAULT_NO_FRAME:
			return (ADDR_NO_MEMORY);
		case ADDR_FAULT_IO:
			return (ADDR_IO);
		default:
			mark(as, va, true);
		}
	}
	return (ADDR_OK);
}

static int
unpin_page(void *ctx, vaddr_t addr, not_used uint64_t *entry)
{
	mark(ctx, addr, false);
	return (0);
}

enum addr_code
addrspace_unpin(struct addrspace *as, vaddr_t va, uint64_t size)
{
	enum addr_code rc = addrspace_check_range(as, va, size);

	if (rc == ADDR_OK && size > 0)
		pagetable_walk(&as->pt, va, va + size, unpin_page, as);
	return (rc);
}
