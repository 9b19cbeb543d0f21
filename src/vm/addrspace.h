/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One modelled address space, driven by hand: a range of addresses, the areas
 * mapped in it and its page table, over physical memory shared with others.
 *
 * It behaves as the address space of the ArceOS kernel's axmm module does, less
 * its defects: nothing panics, nothing is lost, what fails leaves no trace but
 * where a method says so.
 */
#ifndef VM_ADDRSPACE_H
#define VM_ADDRSPACE_H

#include <stdio.h>

#include "space/areaset.h"
#include "space/pagetable.h"
#include "vm/physmem.h"

/* What a method says.  0 is success; outside they are errno's. */
enum addr_code {
	ADDR_OK,
	ADDR_INVALID,     /* EINVAL: out of range, not aligned, empty */
	ADDR_EXISTS,      /* EEXIST: something is mapped there */
	ADDR_NO_MEMORY,   /* ENOMEM: no frame, or nothing mapped to fill */
	ADDR_BAD_ADDRESS, /* EFAULT */
	ADDR_BAD_STATE,   /* page table and areas do not agree */
	ADDR_IO,          /* EIO: a slot cannot be read or written */
};

/* What a fault came to. */
enum addr_fault {
	ADDR_FAULT_HIT,           /* none: present, and allowed */
	ADDR_FAULT_SPURIOUS,      /* present by the time it was looked at */
	ADDR_FAULT_ZERO,          /* filled with a zeroed frame */
	ADDR_FAULT_SWAP_IN,       /* brought back */
	ADDR_FAULT_COW,           /* a shared page was copied or taken over */
	ADDR_FAULT_REFUSED,       /* the area takes no faults */
	ADDR_FAULT_BAD_ADDRESS,   /* no area */
	ADDR_FAULT_NO_PERMISSION, /* the area does not allow it */
	ADDR_FAULT_NO_FRAME,
	ADDR_FAULT_IO,
	ADDR_FAULTS
};

struct va_range {
	vaddr_t start, end;
};

struct addrspace {
	struct physmem *phys;
	uint32_t id; /* its number, in the order they were made */
	struct va_range range;
	struct areas areas;
	struct pagetable pt;
	uint64_t faults[ADDR_FAULTS]; /* asked of addrspace_fault() */
};

/* ADDR_INVALID where the range wraps, ADDR_NO_MEMORY without a root table. */
enum addr_code addrspace_create(
    struct addrspace **as, struct physmem *phys, vaddr_t base, uint64_t size);
void addrspace_destroy(struct addrspace *as); /* NULL is allowed */

vaddr_t addrspace_base(const struct addrspace *as);
vaddr_t addrspace_end(const struct addrspace *as);
uint64_t addrspace_size(const struct addrspace *as);
const struct pagetable *addrspace_page_table(const struct addrspace *as);
/* Physical address of the root table. */
uint64_t addrspace_page_table_root(const struct addrspace *as);
bool addrspace_contains_range(
    const struct addrspace *as, vaddr_t start, uint64_t size);

/*
 * Lets this space see the other's pages: entries of the root table that cover
 * its range lead to its tables.  Areas are not copied, so here those pages can
 * be looked up but not read, written or faulted.  The two ranges must not
 * overlap.  The other may go first.
 */
enum addr_code addrspace_copy_mappings_from(
    struct addrspace *as, const struct addrspace *other);
/* Empties the entries of the root table that cover any of the range, whosever
 * they are; areas stay.  Pages of its own that go out of sight keep their
 * frames until addrspace_clear(). */
void addrspace_clear_mappings(struct addrspace *as, struct va_range range);

bool addrspace_find_free_area(const struct addrspace *as, vaddr_t hint,
    uint64_t size, struct va_range limit, vaddr_t *out);

enum addr_code addrspace_map_linear(struct addrspace *as, vaddr_t va,
    uint64_t pa, uint64_t size, unsigned flags);
/* populate: all its frames at once or none; else one at each first touch. */
enum addr_code addrspace_map_alloc(struct addrspace *as, vaddr_t va,
    uint64_t size, unsigned flags, bool populate);
/* Fills the absent pages of lazy areas; a hole ends it, and what was filled
 * before that stays. */
enum addr_code addrspace_populate_area(
    struct addrspace *as, vaddr_t va, uint64_t size);
enum addr_code addrspace_unmap(struct addrspace *as, vaddr_t va, uint64_t size);
/* Clears the space if every area is a USER one, else touches nothing. */
enum addr_code addrspace_unmap_user_areas(struct addrspace *as);
void addrspace_clear(struct addrspace *as);

/*
 * Replaces the flags of a range without holes.  Without a swapper the range is
 * populated first; with one, absent pages stay absent.
 */
enum addr_code addrspace_protect(
    struct addrspace *as, vaddr_t va, uint64_t size, unsigned flags);

/*
 * Copies bytes out of or into the space as the kernel does: whatever the
 * permissions.  A page that was never filled is a bad address, unless physmem
 * says fault_in; what came before it has been copied.
 */
enum addr_code addrspace_read(
    struct addrspace *as, vaddr_t va, void *buf, size_t len);
enum addr_code addrspace_write(
    struct addrspace *as, vaddr_t va, const void *buf, size_t len);

bool addrspace_check_region_access(
    const struct addrspace *as, struct va_range range, unsigned access);

/* The entry of a resident page, or 0. */
uint64_t addrspace_query(const struct addrspace *as, vaddr_t va);
enum addr_fault addrspace_fault(
    struct addrspace *as, vaddr_t va, unsigned access);
/* addrspace_fault() as a kernel's trap handler sees it. */
bool addrspace_handle_page_fault(
    struct addrspace *as, vaddr_t va, unsigned access);
/* A hit if the entry allows the access, else a fault. */
enum addr_fault addrspace_access(
    struct addrspace *as, vaddr_t va, unsigned access);
/* Whether the access may be tried again after this. */
bool addr_fault_served(enum addr_fault fault);

/*
 * Pages of the range are made resident, each in a frame of its own, and stay
 * there until they are unpinned.  ADDR_NO_MEMORY: a hole, or no frame; what was
 * pinned before that stays pinned.  Linear pages stay anyway.
 */
enum addr_code addrspace_pin(struct addrspace *as, vaddr_t va, uint64_t size);
enum addr_code addrspace_unpin(struct addrspace *as, vaddr_t va, uint64_t size);

/* For a swapper: whether the page may leave this frame; and it does, its entry
 * holding the ticket.  What is in the frame has been saved before. */
bool addrspace_evictable(
    const struct addrspace *as, vaddr_t va, uint64_t frame);
void addrspace_evict(
    struct addrspace *as, vaddr_t va, uint64_t frame, ticket_t ticket);

/* A copy with frames of its own; ADDR_NO_MEMORY leaves nothing behind. */
enum addr_code addrspace_clone_or_err(
    struct addrspace *as, struct addrspace **out);
/* A copy that shares frames until either side writes. */
enum addr_code addrspace_try_clone(
    struct addrspace *as, struct addrspace **out);

/* One line, without its end. */
void addrspace_format(const struct addrspace *as, FILE *to);

/*
 * Of the inside, for backend.c, mm.c and their neighbours: pages, by the
 * address of their first byte.
 */
enum addr_code addrspace_new_area(struct addrspace *as, const struct area *a);
/* addrspace_fault() that is no access of its own. */
enum addr_fault addrspace_settle(
    struct addrspace *as, vaddr_t va, unsigned access);
/* An access to one page begins, and ends as this fault (or hit) did. */
void addrspace_access_begin(struct addrspace *as);
void addrspace_access_end(
    struct addrspace *as, vaddr_t va, bool write, enum addr_fault fault);
/* Makes the tables that lead to a page; false: no frame for one. */
bool addrspace_reserve(struct addrspace *as, vaddr_t page);
/* An absent page gets a zeroed frame; a swapped one its contents back; one that
 * is shared, and whose entry this is, a frame to itself. */
enum addr_fault addrspace_fill(
    struct addrspace *as, vaddr_t page, unsigned flags);
enum addr_fault addrspace_swap_in(
    struct addrspace *as, vaddr_t page, unsigned flags);
enum addr_fault addrspace_unshare(
    struct addrspace *as, vaddr_t page, uint64_t entry, unsigned flags);
void addrspace_drop_entry(struct addrspace *as, vaddr_t page, uint64_t *entry);

#endif
