/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page faults, and the pages behind the entries.
 *
 * A fault is settled in this order:
 *
 *	no area		  bad address
 *	not allowed	  no permission (the area decides, not the entry)
 *	entry swapped	  swap-in, whatever the backend
 *	shared, written   copy, or take over by the last that shares it
 *	no backend fault  refused
 *	entry resident	  spurious: nothing to do
 *	otherwise	  a zeroed frame
 *
 * An entry lacks WRITE where its area has it only while its frame is, or was,
 * shared; so sharing needs no bit of its own.
 */
#include <string.h>

#include "space/addrspace.h"
#include "space/backend.h"

static vaddr_t
page_of(const struct addrspace *as, vaddr_t va)
{
	return (va & -as->phys->config.page_size);
}

static void
tell_left(struct addrspace *as, vaddr_t va, uint64_t frame)
{
	const struct swapper *sw = as->phys->config.swapper;

	if (sw != NULL && sw->left != NULL)
		sw->left(sw->ctx, as, va, frame);
}

void
addrspace_drop_entry(struct addrspace *as, vaddr_t va, uint64_t *entry)
{
	const struct swapper *sw = as->phys->config.swapper;
	uint64_t e = *entry;

	*entry = 0;
	if ((e & PTE_OWNED) != 0) {
		tell_left(as, va, pte_number(e));
		frame_pool_release(&as->phys->frames, pte_number(e));
	} else if ((e & PTE_SWAPPED) != 0 && sw->drop != NULL) {
		sw->drop(sw->ctx, (slot_t)pte_number(e));
	}
}

enum addr_fault
addrspace_fill(struct addrspace *as, vaddr_t page, unsigned flags)
{
	const struct swapper *sw = as->phys->config.swapper;
	uint64_t frame = physmem_take(as->phys);

	if (frame == POOL_NONE)
		return (ADDR_FAULT_NO_FRAME);
	if (pagetable_set(&as->pt, page,
		pte_make(frame, flags | PTE_RESIDENT | PTE_OWNED)) != 0) {
		frame_pool_release(&as->phys->frames, frame);
		return (ADDR_FAULT_NO_FRAME);
	}
	if (sw != NULL && sw->admitted != NULL)
		sw->admitted(sw->ctx, as, page, frame, false);
	return (ADDR_FAULT_ZERO);
}

enum addr_fault
addrspace_swap_in(struct addrspace *as, vaddr_t va, unsigned flags)
{
	const struct swapper *sw = as->phys->config.swapper;
	uint64_t frame = physmem_take(as->phys), *entry;
	slot_t slot;

	if (frame == POOL_NONE)
		return (ADDR_FAULT_NO_FRAME);
	entry = pagetable_place(&as->pt, va);
	slot = (slot_t)pte_number(*entry);
	if (sw->read(sw->ctx, slot, frame) != 0) {
		frame_pool_release(&as->phys->frames, frame);
		return (ADDR_FAULT_IO);
	}
	*entry = pte_make(frame, flags | PTE_RESIDENT | PTE_OWNED);
	if (sw->drop != NULL)
		sw->drop(sw->ctx, slot);
	if (sw->admitted != NULL)
		sw->admitted(sw->ctx, as, va, frame, true);
	return (ADDR_FAULT_SWAP_IN);
}

enum addr_fault
addrspace_unshare(
    struct addrspace *as, vaddr_t va, uint64_t entry, unsigned flags)
{
	const struct swapper *sw = as->phys->config.swapper;
	struct frame_pool *pool = &as->phys->frames;
	uint64_t old = pte_number(entry), frame = old;
	uint64_t *place;

	if (frame_pool_refs(pool, old) > 1) {
		/* Held, so that making room cannot take it away. */
		frame_pool_hold(pool, old);
		frame = physmem_take(as->phys);
		if (frame != POOL_NONE && pool->bytes != NULL)
			memcpy(frame_pool_bytes(pool, frame),
			    frame_pool_bytes(pool, old), pool->page_size);
		frame_pool_release(pool, old);
		if (frame == POOL_NONE)
			return (ADDR_FAULT_NO_FRAME);
	}
	place = pagetable_place(&as->pt, va);
	*place = pte_make(frame, flags | PTE_RESIDENT | PTE_OWNED);
	if (frame != old) {
		tell_left(as, va, old);
		frame_pool_release(pool, old);
		if (sw != NULL && sw->admitted != NULL)
			sw->admitted(sw->ctx, as, va, frame, false);
	}
	return (ADDR_FAULT_COW);
}

static enum addr_fault
settle(struct addrspace *as, vaddr_t va, unsigned access)
{
	vaddr_t page = page_of(as, va);
	const struct area *a;
	uint64_t entry;

	if (va < as->range.start || va >= as->range.end)
		return (ADDR_FAULT_BAD_ADDRESS);
	a = areas_find(&as->areas, va);
	if (a == NULL)
		return (ADDR_FAULT_BAD_ADDRESS);
	if (!area_allows(a, access))
		return (ADDR_FAULT_NO_PERMISSION);
	entry = pagetable_get(&as->pt, page);
	if ((entry & PTE_SWAPPED) != 0)
		return (addrspace_swap_in(as, page, a->flags));
	if ((entry & PTE_OWNED) != 0 && (access & ~entry & MAP_WRITE) != 0)
		return (addrspace_unshare(as, page, entry, a->flags));
	if (backends[a->backend].fault == NULL)
		return (ADDR_FAULT_REFUSED);
	if ((entry & PTE_RESIDENT) != 0)
		return (ADDR_FAULT_SPURIOUS);
	return (backends[a->backend].fault(as, a, page));
}

uint64_t
addrspace_query(const struct addrspace *as, vaddr_t va)
{
	uint64_t entry = pagetable_get(&as->pt, va);

	return ((entry & PTE_RESIDENT) != 0 ? entry : 0);
}

enum addr_fault
addrspace_fault(struct addrspace *as, vaddr_t va, unsigned access)
{
	enum addr_fault fault = settle(as, va, access);

	as->faults[fault]++;
	return (fault);
}

bool
addr_fault_served(enum addr_fault fault)
{
	switch (fault) {
	case ADDR_FAULT_HIT:
	case ADDR_FAULT_SPURIOUS:
	case ADDR_FAULT_ZERO:
	case ADDR_FAULT_SWAP_IN:
	case ADDR_FAULT_COW:
		return (true);
	default:
		return (false);
	}
}

bool
addrspace_handle_page_fault(struct addrspace *as, vaddr_t va, unsigned access)
{
	return (addr_fault_served(addrspace_fault(as, va, access)));
}

enum addr_fault
addrspace_access(struct addrspace *as, vaddr_t va, unsigned access)
{
	uint64_t entry = addrspace_query(as, va);

	if (entry != 0 && (entry & access) == access)
		return (ADDR_FAULT_HIT);
	return (addrspace_fault(as, va, access));
}

enum addr_code
addrspace_evict(struct addrspace *as, vaddr_t va)
{
	const struct swapper *sw = as->phys->config.swapper;
	uint64_t *entry = pagetable_place(&as->pt, va), e;
	slot_t slot;

	e = entry == NULL ? 0 : *entry;
	if (sw == NULL || (e & PTE_OWNED) == 0 || (e & PTE_PINNED) != 0 ||
	    frame_pool_refs(&as->phys->frames, pte_number(e)) > 1)
		return (ADDR_BAD_STATE);
	slot = sw->write(sw->ctx, as, page_of(as, va), pte_number(e));
	if (slot == NO_SLOT)
		return (ADDR_IO);
	*entry = pte_make(slot, (e & PTE_FLAGS) | PTE_SWAPPED);
	frame_pool_release(&as->phys->frames, pte_number(e));
	return (ADDR_OK);
}
