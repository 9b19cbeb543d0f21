/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CLOCK, as a swap manager for lab 3: a ring of pages and a hand, which is a
 * variable of this file, as students write it.
 *
 * The hand points to the page that is examined first.  A new page is inserted
 * just behind it, so that it is examined last.
 */
#include <defs.h>
#include <list.h>
#include <pmm.h>
#include <stdio.h>
#include <string.h>
#include <swap.h>
#include <swap_clock.h>
#include <x86.h>

static list_entry_t *hand; /* NULL: the ring is empty */

static int
clock_init(void)
{
	return (0);
}

static int
clock_init_mm(struct mm_struct *mm)
{
	hand = NULL;
	mm->sm_priv = NULL;
	return (0);
}

static int
clock_map_swappable(
    struct mm_struct *mm, uintptr_t addr, struct Page *page, int swap_in)
{
	list_entry_t *entry = &page->pra_page_link;

	if (hand == NULL) {
		list_init(entry);
		hand = entry;
	} else {
		list_add_before(hand, entry);
	}
	return (0);
}

static int
clock_swap_out_victim(struct mm_struct *mm, struct Page **ptr_page, int in_tick)
{
	assert(hand != NULL);
	for (;;) {
		struct Page *page = le2page(hand, pra_page_link);
		pte_t *ptep = get_pte(mm->pgdir, page->pra_vaddr, 0);
		list_entry_t *next = list_next(hand);

		assert((*ptep & PTE_P) != 0);
		if ((*ptep & PTE_A) == 0) {
			list_del(hand);
			hand = next == hand ? NULL : next;
			*ptr_page = page;
			return (0);
		}
		*ptep &= ~PTE_A;
		tlb_invalidate(mm->pgdir, page->pra_vaddr);
		hand = next;
	}
}

static int
clock_set_unswappable(struct mm_struct *mm, uintptr_t addr)
{
	return (0);
}

static int
clock_tick_event(struct mm_struct *mm)
{
	return (0);
}

static int
clock_check_swap(void)
{
	return (0);
}

struct swap_manager swap_manager_clock = {
	.name = "clock swap manager",
	.init = &clock_init,
	.init_mm = &clock_init_mm,
	.tick_event = &clock_tick_event,
	.map_swappable = &clock_map_swappable,
	.set_unswappable = &clock_set_unswappable,
	.swap_out_victim = &clock_swap_out_victim,
	.check_swap = &clock_check_swap,
};
