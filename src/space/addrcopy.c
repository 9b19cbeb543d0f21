/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes of an address space, read and written page by page, and copies of a
 * whole one.
 *
 * Two kinds of copy.  clone_or_err() gives the copy frames of its own at once.
 * try_clone() shares them: both sides lose WRITE in their entries, areas keep
 * it, and the first to write pays for a copy (addrfault.c).  A page on swap is
 * shared by its slot in both.  Pages absent in the source stay absent.
 */
#include <string.h>

#include "space/addrspace.h"
#include "space/backend.h"

/* The page made resident, as far as reading and writing may do that. */
static uint64_t
present(struct addrspace *as, vaddr_t page, unsigned access)
{
	uint64_t entry = pagetable_get(&as->pt, page);

	if ((entry & PTE_RESIDENT) != 0)
		return (entry);
	if ((entry & PTE_SWAPPED) != 0)
		addrspace_fault(as, page, 0);
	else if (as->phys->config.fault_in)
		addrspace_fault(as, page, access);
	return (addrspace_query(as, page));
}

/* A page that is about to be written has a frame to itself. */
static enum addr_code
own(struct addrspace *as, vaddr_t page, uint64_t *entry)
{
	const struct area *a;

	if ((*entry & PTE_OWNED) == 0 ||
	    frame_pool_refs(&as->phys->frames, pte_number(*entry)) == 1)
		return (ADDR_OK);
	a = areas_find(&as->areas, page);
	if (a == NULL)
		return (ADDR_BAD_STATE);
	if (addrspace_unshare(as, page, *entry, a->flags) != ADDR_FAULT_COW)
		return (ADDR_NO_MEMORY);
	*entry = addrspace_query(as, page);
	return (ADDR_OK);
}

/* Copies to out or else from in; a page is looked at even for no bytes of it
 * where va lies inside one. */
static enum addr_code
copy_bytes(struct addrspace *as, vaddr_t va, uint8_t *out, const uint8_t *in,
    size_t len)
{
	uint64_t page_size = as->phys->config.page_size;
	uint64_t inside = va & (page_size - 1), entry;
	vaddr_t page = va - inside;

	if (!addrspace_contains_range(as, va, len))
		return (ADDR_INVALID);
	for (bool more = inside + len > 0; more; more = len > 0) {
		size_t n = len < page_size - inside ? len : page_size - inside;
		enum addr_code rc = ADDR_OK;
		uint8_t *bytes;

		entry = present(as, page, in == NULL ? MAP_READ : MAP_WRITE);
		if (entry == 0)
			return (ADDR_BAD_ADDRESS);
		if (in != NULL)
			rc = own(as, page, &entry);
		if (rc != ADDR_OK)
			return (rc);
		bytes = physmem_bytes(as->phys, pte_number(entry));
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
	enum addr_code rc;
};

static int
copy_swapped(struct copy *c, vaddr_t addr, uint64_t e)
{
	const struct swapper *sw = c->from->phys->config.swapper;
	slot_t slot = (slot_t)pte_number(e);
	uint64_t there = addrspace_query(c->to, addr);

	if (there != 0) {
		c->rc = sw->read(sw->ctx, slot, pte_number(there)) == 0
			    ? ADDR_OK
			    : ADDR_IO;
		return (c->rc != ADDR_OK);
	}
	if (pagetable_set(&c->to->pt, addr, e) != 0) {
		c->rc = ADDR_NO_MEMORY;
		return (1);
	}
	if (sw->hold != NULL)
		sw->hold(sw->ctx, slot);
	return (0);
}

/* A page with a frame of its own in the copy. */
static int
copy_page(void *ctx, vaddr_t addr, uint64_t *entry)
{
	struct copy *c = ctx;
	struct physmem *phys = c->from->phys;
	const struct area *a = areas_find(&c->to->areas, addr);
	uint64_t old = pte_number(*entry), there;

	if ((*entry & PTE_SWAPPED) != 0)
		return (copy_swapped(c, addr, *entry));
	/* Held: making room for the copy must not take the source away. */
	frame_pool_hold(&phys->frames, old);
	if (addrspace_query(c->to, addr) == 0 &&
	    backends[BACKEND_LAZY].fault(c->to, a, addr) != ADDR_FAULT_ZERO)
		c->rc = ADDR_NO_MEMORY;
	there = addrspace_query(c->to, addr);
	if (c->rc == ADDR_OK && phys->config.contents)
		memcpy(physmem_bytes(phys, pte_number(there)),
		    physmem_bytes(phys, old), phys->config.page_size);
	frame_pool_release(&phys->frames, old);
	return (c->rc != ADDR_OK);
}

/* A page whose frame both have, to be written by neither. */
static int
share_page(void *ctx, vaddr_t addr, uint64_t *entry)
{
	struct copy *c = ctx;
	struct physmem *phys = c->from->phys;
	const struct swapper *sw = phys->config.swapper;

	if ((*entry & PTE_SWAPPED) != 0)
		return (copy_swapped(c, addr, *entry));
	if (pagetable_set(&c->to->pt, addr, *entry & ~(uint64_t)MAP_WRITE) !=
	    0) {
		c->rc = ADDR_NO_MEMORY;
		return (1);
	}
	*entry &= ~(uint64_t)MAP_WRITE;
	frame_pool_hold(&phys->frames, pte_number(*entry));
	if (sw != NULL && sw->admitted != NULL)
		sw->admitted(sw->ctx, c->to, addr, pte_number(*entry), false);
	return (0);
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
	for (; at.leaf != NULL && c.rc == ADDR_OK; at = area_next(at)) {
		struct area a = *area_get(at);
		bool owns = backends[a.backend].owns;

		if (share && owns)
			a.backend = BACKEND_LAZY;
		c.rc = addrspace_new_area(c.to, &a);
		if (c.rc == ADDR_OK && owns)
			pagetable_walk(&as->pt, a.start, a.end,
			    share ? share_page : copy_page, &c);
	}
	if (c.rc != ADDR_OK)
		addrspace_destroy(c.to);
	else
		*out = c.to;
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
