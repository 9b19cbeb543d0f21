/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A page table: a radix tree of tables with 512 entries each.
 *
 * It has the levels of a real one (Sv39 has three for pages of 4 KiB, x86-64
 * four) and, above them, as many as it takes to cover 64 bits, so that no
 * address of a trace is refused.  Tables above the paging's root are auxiliary:
 * they are not counted and have no frame.  If the addresses need more levels
 * than the paging has, there is more than one root.
 *
 * An entry has a number in its upper bits and flags in its lower bits.
 * Residency is a bit of its own and does not follow from the permissions: a
 * page whose permissions are taken away is still resident.
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
#include "model/area.h"
#include "model/spec.h"
#include "space/table_memory.h"

#define PTE_FLAGS    0x3f  /* enum map_flags */
#define PTE_RESIDENT 0x40  /* number: of a frame; of a page in a trace */
#define PTE_OWNED    0x80  /* the frame is released with the page */
#define PTE_SWAPPED  0x100 /* number: the swapper's ticket */
#define PTE_PINNED   0x200
#define PTE_SHIFT    12

#define TABLE_BITS    9
#define TABLE_ENTRIES 512
#define TABLE_BYTES   4096

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
 * A table.  Where addresses are sparse, most tables have few entries in use, so
 * a table begins with space for 9 entries, in the same two cache lines, and
 * grows to 32 and then to all 512.  The modelled size is 4 KiB in each case.
 */
struct table {
	uint64_t *entry;    /* pte, or struct table * above the leaves */
	uint16_t *index;    /* ascending; NULL where cap is TABLE_ENTRIES */
	uint16_t used, cap; /* entries in use, entries allocated */
	uint32_t refs;      /* entries that point here; shared if above 1 */
	uint64_t frame;     /* its number; POOL_NONE: it has no frame */
};

#define TABLE_CAP_SMALL                                                        \
	((BLOCK_SMALL_BYTES - sizeof(struct table)) /                          \
	    (sizeof(uint64_t) + sizeof(uint16_t)))
#define TABLE_CAP_MEDIUM                                                       \
	(BLOCK_MEDIUM_BYTES / (sizeof(uint64_t) + sizeof(uint16_t)))

/* Where tables come from: shared by any number of page tables. */
struct frame_pool;
struct table_source {
	struct table_memory memory;
	struct frame_pool *frames; /* NULL: tables have no frames, no limit */
	uint64_t dense;    /* leaves that may still be made with all entries */
	uint64_t promoted; /* more that may get them when they are used */
};

/* As many entries as one more leaf of either kind may be dense for: 8 times
 * their size. */
#define TABLE_DENSE_SHARE 64

struct pagetable {
	struct table_source *source;
	struct table *top;
	unsigned shift;  /* log2 of the page size */
	unsigned levels; /* all levels */
	unsigned paging; /* how many of them, from the leaves, the paging has */
	uint64_t tables[PAGING_LEVELS_MAX]; /* made, by level from the leaves */
	uint64_t root;                      /* frame of the first root */
	struct orphan *orphan;              /* pagewalk.c */
};

/* Levels a paging has for pages of this size. */
unsigned pagetable_levels(enum paging paging, unsigned shift);

void table_source_init(
    struct table_source *source, struct mem *m, struct frame_pool *frames);

/* An empty page table with the root that covers base; -1: there is no frame for
 * it.  If tables have no frames, the root is made when it is first needed. */
int pagetable_init(struct pagetable *pt, struct table_source *source,
    enum paging paging, unsigned shift, vaddr_t base);
void pagetable_fini(struct pagetable *pt);

/* The entry of an address; 0: there is none. */
uint64_t pagetable_get(const struct pagetable *pt, vaddr_t addr);
/* A pointer to an entry that has been set before, or NULL.  Invalid when
 * another entry is set. */
uint64_t *pagetable_place(const struct pagetable *pt, vaddr_t addr);
/* Sets an entry and makes the tables above it; -1: there is no frame for one of
 * them. */
int pagetable_set(struct pagetable *pt, vaddr_t addr, uint64_t entry);
/* The leaf table that covers an address, or NULL. */
struct table *pagetable_leaf(const struct pagetable *pt, vaddr_t addr);

/* Called with each entry that is not 0, in order of address; it may change
 * the entry.  Another return value than 0 ends the visit. */
typedef int pte_f(void *ctx, vaddr_t addr, uint64_t *entry);
/* Visits the entries of [start, end); returns 0, or what fn returned to end the
 * visit. */
int pagetable_walk(const struct pagetable *pt, vaddr_t start, vaddr_t end,
    pte_f *fn, void *ctx);

/* Bytes and tables of the paging's own levels. */
uint64_t pagetable_bytes(const struct pagetable *pt);

/*
 * Borrows subtrees: the entries of the root that cover any part of [start, end)
 * are made to point to the tables of 'other'.  A table is freed with the last
 * entry that points to it.  Tables that those entries pointed to before become
 * orphans: they are unreachable but are kept until pagetable_reap().  -1: there
 * is no frame for a root.
 */
int pagetable_borrow(struct pagetable *pt, const struct pagetable *other,
    vaddr_t start, vaddr_t end);
/* Clears the entries of the root that cover any part of [start, end). */
void pagetable_forget(struct pagetable *pt, vaddr_t start, vaddr_t end);
/* Visits the entries of the orphans and frees them. */
void pagetable_reap(struct pagetable *pt, pte_f *fn, void *ctx);

/* Internal, for pagewalk.c and leaf_cache.c. */
struct orphan {
	struct orphan *next;
	vaddr_t base;
	struct table *table;
};

/* The table of this level that covers an address, or NULL; with make, NULL
 * means that there was no frame. */
struct table *pagetable_reach(
    struct pagetable *pt, vaddr_t addr, unsigned level, bool make);
/* The same, one level below a table of this level that covers the address. */
struct table *pagetable_below(struct pagetable *pt, struct table *t,
    vaddr_t addr, unsigned level, bool make);
/* A pointer to entry i, or NULL. */
uint64_t *table_find(const struct table *t, unsigned i);
/* A pointer to entry i, which is added as 0 if the table has none. */
uint64_t *table_place(struct table_source *source, struct table *t, unsigned i);
/* Gives a leaf whose first block is full all entries, as one of those that may
 * be dense. */
void table_make_dense(struct table_source *source, struct table *leaf);
/* One entry less points to a table of this level; frees the table, and the
 * tables below it, after the last. */
void table_drop(struct table_source *source, struct table *t, unsigned level);

static inline unsigned
table_index(const struct pagetable *pt, vaddr_t addr, unsigned level)
{
	return (addr >> (pt->shift + level * TABLE_BITS) & (TABLE_ENTRIES - 1));
}

/* Above the leaves an entry is a pointer to a table; its lowest bit says that
 * the table is borrowed from another page table. */
#define TABLE_BORROWED 1

static inline struct table *
table_below(uint64_t entry)
{
	return ((struct table *)(uintptr_t)(entry & ~UINT64_C(1)));
}

#endif
