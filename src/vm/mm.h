/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An address space with the interface of the uCore teaching kernel (lab 3 for
 * x86): an mm with a list of VMAs, and do_pgfault() with its error codes.
 *
 * The VMAs are the areas of an address space, the page directory is its page
 * table, and memory comes from the same physmem.  Where uCore has an assertion
 * this has an error code, and frames that uCore loses are freed.
 */
#ifndef VM_MM_H
#define VM_MM_H

#include "vm/addrspace.h"

/* Errors, returned negated; the first two are uCore's. */
#define MM_E_INVAL  3
#define MM_E_NO_MEM 4
#define MM_E_IO     5
#define MM_E_EXIST  6

/* Flags of a VMA are MAP_READ, MAP_WRITE and MAP_EXEC. */

/* Bits of the error code of an x86 page fault. */
#define MM_FAULT_PRESENT 1
#define MM_FAULT_WRITE   2
#define MM_FAULT_USER    4

struct mm {
	struct addrspace *as;
	uint64_t pgfault_num;     /* all, as uCore counts */
	uint64_t pgfault_invalid; /* those refused with -MM_E_INVAL */
};

/* The arguments of mm_insert_vma(); not checked yet. */
struct vma {
	vaddr_t start, end;
	unsigned flags;
};

/* An mm of 2^32 addresses; 0 or -MM_E_NO_MEM. */
int mm_create(struct mm **mm, struct physmem *phys);
/* NULL is allowed.  Frames and slots are freed. */
void mm_destroy(struct mm *mm);

static inline struct vma
vma_create(vaddr_t start, vaddr_t end, unsigned flags)
{
	return ((struct vma){ start, end, flags });
}

/* VMAs may touch but not overlap, and need not be whole pages.  0,
 * -MM_E_INVAL: it is empty or beyond 32 bits, -MM_E_EXIST: it overlaps. */
int mm_insert_vma(struct mm *mm, const struct vma *vma);
/* The VMA of an address, or NULL.  Valid until the next insert. */
const struct area *mm_find_vma(struct mm *mm, vaddr_t addr);
/* VMAs so far. */
uint64_t mm_map_count(const struct mm *mm);

/*
 * A page fault.  0: the access may be tried again.  A read of an absent page
 * needs READ or EXEC in its VMA, a write needs WRITE.  A read of a present page
 * cannot fault, so an error code that says so is refused.
 */
int mm_do_pgfault(struct mm *mm, unsigned error_code, vaddr_t addr);
/* One access, as by the MMU: a present page may be read whatever its VMA
 * allows; a write that its entry does not allow faults. */
int mm_access(struct mm *mm, vaddr_t addr, bool write);
/* A frame for the page at la, mapped with these flags; false: there is none. */
bool mm_pgdir_alloc_page(struct mm *mm, vaddr_t la, unsigned perm);

/*
 * A swap entry, 32 bits: offset:24 | reserved:7 | 0.  The lowest bit is the
 * present bit of a page-table entry and so 0; offset 0 is never used, so that
 * no swap entry is 0.
 */
#define SWAP_OFFSET_LIMIT (UINT32_C(1) << 24)

static inline uint32_t
swap_entry_make(uint32_t offset)
{
	return (offset << 8);
}

static inline uint32_t
swap_entry_offset(uint32_t entry)
{
	return (entry >> 8);
}

/* Is it a swap entry of a device with this many slots? */
static inline bool
swap_entry_valid(uint32_t entry, uint32_t slots)
{
	return ((entry & 0xff) == 0 && swap_entry_offset(entry) > 0 &&
		swap_entry_offset(entry) < slots);
}

/* The slot of the page at addr: uCore has no slot allocator.  0: the slot does
 * not fit 24 bits. */
static inline uint32_t
swap_slot_of(vaddr_t addr)
{
	uint64_t slot = (addr >> 12) + 1;

	return (slot < SWAP_OFFSET_LIMIT ? (uint32_t)slot : 0);
}

#endif
