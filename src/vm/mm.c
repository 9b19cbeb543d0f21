/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uCore's mm over an address space.
 *
 * Two things differ from addrfault.c.  A read fault is allowed if the VMA has
 * READ or EXEC.  A present page may always be read, so the flags of an entry
 * are USER and, if the VMA has it, WRITE.
 *
 * A write fault on a present page (error code 3) copies a shared page, or is
 * spurious; it never reads the swap device.
 */
#include "vm/mm.h"

#define MM_END (UINT64_C(1) << 32)

int
mm_create(struct mm **out, struct physmem *phys)
{
	struct mm *mm = mem_alloc(phys->m, sizeof(*mm));

	if (addrspace_create(&mm->as, phys, 0, MM_END) != ADDR_OK) {
		mem_free(phys->m, mm);
		return (-MM_E_NO_MEM);
	}
	*out = mm;
	return (0);
}

void
mm_destroy(struct mm *mm)
{
	struct mem *m;

	if (mm == NULL)
		return;
	m = mm->as->phys->m;
	addrspace_destroy(mm->as);
	mem_free(m, mm);
}

int
mm_insert_vma(struct mm *mm, const struct vma *vma)
{
	const struct area a = {
		.start = vma->start,
		.end = vma->end,
		.flags = (uint8_t)(vma->flags & PTE_FLAGS),
		.backend = BACKEND_LAZY,
	};

	if (vma->start >= vma->end || vma->end > MM_END)
		return (-MM_E_INVAL);
	if (areas_overlap(&mm->as->areas, vma->start, vma->end))
		return (-MM_E_EXIST);
	areas_insert(&mm->as->areas, &a);
	return (0);
}

const struct area *
mm_find_vma(struct mm *mm, vaddr_t addr)
{
	return (mm == NULL ? NULL : areas_find(&mm->as->areas, addr));
}

uint64_t
mm_map_count(const struct mm *mm)
{
	return (mm->as->areas.count);
}

bool
mm_pgdir_alloc_page(struct mm *mm, vaddr_t la, unsigned perm)
{
	return (addrspace_fill(mm->as, la, perm) == ADDR_FAULT_ZERO);
}

static enum addr_fault
settle(struct mm *mm, unsigned error_code, vaddr_t addr)
{
	vaddr_t page = addr & -mm->as->phys->config.page_size;
	bool write = (error_code & MM_FAULT_WRITE) != 0;
	const struct area *vma = mm_find_vma(mm, addr);
	unsigned perm;
	uint64_t entry;

	if (vma == NULL)
		return (ADDR_FAULT_BAD_ADDRESS);
	if (!write && (error_code & MM_FAULT_PRESENT) != 0)
		return (ADDR_FAULT_NO_PERMISSION);
	if ((vma->flags & (write ? MAP_WRITE : MAP_READ | MAP_EXEC)) == 0)
		return (ADDR_FAULT_NO_PERMISSION);
	perm = MAP_USER | (vma->flags & MAP_WRITE);
	entry = pagetable_get(&mm->as->pt, page);
	if ((entry & PTE_SWAPPED) != 0)
		return (addrspace_swap_in(mm->as, page, perm));
	if ((entry & PTE_RESIDENT) == 0)
		return (addrspace_fill(mm->as, page, perm));
	if (write && (entry & MAP_WRITE) == 0)
		return (addrspace_unshare(mm->as, page, entry, perm));
	return (ADDR_FAULT_SPURIOUS);
}

int
mm_do_pgfault(struct mm *mm, unsigned error_code, vaddr_t addr)
{
	enum addr_fault fault;

	addrspace_access_begin(mm->as);
	fault = settle(mm, error_code, addr);
	addrspace_access_end(
	    mm->as, addr, (error_code & MM_FAULT_WRITE) != 0, fault);
	mm->pgfault_num++;
	mm->as->faults[fault]++;
	switch (fault) {
	case ADDR_FAULT_BAD_ADDRESS:
	case ADDR_FAULT_NO_PERMISSION:
		mm->pgfault_invalid++;
		return (-MM_E_INVAL);
	case ADDR_FAULT_NO_FRAME:
		return (-MM_E_NO_MEM);
	case ADDR_FAULT_IO:
		return (-MM_E_IO);
	default:
		return (0);
	}
}

int
mm_access(struct mm *mm, vaddr_t addr, bool write)
{
	uint64_t entry = addrspace_query(mm->as, addr);
	unsigned error_code = write ? MM_FAULT_WRITE : 0;

	if (entry != 0 && (!write || (entry & MAP_WRITE) != 0)) {
		addrspace_access_begin(mm->as);
		addrspace_access_end(mm->as, addr, write, ADDR_FAULT_HIT);
		return (0);
	}
	if (entry != 0)
		error_code |= MM_FAULT_PRESENT;
	return (mm_do_pgfault(mm, error_code, addr));
}
