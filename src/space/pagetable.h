/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page table: a radix tree of tables with 512 entries each.
 *
 * It has the levels of a real one (Sv39 has three for pages of 4 KiB, x86-64
 * four) and, above them, as many as it takes to cover 64 bits, so that no
 * address of a trace is refused.  Those above the paging's root are
 * scaffolding: neither counted nor given a frame.  A paging that is too small
 * for the addresses it is given shows as more than one root.
 *
 * An entry is a number above, bits below.  Residency is a bit of its own and
 * does not follow from the permissions: a page whose permissions are taken away
 * is still there.
 *
 *	63			     12 11	 6 5	    0
 *	| page, frame or slot number   | state	  | flags    |
 */
#ifndef SPACE_PAGETABLE_H
#define SPACE_PAGETABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/mem.h"
#include "model/page.h"
#include "model/spec.h"

#define PTE_FLAGS    0x3f  /* enum map_flags */
#define PTE_RESIDENT 0x40  /* the number is a frame's, or a trace's page's */
#define PTE_OWNED    0x80  /* and that frame goes back when the page goes */
#define PTE_SWAPPED  0x100 /* the number is a slot's */
#define PTE_PINNED   0x200
#define PTE_SHIFT    12

#define TABLE_BITS    9
#define TABLE_ENTRIES 512
#define TABLE_BYTES   4096
#define LEVELS_MAX    6 /* ceil((64 - 12) / 9) */
#define PAGING_LEVELS 5 /* of those, that a paging may have */

static inline uint64_t
pte_make(uint64_t number, unsigned bits)
{
	return (number << PTE_SHIFT | bits);
}

static inline uint64_t
pte_number(uint64_t e)
{
	return (e >> PTE_SHIFT);
}

/*
 * A table.  Most have few entries in use where addresses are sparse, so one
 * begins with room for six and moves to thirty and then to all 512: what is
 * modelled is 4 KiB either way.
 */
struct table {
	uint64_t *entry; /* pte, or struct table * above the leaves */
	uint16_t *index; /* ascending; NULL where room is TABLE_ENTRIES */
	uint16_t used, room;
	uint32_t refs;  /* entries that lead here: more than one is shared */
	uint64_t frame; /* its number, where the source numbers them */
};

/* Where tables come from: shared by any number of page tables. */
struct frame_pool;
struct table_source {
	struct mem *m;
	struct frame_pool *frames; /* NULL: no end of them, and no numbers */
	uint64_t dense; /* leaves that still may have full room at once */
};

struct pagetable {
	struct table_source *source;
	struct table *top;
	unsigned shift;  /* of a page */
	unsigned levels; /* all of them */
	unsigned paging; /* the lowest so many are the paging's */
	uint64_t tables[PAGING_LEVELS]; /* made, by level, the leaves first */
	uint64_t root;                  /* frame of the first root */
	struct orphan *orphan;          /* pagewalk.c */
};

/* Levels a paging has for pages of this size. */
unsigned pagetable_levels(enum paging paging, unsigned shift);

void table_source_init(
    struct table_source *source, struct mem *m, struct frame_pool *frames);

/* An empty table with its root, the one over base; -1: no frame for it.  Where
 * tables have no frames the root, too, is made when it is needed. */
int pagetable_init(struct pagetable *pt, struct table_source *source,
    enum paging paging, unsigned shift, vaddr_t base);
void pagetable_fini(struct pagetable *pt);

/* The entry of an address; 0: there is none. */
uint64_t pagetable_get(const struct pagetable *pt, vaddr_t addr);
/* The place of an entry that has been set before, or NULL.  It moves when
 * another entry is set. */
uint64_t *pagetable_place(const struct pagetable *pt, vaddr_t addr);
/* Sets an entry and makes the tables on the way; -1: no frame for one. */
int pagetable_set(struct pagetable *pt, vaddr_t addr, uint64_t entry);
/* The leaf table over an address, or NULL. */
struct table *pagetable_leaf(const struct pagetable *pt, vaddr_t addr);

/* Called with each entry that is not 0, in order of address; it may change
 * the entry.  Not 0: stop. */
typedef int pte_f(void *ctx, vaddr_t addr, uint64_t *entry);
/* Visits [start, end); what fn returned, or 0. */
int pagetable_walk(const struct pagetable *pt, vaddr_t start, vaddr_t end,
    pte_f *fn, void *ctx);

/* Bytes and tables of the paging's own levels. */
uint64_t pagetable_bytes(const struct pagetable *pt);

/*
 * Subtrees below a root are lent whole: the entries of the root that cover any
 * of [start, end) are made to lead to the other's tables.  A table goes when
 * the last that leads to it does.  What was there before is put aside, out of
 * sight, until pagetable_reap().  -1: no frame for a root.
 */
int pagetable_borrow(struct pagetable *pt, const struct pagetable *other,
    vaddr_t start, vaddr_t end);
void pagetable_forget(struct pagetable *pt, vaddr_t start, vaddr_t end);
/* Visits what was put aside and lets go of it. */
void pagetable_reap(struct pagetable *pt, pte_f *fn, void *ctx);

/* Of the inside, for pagewalk.c. */
struct orphan {
	struct orphan *next;
	vaddr_t base;
	struct table *table;
};

/* The table of this level over an address, or NULL; with make, NULL means that
 * there was no frame. */
struct table *pagetable_reach(
    struct pagetable *pt, vaddr_t addr, unsigned level, bool make);
/* The place of entry i, or NULL. */
uint64_t *table_find(const struct table *t, unsigned i);
/* The place of entry i, made if need be, holding 0 until it is set. */
uint64_t *table_place(struct table_source *source, struct table *t, unsigned i);
/* One entry less leads to a table of this level. */
void table_drop(struct table_source *source, struct table *t, unsigned level);

static inline unsigned
table_index(const struct pagetable *pt, vaddr_t addr, unsigned level)
{
	return (addr >> (pt->shift + level * TABLE_BITS) & (TABLE_ENTRIES - 1));
}

/* Above the leaves an entry is where the next table is; its lowest bit says
 * that the table is another's. */
#define TABLE_BORROWED 1

static inline struct table *
table_below(uint64_t entry)
{
	return ((struct table *)(uintptr_t)(entry & ~UINT64_C(1)));
}

#endif
