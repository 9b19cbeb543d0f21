/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages, frames and slots: numbers, and what a policy may read about a frame.
 *
 * A page is one page of one address space, from its first touch until it is
 * unmapped.  Pages are numbered densely in order of first touch and a number
 * is never given twice, so everything that is known of a page is an array
 * indexed by its number.
 */
#ifndef MODEL_PAGE_H
#define MODEL_PAGE_H

#include <stdbool.h>
#include <stdint.h>

typedef uint64_t vaddr_t;   /* an address in an address space, in bytes */
typedef uint32_t page_id_t; /* the number of a page */
typedef uint32_t frame_t;   /* room for one page */
typedef uint32_t slot_t;    /* room for one page on the swap device */
typedef uint64_t sim_ns;    /* simulated time; never mixed with the clock's */

#define PAGES_MAX  (UINT32_C(1) << 28) /* page numbers are below this */
#define FRAMES_MAX (UINT32_C(1) << 28)
#define SLOTS_MAX  (UINT32_C(1) << 30)
#define NO_PAGE    UINT32_MAX
#define NO_FRAME   UINT32_MAX
#define NO_SLOT    UINT32_MAX

/* The bits of a page-table entry that the model's MMU keeps. */
#define ENTRY_PRESENT  0x01 /* in a frame of its own */
#define ENTRY_ACCESSED 0x02 /* touched since the bit was last cleared */
#define ENTRY_DIRTY    0x04 /* written since its copy on swap was made */

/*
 * The frames of one machine, or one process's share of them.  A policy reads
 * it; only the machine writes it, but for the bits below.
 */
struct frame_table {
	page_id_t *page; /* by frame: the page in it, NO_PAGE: empty; which a
			  * policy bound into the loop may ask only of a frame
			  * that it was handed once */
	uint8_t *entry;  /* by page: its page-table entry */
};

/* These four only of a frame that holds a page, which for a policy is one
 * admitted and not left: an empty frame's page is no index. */
static inline bool
frame_accessed(const struct frame_table *t, frame_t f)
{
	return ((t->entry[t->page[f]] & ENTRY_ACCESSED) != 0);
}

static inline bool
frame_dirty(const struct frame_table *t, frame_t f)
{
	return ((t->entry[t->page[f]] & ENTRY_DIRTY) != 0);
}

static inline void
frame_clear_accessed(const struct frame_table *t, frame_t f)
{
	t->entry[t->page[f]] &= (uint8_t)~ENTRY_ACCESSED;
}

/* Asks early for the entry of the page in f, which may be beyond the last by
 * no more than FRAMES_SPARE. */
static inline void
frame_prefetch(const struct frame_table *t, frame_t f)
{
	__builtin_prefetch(&t->entry[t->page[f]], 1);
}

#endif
