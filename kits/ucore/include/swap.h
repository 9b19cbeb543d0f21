/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The swap manager, which a student writes.
 */
#ifndef UCORE_KIT_SWAP_H
#define UCORE_KIT_SWAP_H

#include <defs.h>
#include <memlayout.h>
#include <pmm.h>
#include <vmm.h>

struct swap_manager {
	const char *name;
	int (*init)(void);
	int (*init_mm)(struct mm_struct *mm);
	int (*tick_event)(struct mm_struct *mm);
	/* The page is resident now and may be evicted; swap_in: it has been in
	 * memory before. */
	int (*map_swappable)(struct mm_struct *mm, uintptr_t addr,
	    struct Page *page, int swap_in);
	/* The page was unmapped, or pinned. */
	int (*set_unswappable)(struct mm_struct *mm, uintptr_t addr);
	/* Choose a page and take it out of every list; 0 when it is done. */
	int (*swap_out_victim)(
	    struct mm_struct *mm, struct Page **ptr_page, int in_tick);
	int (*check_swap)(void);
};

extern volatile int swap_init_ok;

#define swap_offset(entry) ((entry) >> 8)

/* Writes the page back and clears its dirty bit; counted.  Returns 0. */
int swapfs_write(swap_entry_t entry, struct Page *page);

#endif
