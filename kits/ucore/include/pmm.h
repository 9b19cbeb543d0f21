/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables.
 */
#ifndef UCORE_KIT_PMM_H
#define UCORE_KIT_PMM_H

#include <assert.h>
#include <memlayout.h>

/*
 * The page's table entry, with its accessed and dirty bits, until the manager's
 * function returns.  What it has cleared by then is cleared in the machine; a
 * dirty bit by writing the page back, which is counted.  NULL: the page has
 * never been in memory.
 */
pte_t *get_pte(pde_t *pgdir, uintptr_t la, bool create);

/* There is no cache of translations in the model. */
static inline void
tlb_invalidate(pde_t *pgdir, uintptr_t la)
{
	(void)pgdir;
	(void)la;
}

#endif
