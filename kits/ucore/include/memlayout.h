/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's description of a page in memory.
 */
#ifndef UCORE_KIT_MEMLAYOUT_H
#define UCORE_KIT_MEMLAYOUT_H

#include <defs.h>
#include <list.h>
#include <mmu.h>

typedef uint32_t pte_t;
typedef uint32_t pde_t;
typedef pte_t swap_entry_t;

struct Page {
	int ref;
	uint32_t flags;
	unsigned int property;
	unsigned int visited;     /* of the RISC-V variants */
	list_entry_t page_link;   /* free for the manager's use */
	list_entry_t pra_page_link;
	uintptr_t pra_vaddr;
};

#define le2page(le, member) to_struct((le), struct Page, member)

#endif
