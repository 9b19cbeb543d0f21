/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "LRU", as a swap manager for lab 3, in the form in which students often write
 * it: a page moves to the front of the list in map_swappable, and the last one
 * is evicted.
 *
 * It is FIFO.  map_swappable is called when a page has faulted; a page that is
 * hit does not fault, so no hit moves one, and the list is in the order of
 * loads, not of uses.  The loop below, which searches for a page that is in the
 * list already, never finds one.  A kernel that needs hits has to read the
 * accessed bits, and then the policy is an approximation such as CLOCK.
 */
#include <defs.h>
#include <list.h>
#include <stdio.h>
#include <string.h>
#include <swap.h>
#include <swap_lru.h>
#include <x86.h>

static list_entry_t pra_list_head;

static int
lru_init(void)
{
	return (0);
}

static int
lru_init_mm(struct mm_struct *mm)
{
	list_init(&pra_list_head);
	mm->sm_priv = &pra_list_head;
	return (0);
}

static int
lru_map_swappable(
    struct mm_struct *mm, uintptr_t addr, struct Page *page, int swap_in)
{
	list_entry_t *head = mm->sm_priv, *entry = &page->pra_page_link;

	for (list_entry_t *le = list_next(head); le != head; le = list_next(le))
		if (le == entry) {
			list_del(le);
			break;
		}
	list_add(head, entry);
	return (0);
}

static int
lru_swap_out_victim(struct mm_struct *mm, struct Page **ptr_page, int in_tick)
{
	list_entry_t *head = mm->sm_priv, *last = list_prev(head);

	assert(last != head);
	list_del(last);
	*ptr_page = le2page(last, pra_page_link);
	return (0);
}

static int
lru_set_unswappable(struct mm_struct *mm, uintptr_t addr)
{
	return (0);
}

static int
lru_tick_event(struct mm_struct *mm)
{
	return (0);
}

static int
lru_check_swap(void)
{
	return (0);
}

struct swap_manager swap_manager_lru = {
	.name = "lru swap manager",
	.init = &lru_init,
	.init_mm = &lru_init_mm,
	.tick_event = &lru_tick_event,
	.map_swappable = &lru_map_swappable,
	.set_unswappable = &lru_set_unswappable,
	.swap_out_victim = &lru_swap_out_victim,
	.check_swap = &lru_check_swap,
};
