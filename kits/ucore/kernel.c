/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The functions of uCore's kernel that a swap manager may call: printing,
 * assertions, and the page-table entry of a page.
 *
 * An entry is made when get_pte() is called, from the bits of the page's
 * frame, and lasts until the manager's function returns; then what was
 * cleared in it is cleared in the machine, a dirty bit by writing the page
 * back.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "kit.h"

/* A bit of an entry that is for the system's use: get_pte() has made it. */
#define PTE_FETCHED 0x200

volatile unsigned int pgfault_num;
volatile int swap_init_ok = 1;
struct mm_struct *check_mm_struct;

__thread struct kit *kit_current;

int
vcprintf(const char *fmt, va_list ap)
{
	return (getenv("UCORE_KIT_VERBOSE") == NULL
		    ? 0
		    : vfprintf(stderr, fmt, ap));
}

int
cprintf(const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vcprintf(fmt, ap);
	va_end(ap);
	return (n);
}

int
cputs(const char *text)
{
	return (cprintf("%s\n", text));
}

void
cputchar(int c)
{
	cprintf("%c", c);
}

void
__warn(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	cprintf("%s:%d: ", file, line);
	va_start(ap, fmt);
	vcprintf(fmt, ap);
	va_end(ap);
	cputchar('\n');
}

__attribute__((noreturn)) void
__panic(const char *file, int line, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, UCORE_NAME ": %s:%d: ", file, line);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	if (kit_current == NULL)
		abort();
	longjmp(kit_current->panicked, 1);
}

pte_t *
get_pte(pde_t *pgdir, uintptr_t la, bool create)
{
	struct kit *k = (struct kit *)pgdir;
	page_id_t page = (page_id_t)(la >> PGSHIFT);
	frame_t f;

	(void)create;
	if (la >> PGSHIFT >= k->nknown)
		return (NULL);
	if (k->frame[page] == 0) {
		k->pte[page] = PTE_P | PTE_U | PTE_W;
		return (&k->pte[page]);
	}
	if ((k->pte[page] & PTE_FETCHED) != 0)
		return (&k->pte[page]);
	f = k->frame[page] - 1;
	k->pte[page] =
	    (pte_t)(page << PGSHIFT) | PTE_FETCHED | PTE_P | PTE_U | PTE_W;
	if (frame_accessed(k->frames, f))
		k->pte[page] |= PTE_A;
	if (frame_dirty(k->frames, f))
		k->pte[page] |= PTE_D;
	k->fetched[k->nfetched++] = page;
	return (&k->pte[page]);
}

int
swapfs_write(swap_entry_t entry, struct Page *page)
{
	pte_t *pte = get_pte(kit_current->mm.pgdir, page->pra_vaddr, 0);

	(void)entry;
	if (pte != NULL)
		*pte &= ~(pte_t)PTE_D;
	return (0);
}

void
kit_give_entries_back(struct kit *k)
{
	while (k->nfetched > 0) {
		page_id_t page = k->fetched[--k->nfetched];
		frame_t f = k->frame[page] - 1;

		if ((k->pte[page] & PTE_A) == 0)
			frame_clear_accessed(k->frames, f);
		if ((k->pte[page] & PTE_D) == 0 && frame_dirty(k->frames, f))
			k->host->clean(k->host, f);
		k->pte[page] = 0;
	}
}
