/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page faults, and changes of page-table entries.
 *
 * The first line that applies decides a fault:
 *
 *	no area			bad address
 *	area does not allow it	no permission; the entry is not asked
 *	entry swapped		swap-in, whatever the backend
 *	shared, and a write	copy; the last sharer keeps the frame
 *	backend has no fault	refused
 *	entry resident		spurious: nothing to do
 *	otherwise		a zeroed frame
 *
 * An entry lacks WRITE although its area has it only while its frame is, or
 * was, shared.  So sharing needs no bit of its own.
 */
#include <string.h>

#include "vm/addrspace.h"
#include "vm/backend.h"

static vaddr_t
page_of(const struct addrspace *as, vaddr_t va)
{
	return (va & -as->phys->config.page_size);
}

void
addrspace_access_begin(struct addrspace *as)
{
	const struct swapper *sw = as->phys->config.swapper;

	if (sw != NULL && sw->begin != NULL)
		sw->begin(sw->ctx);
}

void
addrspace_access_end(
    struct addrspace *as, vaddr_t va, bool write, enum addr_fault fault)
{
	const struct swapper *sw = as->phys->config.swapper;
	bool hit = fault == ADDR_FAULT_HIT || fault == ADDR_FAULT_SPURIOUS;
	uint64_t entry;

	if (sw == NULL || sw->end == NULL)
		return;
	entry = addr_fault_served(fault) ? addrspace_query(as, va) : 0;
	sw->end(sw->ctx,
	    (entry & PTE_OWNED) != 0 ? pte_number(entry) : POOL_NONE, write,
	    hit);
}

void
addrspace_arrived(struct addrspace *as, vaddr_t va, uint64_t frame,
    enum arrival how, uint64_t from)
{
	const struct swapper *sw = as->phys->config.swapper;

	if (sw != NULL)
		sw->arrived(sw->ctx, as, va, frame, how, from);
}

void
addrspace_drop_entry(struct addrspace *as, vaddr_t va, uint64_t *entry)
{
	const struct swapper *sw = as->phys->config.swapper;
	uint64_t e = *entry;

	*entry = 0;
	if ((e & PTE_OWNED) != 0) {
		if (sw != NULL)
			sw->left(sw->ctx, as, va, pte_number(e));
		frame_pool_release(&as->phys->frames, pte_number(e));
	} else if ((e & PTE_SWAPPED) != 0) {
		sw->drop(sw->ctx, (ticket_t)pte_number(e));
	}
}

bool
addrspace_reserve(struct addrspace *as, vaddr_t page)
{
	return (pagetable_place(&as->pt, page) != NULL ||
		pagetable_set(&as->pt, page, 0) == 0);
}

/* Creates the tables first: after a page has been evicted for this one, nothing
 * may fail. */
enum addr_fault
addrspace_fill(struct addrspace *as, vaddr_t page, unsigned flags)
{
	uint64_t frame;

	if (!addrspace_reserve(as, page))
		return (ADDR_FAULT_NO_FRAME);
	frame = physmem_take(as->phys, as, page);
	if (frame == POOL_NONE)
		return (ADDR_FAULT_NO_FRAME);
	*pagetable_place(&as->pt, page) =
	    pte_make(frame, flags | PTE_RESIDENT | PTE_OWNED);
	addrspace_arrived(as, page, frame, ARRIVAL_ZERO, 0);
	return (ADDR_FAULT_ZERO);
}

enum addr_fault
addrspace_swap_in(struct addrspace *as, vaddr_t va, unsigned flags)
{
	const struct swapper *sw = as->phys->config.swapper;
	uint64_t frame = physmem_take(as->phys, as, va), *entry;
	ticket_t ticket;

	if (frame == POOL_NONE)
		return (ADDR_FAULT_NO_FRAME);
	entry = pagetable_place(&as->pt, va);
	ticket = (ticket_t)pte_number(*entry);
	if (sw->read(sw->ctx, ticket, frame) != 0) {
		frame_pool_release(&as->phys->frames, frame);
		return (ADDR_FAULT_IO);
	}
	*entry = pte_make(frame, flags | PTE_RESIDENT | PTE_OWNED);
	addrspace_arrived(as, va, frame, ARRIVAL_BACK, ticket);
	return (ADDR_FAULT_SWAP_IN);
}

/* The frame taken may be the one that the page is in: a swapper may evict the
 * other sharers (swapper.h). */
enum addr_fault
addrspace_unshare(
    struct addrspace *as, vaddr_t va, uint64_t entry, unsigned flags)
{
	struct frame_pool *pool = &as->phys->frames;
	uint64_t old = pte_number(entry), frame = old;
	enum arrival how = ARRIVAL_OWN;

	if (frame_pool_refs(pool, old) > 1) {
		how = ARRIVAL_COPY;
		frame = physmem_take(as->phys, as, va);
		if (frame == POOL_NONE)
			return (ADDR_FAULT_NO_FRAME);
		if (frame != old && pool->bytes != NULL)
			memcpy(frame_pool_bytes(pool, frame),
			    frame_pool_bytes(pool, old), pool->page_size);
	}
	*pagetable_place(&as->pt, va) =
	    pte_make(frame, flags | PTE_RESIDENT | PTE_OWNED);
	if (frame != old)
		frame_pool_release(pool, old);
	addrspace_arrived(as, va, frame, how, old);
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
addrspace_settle(struct addrspace *as, vaddr_t va, unsigned access)
{
	enum addr_fault fault = settle(as, va, access);

	as->faults[fault]++;
	return (fault);
}

enum addr_fault
addrspace_fault(struct addrspace *as, vaddr_t va, unsigned access)
{
	enum addr_fault fault;

	addrspace_access_begin(as);
	fault = addrspace_settle(as, va, access);
	addrspace_access_end(as, va, (access & MAP_WRITE) != 0, fault);
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

	if (entry == 0 || (entry & access) != access)
		return (addrspace_fault(as, va, access));
	addrspace_access_begin(as);
	addrspace_access_end(as, va, (access & MAP_WRITE) != 0, ADDR_FAULT_HIT);
	return (ADDR_FAULT_HIT);
}

/* The entry must point to this very frame: the page may have become unreachable
 * (addrspace_clear_mappings()) and another page be mapped at its address. */
bool
addrspace_evictable(const struct addrspace *as, vaddr_t va, uint64_t frame)
{
	uint64_t e = pagetable_get(&as->pt, va);

	return ((e & PTE_OWNED) != 0 && (e & PTE_PINNED) == 0 &&
		pte_number(e) == frame);
}

void
addrspace_evict(
    struct addrspace *as, vaddr_t va, uint64_t frame, ticket_t ticket)
{
	uint64_t *entry = pagetable_place(&as->pt, va);

	*entry = pte_make(ticket, (*entry & PTE_FLAGS) | PTE_SWAPPED);
	frame_pool_release(&as->phys->frames, frame);
}
