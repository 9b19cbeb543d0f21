/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The extended clock, as a swap manager for lab 3: the ring and the hand of
 * swap_clock.c, but a page that was written is evicted only after it has been
 * written back, which the hand does when it passes:
 *
 *	accessed	loses the bit and stays
 *	dirty		is written back, loses the bit and stays
 *	neither		is evicted
 */
#include <defs.h>
#include <list.h>
#include <pmm.h>
#include <stdio.h>
#include <string.h>
#include <swap.h>
#include <swap_extended_clock.h>
#include <swapfs.h>
#include <x86.h>

static list_entry_t *hand; /* NULL: the ring is empty */

static int
xclock_init(void)
{
	return (0);
}

static int
xclock_init_mm(struct mm_struct *mm)
{
	hand = NULL;
	mm->sm_priv = NULL;
	return (0);
}

static int
xclock_map_swappable(
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
xclock_swap_out_victim(
    struct mm_struct *mm, struct Page **ptr_page, int in_tick)
{
	assert(hand != NULL);
	for (;;) {
		struct Page *page = le2page(hand, pra_page_link);
		pte_t *ptep = get_pte(mm->pgdir, page->pra_vaddr, 0);
		list_entry_t *next = list_next(hand);

		assert((*ptep & PTE_P) != 0);
		if ((*ptep & (PTE_A | PTE_D)) == 0) {
			list_del(hand);
			hand = next == hand ? NULL : next;
			*ptr_page = page;
			return (0);
		}
		if ((*ptep & PTE_A) != 0) {
			*ptep &= ~PTE_A;
		} else {
			swapfs_write((page->pra_vaddr / PGSIZE + 1) << 8, page);
			*ptep &= ~PTE_D;
		}
		tlb_invalidate(mm->pgdir, page->pra_vaddr);
		hand = next;
	}
}

static int
xclock_set_unswappable(struct mm_struct *mm, uintptr_t addr)
{
	return (0);
}

static int
xclock_tick_event(struct mm_struct *mm)
{
	return (0);
}

static int
xclock_check_swap(void)
{
	return (0);
}

struct swap_manager swap_manager_extended_clock = {
	.name = "extended clock swap manager",
	.init = &xclock_init,
	.init_mm = &xclock_init_mm,
	.tick_event = &xclock_tick_event,
	.map_swappable = &xclock_map_swappable,
	.set_unswappable = &xclock_set_unswappable,
	.swap_out_victim = &xclock_swap_out_victim,
	.check_swap = &xclock_check_swap,
};
