/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions of an address space that change what is mapped.
 *
 * Each checks in the same order: the range lies in the space, it consists of
 * whole pages, then what the function itself needs.  An area is in the set only
 * when its backend has mapped it completely.  A page has a frame only while an
 * entry points to it, so when every space is destroyed all frames are free
 * again.
 */
#include "vm/addrspace.h"

#include "base/inline.h"
#include "vm/backend.h"

enum addr_code
addrspace_check_range(const struct addrspace *as, vaddr_t start, uint64_t size)
{
	uint64_t mask = as->phys->config.page_size - 1;

	if (!addrspace_contains_range(as, start, size) ||
	    ((start | size) & mask) != 0)
		return (ADDR_INVALID);
	return (ADDR_OK);
}

static void
drop_piece(not_used void *ctx, not_used const struct area *piece)
{
}

static int
drop_page(void *ctx, vaddr_t addr, uint64_t *entry)
{
	addrspace_drop_entry(ctx, addr, entry);
	return (0);
}

/* A page that became unreachable with its table.  Tables may be shared, so an
 * entry outside the range belongs to another space. */
static int
reap_page(void *ctx, vaddr_t addr, uint64_t *entry)
{
	struct addrspace *as = ctx;

	if (addr >= as->range.start && addr < as->range.end)
		addrspace_drop_entry(as, addr, entry);
	return (0);
}

enum addr_code
addrspace_create(
    struct addrspace **out, struct physmem *phys, vaddr_t base, uint64_t size)
{
	struct addrspace *as;
	vaddr_t end;

	if (__builtin_add_overflow(base, size, &end))
		return (ADDR_INVALID);
	as = mem_alloc(phys->m, sizeof(*as));
	as->phys = phys;
	as->id = phys->spaces;
	as->range = (struct va_range){ base, end };
	if (pagetable_init(&as->pt, &phys->tables, phys->config.paging,
		phys->shift, base) != 0) {
		mem_free(phys->m, as);
		return (ADDR_NO_MEMORY);
	}
	areas_init(&as->areas, phys->m);
	phys->spaces++;
	*out = as;
	return (ADDR_OK);
}

void
addrspace_destroy(struct addrspace *as)
{
	if (as == NULL)
		return;
	addrspace_clear(as);
	pagetable_fini(&as->pt);
	areas_fini(&as->areas);
	mem_free(as->phys->m, as);
}

vaddr_t
addrspace_base(const struct addrspace *as)
{
	return (as->range.start);
}

vaddr_t
addrspace_end(const struct addrspace *as)
{
	return (as->range.end);
}

uint64_t
addrspace_size(const struct addrspace *as)
{
	return (as->range.end - as->range.start);
}

const struct pagetable *
addrspace_page_table(const struct addrspace *as)
{
	return (&as->pt);
}

uint64_t
addrspace_page_table_root(const struct addrspace *as)
{
	return (as->pt.root << as->phys->table_shift);
}

bool
addrspace_contains_range(
    const struct addrspace *as, vaddr_t start, uint64_t size)
{
	vaddr_t end;

	return (!__builtin_add_overflow(start, size, &end) &&
		as->range.start <= start && end <= as->range.end);
}

enum addr_code
addrspace_copy_mappings_from(
    struct addrspace *as, const struct addrspace *other)
{
	if (as->phys != other->phys || as->pt.paging < 2 ||
	    (as->range.start < other->range.end &&
		other->range.start < as->range.end))
		return (ADDR_INVALID);
	if (pagetable_borrow(
		&as->pt, &other->pt, other->range.start, other->range.end) != 0)
		return (ADDR_NO_MEMORY);
	return (ADDR_OK);
}

void
addrspace_clear_mappings(struct addrspace *as, struct va_range range)
{
	if (as->pt.paging >= 2)
		pagetable_forget(&as->pt, range.start, range.end);
}

bool
addrspace_find_free_area(const struct addrspace *as, vaddr_t hint,
    uint64_t size, struct va_range limit, vaddr_t *out)
{
	return (
	    areas_gap(&as->areas, hint, size, limit.start, limit.end, 1, out));
}

enum addr_code
addrspace_new_area(struct addrspace *as, const struct area *a)
{
	enum addr_code rc;

	if (a->start == a->end)
		return (ADDR_INVALID);
	if (areas_overlap(&as->areas, a->start, a->end))
		return (ADDR_EXISTS);
	rc = backends[a->backend].map(as, a);
	if (rc == ADDR_OK)
		areas_insert(&as->areas, a);
	return (rc);
}

enum addr_code
addrspace_map_linear(struct addrspace *as, vaddr_t va, uint64_t pa,
    uint64_t size, unsigned flags)
{
	struct area a = {
		.start = va,
		.end = va + size,
		.offset = va - pa,
		.flags = (uint8_t)flags,
		.backend = BACKEND_LINEAR,
	};
	enum addr_code rc = addrspace_check_range(as, va, size);

	if (rc != ADDR_OK)
		return (rc);
	if ((pa & (as->phys->config.page_size - 1)) != 0 ||
	    (flags & ~(unsigned)PTE_FLAGS) != 0)
		return (ADDR_INVALID);
	return (addrspace_new_area(as, &a));
}

enum addr_code
addrspace_map_alloc(struct addrspace *as, vaddr_t va, uint64_t size,
    unsigned flags, bool populate)
{
	struct area a = {
		.start = va,
		.end = va + size,
		.flags = (uint8_t)flags,
		.backend = populate ? BACKEND_POPULATED : BACKEND_LAZY,
	};
	enum addr_code rc = addrspace_check_range(as, va, size);

	if (rc != ADDR_OK)
		return (rc);
	if ((flags & ~(unsigned)PTE_FLAGS) != 0)
		return (ADDR_INVALID);
	return (addrspace_new_area(as, &a));
}

/* Fills the absent pages of a lazy area within [start, end). */
static enum addr_code
populate_lazy(
    struct addrspace *as, const struct area *a, vaddr_t start, vaddr_t end)
{
	uint64_t page_size = as->phys->config.page_size;

	for (vaddr_t v = start; v < end; v += page_size) {
		if (addrspace_query(as, v) != 0)
			continue;
		switch (addrspace_settle(as, v, a->flags)) {
		case ADDR_FAULT_ZERO:
		case ADDR_FAULT_SWAP_IN:
		case ADDR_FAULT_SPURIOUS:
			break;
		case ADDR_FAULT_IO:
			return (ADDR_IO);
		default:
			return (ADDR_NO_MEMORY);
		}
	}
	return (ADDR_OK);
}

enum addr_code
addrspace_populate_area(struct addrspace *as, vaddr_t va, uint64_t size)
{
	enum addr_code rc = addrspace_check_range(as, va, size);
	vaddr_t end = va + size;

	while (rc == ADDR_OK && va < end) {
		const struct area *a = areas_find(&as->areas, va);
		vaddr_t stop;

		if (a == NULL)
			return (ADDR_NO_MEMORY);
		stop = a->end < end ? a->end : end;
		if (a->backend == BACKEND_LAZY)
			rc = populate_lazy(as, a, va, stop);
		va = stop;
	}
	return (rc);
}

enum addr_code
addrspace_unmap(struct addrspace *as, vaddr_t va, uint64_t size)
{
	enum addr_code rc = addrspace_check_range(as, va, size);

	if (rc != ADDR_OK || size == 0)
		return (rc);
	areas_cut(&as->areas, va, va + size, drop_piece, NULL);
	pagetable_walk(&as->pt, va, va + size, drop_page, as);
	return (ADDR_OK);
}

enum addr_code
addrspace_unmap_user_areas(struct addrspace *as)
{
	struct area_at at = areas_begin(&as->areas);

	for (; at.leaf != NULL; at = area_next(at))
		if (!area_allows(area_get(at), MAP_USER))
			return (ADDR_INVALID);
	addrspace_clear(as);
	return (ADDR_OK);
}

void
addrspace_clear(struct addrspace *as)
{
	pagetable_walk(&as->pt, as->range.start, as->range.end, drop_page, as);
	pagetable_reap(&as->pt, reap_page, as);
	areas_fini(&as->areas);
	areas_init(&as->areas, as->phys->m);
}

static bool
set_flags(void *ctx, not_used unsigned old, unsigned *flags)
{
	*flags = *(const unsigned *)ctx;
	return (true);
}

struct protect {
	unsigned flags; /* first: set_flags() gets its address */
	struct addrspace *as;
};

/* The entry of a shared frame never allows a write, whatever the area allows:
 * the write must fault. */
static int
protect_page(void *ctx, not_used vaddr_t addr, uint64_t *entry)
{
	const struct protect *p = ctx;
	unsigned flags = p->flags;

	if ((*entry & PTE_OWNED) != 0 &&
	    frame_pool_refs(&p->as->phys->frames, pte_number(*entry)) > 1)
		flags &= ~(unsigned)MAP_WRITE;
	*entry = (*entry & ~(uint64_t)PTE_FLAGS) | flags;
	return (0);
}

static void
protect_piece(void *ctx, const struct area *piece)
{
	const struct protect *p = ctx;

	pagetable_walk(&p->as->pt, piece->start, piece->end, protect_page, ctx);
}

enum addr_code
addrspace_protect(
    struct addrspace *as, vaddr_t va, uint64_t size, unsigned flags)
{
	struct protect p = { flags, as };
	enum addr_code rc = addrspace_check_range(as, va, size);

	if (rc != ADDR_OK || size == 0)
		return (rc);
	if ((flags & ~(unsigned)PTE_FLAGS) != 0)
		return (ADDR_INVALID);
	if (as->phys->config.swapper == NULL)
		rc = addrspace_populate_area(as, va, size);
	else if (!areas_cover(&as->areas, va, va + size, 0))
		rc = ADDR_NO_MEMORY;
	if (rc != ADDR_OK)
		return (rc);
	areas_protect(&as->areas, va, va + size, set_flags, protect_piece, &p);
	return (ADDR_OK);
}

bool
addrspace_check_region_access(
    const struct addrspace *as, struct va_range range, unsigned access)
{
	return (areas_cover(&as->areas, range.start, range.end, access));
}

static void
print_flags(unsigned flags, FILE *to)
{
	static const char *const name[] = { "READ", "WRITE", "EXECUTE", "USER",
		"DEVICE", "UNCACHED" };
	const char *gap = "";

	if (flags == 0)
		fputs("0x0", to);
	for (int i = 0; i < 6; i++) {
		if ((flags >> i & 1) == 0)
			continue;
		fprintf(to, "%s%s", gap, name[i]);
		gap = " | ";
	}
}

void
addrspace_format(const struct addrspace *as, FILE *to)
{
	struct area_at at = areas_begin(&as->areas);
	const char *gap = "";

	fprintf(to,
	    "AddrSpace { va_range: VA:0x%llx..VA:0x%llx, page_table_root: "
	    "PA:0x%llx, areas: [",
	    (unsigned long long)as->range.start,
	    (unsigned long long)as->range.end,
	    (unsigned long long)addrspace_page_table_root(as));
	for (; at.leaf != NULL; at = area_next(at)) {
		const struct area *a = area_get(at);

		fprintf(to,
		    "%sMemoryArea { va_range: VA:0x%llx..VA:0x%llx, flags: ",
		    gap, (unsigned long long)a->start,
		    (unsigned long long)a->end);
		print_flags(a->flags, to);
		fputs(" }", to);
		gap = ", ";
	}
	fputs("] }", to);
}
