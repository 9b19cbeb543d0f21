/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One modelled address space, for interactive use: a range of addresses, the
 * areas mapped in it and its page table.  Several spaces share physical memory.
 *
 * It behaves like the address space of the axmm module of the ArceOS kernel,
 * without its defects: it does not panic, loses no frames, and a function that
 * fails has changed nothing unless its comment says so.
 */
#ifndef VM_ADDRSPACE_H
#define VM_ADDRSPACE_H

#include <stdio.h>

#include "space/areaset.h"
#include "space/pagetable.h"
#include "vm/physmem.h"

/* What a function returns.  The errno of each is named. */
enum addr_code {
	ADDR_OK,
	ADDR_INVALID,     /* EINVAL: out of range, not aligned, empty */
	ADDR_EXISTS,      /* EEXIST: something is mapped there */
	ADDR_NO_MEMORY,   /* ENOMEM: no frame, or nothing mapped to fill */
	ADDR_BAD_ADDRESS, /* EFAULT: no page there, or no area */
	ADDR_BAD_STATE,   /* page table and areas disagree */
	ADDR_IO,          /* EIO: a slot cannot be read or written */
};

/* The result of a fault. */
enum addr_fault {
	ADDR_FAULT_HIT,         /* no fault: present and allowed */
	ADDR_FAULT_SPURIOUS,    /* the page is present already */
	ADDR_FAULT_ZERO,        /* filled with a zeroed frame */
	ADDR_FAULT_SWAP_IN,     /* read back from swap */
	ADDR_FAULT_COW,         /* a shared page was copied, or the last sharer
				 * keeps the frame */
	ADDR_FAULT_REFUSED,     /* the area takes no faults */
	ADDR_FAULT_BAD_ADDRESS, /* no area */
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
	uint32_t id;    /* in order of creation */
	bool suspended; /* its process may not touch it */
	struct va_range range;
	struct areas areas;
	struct pagetable pt;
	uint64_t faults[ADDR_FAULTS]; /* by result */
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
 * Makes the pages of 'other' visible in this space: root entries that cover the
 * range of 'other' point to its tables.  Areas are not copied, so those pages
 * can be looked up here but not read, written or faulted.  The two ranges must
 * not overlap.  'other' may be destroyed first.  A root that is the only level
 * (Sv39 with pages of 1 GiB) has no tables to share: ADDR_INVALID.
 */
enum addr_code addrspace_copy_mappings_from(
    struct addrspace *as, const struct addrspace *other);
/* Clears the root entries that cover any part of the range, also those that
 * point to tables of another space; areas stay.  Pages of this space that
 * become unreachable keep their frames until addrspace_clear(). */
void addrspace_clear_mappings(struct addrspace *as, struct va_range range);

bool addrspace_find_free_area(const struct addrspace *as, vaddr_t hint,
    uint64_t size, struct va_range limit, vaddr_t *out);

enum addr_code addrspace_map_linear(struct addrspace *as, vaddr_t va,
    uint64_t pa, uint64_t size, unsigned flags);
/* populate: allocates all frames now, or fails and allocates none; otherwise a
 * frame is allocated at the first touch of each page. */
enum addr_code addrspace_map_alloc(struct addrspace *as, vaddr_t va,
    uint64_t size, unsigned flags, bool populate);
/* Fills the absent pages of lazy areas.  Stops with ADDR_NO_MEMORY at a hole;
 * pages filled before it stay. */
enum addr_code addrspace_populate_area(
    struct addrspace *as, vaddr_t va, uint64_t size);
enum addr_code addrspace_unmap(struct addrspace *as, vaddr_t va, uint64_t size);
/* Clears the space if every area has MAP_USER, else changes nothing. */
enum addr_code addrspace_unmap_user_areas(struct addrspace *as);
void addrspace_clear(struct addrspace *as);

/*
 * Replaces the flags of a range without holes.  Without a swapper the range is
 * populated first; with one, absent pages stay absent.
 */
enum addr_code addrspace_protect(
    struct addrspace *as, vaddr_t va, uint64_t size, unsigned flags);

/*
 * Copies bytes out of or into the space as a kernel does, regardless of
 * permissions.  A page that was never filled is ADDR_BAD_ADDRESS, unless
 * physmem_config.fault_in is set; the bytes before it have been copied then.
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
/* addrspace_fault() for a trap handler: was the fault resolved? */
bool addrspace_handle_page_fault(
    struct addrspace *as, vaddr_t va, unsigned access);
/* ADDR_FAULT_HIT if the entry allows the access, else a fault. */
enum addr_fault addrspace_access(
    struct addrspace *as, vaddr_t va, unsigned access);
/* Was the fault resolved, so that the access can be repeated? */
bool addr_fault_served(enum addr_fault fault);

/*
 * Makes the pages of the range resident, each in a frame of its own, and keeps
 * them there until they are unpinned.  ADDR_NO_MEMORY: a hole, or no free
 * frame; pages pinned before that stay pinned.  Linear pages are never evicted
 * anyway.
 */
enum addr_code addrspace_pin(struct addrspace *as, vaddr_t va, uint64_t size);
enum addr_code addrspace_unpin(struct addrspace *as, vaddr_t va, uint64_t size);

/*
 * Pages leave memory: to swap, for good, or all of them, with the process that
 * has the space.  ADDR_BAD_STATE: there is no swapper; the process is suspended
 * already, or was not.  ADDR_NO_MEMORY: swap is full; pages before that have
 * left, and the process is not suspended.  ADDR_INVALID: pages to be discarded
 * are pinned, and nothing was changed.
 */
enum addr_code addrspace_pageout(
    struct addrspace *as, vaddr_t va, uint64_t size);
enum addr_code addrspace_discard(
    struct addrspace *as, vaddr_t va, uint64_t size);
enum addr_code addrspace_suspend(struct addrspace *as);
enum addr_code addrspace_resume(struct addrspace *as);

/* For a swapper.  May the page be evicted from this frame?  Evicts it: its
 * entry holds the ticket from then on.  The swapper has saved the contents
 * before. */
bool addrspace_evictable(
    const struct addrspace *as, vaddr_t va, uint64_t frame);
void addrspace_evict(
    struct addrspace *as, vaddr_t va, uint64_t frame, ticket_t ticket);

/* A copy with frames of its own.  After a failure there is no copy. */
enum addr_code addrspace_clone_or_err(
    struct addrspace *as, struct addrspace **out);
/* A copy-on-write copy: it shares frames until either side writes. */
enum addr_code addrspace_try_clone(
    struct addrspace *as, struct addrspace **out);

/* One line, without a newline. */
void addrspace_format(const struct addrspace *as, FILE *to);

/*
 * Internal, for the other files of this module.  'page' is the address of the
 * first byte of a page.
 */
/* ADDR_INVALID: the range is not within the space, or not whole pages. */
enum addr_code addrspace_check_range(
    const struct addrspace *as, vaddr_t start, uint64_t size);
enum addr_code addrspace_new_area(struct addrspace *as, const struct area *a);
/* addrspace_fault() within an access that has begun. */
enum addr_fault addrspace_settle(
    struct addrspace *as, vaddr_t va, unsigned access);
/* To be called before and after an access to one page; fault is its result. */
void addrspace_access_begin(struct addrspace *as);
void addrspace_access_end(
    struct addrspace *as, vaddr_t va, bool write, enum addr_fault fault);
/* Creates the page tables for a page; false: there is no frame for one. */
bool addrspace_reserve(struct addrspace *as, vaddr_t page);
/* Gives an absent page a zeroed frame; reads a swapped page back; gives a
 * shared page, whose entry this is, a frame of its own. */
enum addr_fault addrspace_fill(
    struct addrspace *as, vaddr_t page, unsigned flags);
enum addr_fault addrspace_swap_in(
    struct addrspace *as, vaddr_t page, unsigned flags);
enum addr_fault addrspace_unshare(
    struct addrspace *as, vaddr_t page, uint64_t entry, unsigned flags);
/* Tells the swapper, if there is one, that the page is in the frame. */
void addrspace_arrived(struct addrspace *as, vaddr_t page, uint64_t frame,
    enum arrival how, uint64_t from);
void addrspace_drop_entry(struct addrspace *as, vaddr_t page, uint64_t *entry);

#endif
