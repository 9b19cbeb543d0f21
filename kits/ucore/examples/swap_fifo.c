/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * FIFO, as a swap manager for lab 3: new pages are added at the end of a list,
 * and victims are taken from its front.
 */
#include <defs.h>
#include <list.h>
#include <stdio.h>
#include <string.h>
#include <swap.h>
#include <swap_fifo.h>
#include <x86.h>

static list_entry_t queue; /* the oldest page follows the head */

static int
fifo_init(void)
{
	return (0);
}

static int
fifo_init_mm(struct mm_struct *mm)
{
	list_init(&queue);
	mm->sm_priv = &queue;
	cprintf("fifo: mm->sm_priv %p\n", mm->sm_priv);
	return (0);
}

static int
fifo_map_swappable(
    struct mm_struct *mm, uintptr_t addr, struct Page *page, int swap_in)
{
	list_entry_t *head = mm->sm_priv, *entry = &page->pra_page_link;

	assert(entry != NULL && head != NULL);
	list_add_before(head, entry);
	return (0);
}

static int
fifo_swap_out_victim(struct mm_struct *mm, struct Page **ptr_page, int in_tick)
{
	list_entry_t *head = mm->sm_priv, *oldest = list_next(head);

	assert(head != NULL);
	assert(in_tick == 0);
	assert(oldest != head);
	list_del(oldest);
	*ptr_page = le2page(oldest, pra_page_link);
	return (0);
}

/* The kernel's self-check; here it is linked and never called. */
static int
fifo_check_swap(void)
{
	cprintf("write Virt Page c in fifo_check_swap\n");
	*(unsigned char *)0x3000 = 0x0c;
	assert(pgfault_num == 4);
	return (0);
}

static int
fifo_set_unswappable(struct mm_struct *mm, uintptr_t addr)
{
	return (0);
}

static int
fifo_tick_event(struct mm_struct *mm)
{
	return (0);
}

struct swap_manager swap_manager_fifo = {
	.name = "fifo swap manager",
	.init = &fifo_init,
	.init_mm = &fifo_init_mm,
	.tick_event = &fifo_tick_event,
	.map_swappable = &fifo_map_swappable,
	.set_unswappable = &fifo_set_unswappable,
	.swap_out_victim = &fifo_swap_out_victim,
	.check_swap = &fifo_check_swap,
};
