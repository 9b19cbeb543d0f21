/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An address space, with the members that a swap manager uses.
 */
#ifndef UCORE_KIT_VMM_H
#define UCORE_KIT_VMM_H

#include <defs.h>
#include <list.h>
#include <memlayout.h>

struct mm_struct;

struct vma_struct {
	struct mm_struct *vm_mm;
	uintptr_t vm_start, vm_end;
	uint32_t vm_flags;
	list_entry_t list_link;
};

struct mm_struct {
	list_entry_t mmap_list; /* empty: the program manages the areas */
	struct vma_struct *mmap_cache;
	pde_t *pgdir;
	int map_count;
	void *sm_priv; /* the manager's own */
	uintptr_t swap_address;
};

#define VM_READ  1
#define VM_WRITE 2
#define VM_EXEC  4

/* For a manager's check_swap(), which is linked and never called; 'pagerace
 * check' replaces it. */
extern volatile unsigned int pgfault_num;
extern struct mm_struct *check_mm_struct;

#endif
