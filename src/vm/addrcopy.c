/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading and writing bytes of an address space page by page, and copies of a
 * whole space.
 *
 * addrspace_clone_or_err() gives the copy frames of its own at once.
 * addrspace_try_clone() shares frames: the entries of both sides lose WRITE,
 * the areas keep it, and the first write to a page copies it (addrfault.c).
 * Both share the slot of a page on swap.  Pages absent in the source stay
 * absent.
 */
#include <string.h>

#include "vm/addrspace.h"
#include "vm/backend.h"

/* Makes the page resident, as far as reading and writing may do that. */
static enum addr_fault
present(struct addrspace *as, vaddr_t page, unsigned access)
{
	uint64_t entry = pagetable_get(&as->pt, page);

	if ((entry & PTE_RESIDENT) != 0)
		return (ADDR_FAULT_HIT);
	if ((entry & PTE_SWAPPED) != 0)
		return (addrspace_settle(as, page, 0));
	if (as->phys->config.fault_in)
		return (addrspace_settle(as, page, access));
	return (ADDR_FAULT_BAD_ADDRESS);
}

/* Gives a page that is about to be written a frame of its own. */
static enum addr_fault
own(struct addrspace *as, vaddr_t page)
{
	uint64_t entry = addrspace_query(as, page);
	const struct area *a;

	if ((entry & PTE_OWNED) == 0 ||
	    frame_pool_refs(&as->phys->frames, pte_number(entry)) == 1)
		return (ADDR_FAULT_HIT);
	a = areas_find(&as->areas, page);
	if (a == NULL)
		return (ADDR_FAULT_BAD_ADDRESS);
	return (addrspace_unshare(as, page, entry, a->flags));
}

/* Accesses one page of a copy and returns the result. */
static enum addr_fault
access_page(struct addrspace *as, vaddr_t page, bool write)
{
	enum addr_fault fault, owned = ADDR_FAULT_HIT;

	addrspace_access_begin(as);
	fault = present(as, page, write ? MAP_WRITE : MAP_READ);
	if (write && addr_fault_served(fault))
		owned = own(as, page);
	if (owned != ADDR_FAULT_HIT)
		fault = owned;
	addrspace_access_end(as, page, write, fault);
	return (fault);
}

static enum addr_code
code_of(enum addr_fault fault)
{
	switch (fault) {
	case ADDR_FAULT_NO_FRAME:
		return (ADDR_NO_MEMORY);
	case ADDR_FAULT_IO:
		return (ADDR_IO);
	default:
		return (addr_fault_served(fault) ? ADDR_OK : ADDR_BAD_ADDRESS);
	}
}

/* Copies to 'out', or from 'in' if that is not NULL.  Where va lies inside a
 * page, that page is accessed even if no bytes are copied. */
static enum addr_code
copy_bytes(struct addrspace *as, vaddr_t va, uint8_t *out, const uint8_t *in,
    size_t len)
{
	uint64_t page_size = as->phys->config.page_size;
	uint64_t inside = va & (page_size - 1);
	vaddr_t page = va - inside;

	if (!addrspace_contains_range(as, va, len))
		return (ADDR_INVALID);
	for (bool more = inside + len > 0; more; more = len > 0) {
		size_t n = len < page_size - inside ? len : page_size - inside;
		enum addr_code rc = code_of(access_page(as, page, in != NULL));
		uint8_t *bytes;

		if (rc != ADDR_OK)
			return (rc);
		bytes = physmem_bytes(
		    as->phys, pte_number(addrspace_query(as, page)));
		if (bytes == NULL && as->phys->config.contents)
			return (ADDR_BAD_ADDRESS);
		if (bytes != NULL && in != NULL && n > 0)
			memcpy(bytes + inside, in, n);
		else if (bytes != NULL && n > 0)
			memcpy(out, bytes + inside, n);
		out = in == NULL ? out + n : out;
		in = in == NULL ? NULL : in + n;
		len -= n;
		page += page_size;
		inside = 0;
	}
	return (ADDR_OK);
}

enum addr_code
addrspace_read(struct addrspace *as, vaddr_t va, void *buf, size_t len)
{
	uint8_t none;

	return (copy_bytes(as, va, len == 0 ? &none : buf, NULL, len));
}

enum addr_code
addrspace_write(struct addrspace *as, vaddr_t va, const void *buf, size_t len)
{
	const uint8_t none = 0;

	return (copy_bytes(as, va, NULL, len == 0 ? &none : buf, len));
}

struct copy {
	struct addrspace *from, *to;
	const struct area *area;
	enum addr_code rc;
};

static int
no_memory(struct copy *c)
{
	c->rc = ADDR_NO_MEMORY;
	return (1);
}

/* The page is on swap; the copy gets a ticket for it. */
static int
copy_swapped(struct copy *c, vaddr_t addr, uint64_t e)
{
	const struct swapper *sw = c->from->phys->config.swapper;
	ticket_t ticket;

	if (!sw->admits(sw->ctx) || !addrspace_reserve(c->to, addr))
		return (no_memory(c));
	ticket = sw->hold(sw->ctx, c->to, addr, (ticket_t)pte_number(e));
	*pagetable_place(&c->to->pt, addr) =
	    pte_make(ticket, (e & PTE_FLAGS) | PTE_SWAPPED);
	return (0);
}

/* Copies into a frame that has just been taken.  The source may have been
 * evicted for it, and is on swap then. */
static bool
copy_contents(const struct copy *c, uint64_t source, uint64_t frame)
{
	struct physmem *phys = c->from->phys;
	const struct swapper *sw = phys->config.swapper;

	if ((source & PTE_SWAPPED) != 0)
		return (sw->read(
			    sw->ctx, (ticket_t)pte_number(source), frame) == 0);
	if (phys->config.contents)
		memcpy(physmem_bytes(phys, frame),
		    physmem_bytes(phys, pte_number(source)),
		    phys->config.page_size);
	return (true);
}

/* Gives the copy of a page a frame of its own. */
static int
copy_page(void *ctx, vaddr_t addr, uint64_t *entry)
{
	struct copy *c = ctx;
	struct physmem *phys = c->from->phys;
	uint64_t frame;

	if ((*entry & PTE_SWAPPED) != 0)
		return (copy_swapped(c, addr, *entry));
	if (!addrspace_reserve(c->to, addr))
		return (no_memory(c));
	frame = physmem_take(phys, c->to, addr);
	if (frame == POOL_NONE)
		return (no_memory(c));
	if (!copy_contents(c, *entry, frame)) {
		frame_pool_release(&phys->frames, frame);
		c->rc = ADDR_IO;
		return (1);
	}
	*pagetable_place(&c->to->pt, addr) =
	    pte_make(frame, c->area->flags | PTE_RESIDENT | PTE_OWNED);
	addrspace_arrived(c->to, addr, frame, ARRIVAL_TWIN, 0);
	return (0);
}

/* Shares the frame of a page; neither side may write to it.  A pinned page is
 * not shared but copied. */
static int
share_page(void *ctx, vaddr_t addr, uint64_t *entry)
{
	struct copy *c = ctx;
	struct physmem *phys = c->from->phys;

	if ((*entry & (PTE_SWAPPED | PTE_PINNED)) != 0)
		return (copy_page(ctx, addr, entry));
	if (!physmem_admits(phys) || !addrspace_reserve(c->to, addr))
		return (no_memory(c));
	*entry &= ~(uint64_t)MAP_WRITE;
	*pagetable_place(&c->to->pt, addr) = *entry;
	frame_pool_hold(&phys->frames, pte_number(*entry));
	addrspace_arrived(c->to, addr, pte_number(*entry), ARRIVAL_SHARE, 0);
	return (0);
}

/* Are there frames for a populated area?  Asked before any page of it is
 * copied. */
static bool
has_frames(const struct copy *c, const struct area *a)
{
	struct physmem *phys = c->from->phys;

	return (a->backend != BACKEND_POPULATED ||
		phys->config.swapper != NULL ||
		frame_pool_spare(&phys->frames) >= (a->end - a->start) >>
		    phys->shift);
}

/* The pages of a populated area need not be filled first: all of them are in
 * frames or on swap. */
static void
clone_area(struct copy *c, const struct area *a, bool share)
{
	struct area copy = *a;

	if (!backends[a->backend].owns) {
		c->rc = addrspace_new_area(c->to, a);
		return;
	}
	if (share)
		copy.backend = BACKEND_LAZY;
	else if (!has_frames(c, a)) {
		c->rc = ADDR_NO_MEMORY;
		return;
	}
	areas_insert(&c->to->areas, &copy);
	c->area = a;
	pagetable_walk(
	    &c->from->pt, a->start, a->end, share ? share_page : copy_page, c);
}

static enum addr_code
clone(struct addrspace *as, struct addrspace **out, bool share)
{
	struct copy c = { .from = as };
	struct area_at at = areas_begin(&as->areas);

	c.rc = addrspace_create(
	    &c.to, as->phys, as->range.start, as->range.end - as->range.start);
	if (c.rc != ADDR_OK)
		return (c.rc);
	for (; at.leaf != NULL && c.rc == ADDR_OK; at = area_next(at))
		clone_area(&c, area_get(at), share);
	if (c.rc == ADDR_OK) {
		*out = c.to;
		return (ADDR_OK);
	}
	/* The next space gets its number. */
	as->phys->spaces--;
	addrspace_destroy(c.to);
	return (c.rc);
}

enum addr_code
addrspace_clone_or_err(struct addrspace *as, struct addrspace **out)
{
	return (clone(as, out, false));
}

enum addr_code
addrspace_try_clone(struct addrspace *as, struct addrspace **out)
{
	return (clone(as, out, true));
}
