/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages, frames and slots: their numbers, and what a policy may read of a
 * frame.
 *
 * A page is one page of one address space, from its first touch until it is
 * unmapped.  Pages are numbered densely in order of first touch, and a number
 * is never given twice, so what is kept of pages is an array indexed by page
 * number.
 */
#ifndef MODEL_PAGE_H
#define MODEL_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t vaddr_t;   /* an address in an address space, in bytes */
typedef uint32_t page_id_t; /* the number of a page */
typedef uint32_t frame_t;   /* the number of a frame: memory for one page */
typedef uint32_t slot_t;    /* the number of a slot: swap for one page */
typedef uint64_t sim_ns;    /* simulated time, never wall-clock time */

#define PAGES_MAX (UINT32_C(1) << 31) /* page numbers are below this */
/* Of a trace that numbers its pages, and of a format of objects. */
#define LISTED_PAGES_MAX (UINT32_C(1) << 28)
/* What is known of a page of a file; 0: it is of none. */
#define FILE_PAGE 1
#define FILE_CODE 2 /* beside it: it may be executed */

/* What an array by page says of one.  files: it need not be read while this is
 * false; NULL: it must be. */
static inline uint8_t
page_file(const uint8_t *file, const bool *files, page_id_t page)
{
	return (file != NULL && (files == NULL || *files) ? file[page] : 0);
}

#define FRAMES_MAX (UINT32_C(1) << 28)
#define SLOTS_MAX  (UINT32_C(1) << 30)
#define NO_PAGE    UINT32_MAX
#define NO_FRAME   UINT32_MAX
#define NO_SLOT    UINT32_MAX

/* Elements of frame_table.page that may be read beyond the last frame; they are
 * 0, the number of a page. */
#define FRAMES_SPARE 16

/* The bits of a page-table entry that a policy may read. */
#define ENTRY_PRESENT  0x01 /* mapped, in a frame of its own, not pinned */
#define ENTRY_ACCESSED 0x02 /* touched since the bit was last cleared */
#define ENTRY_DIRTY    0x04 /* written since its copy on swap was made */
#define ENTRY_HIT      0x40 /* in a frame: one hit, where hits are counted */
#define ENTRY_HITS     0xc0 /* in a frame: the count of hits, at most three */

/*
 * The frames of one machine, or one process's share of them.  Only the machine
 * writes to these arrays; a policy reads them and clears accessed bits through
 * the functions below.
 */
struct frame_table {
	page_id_t *page; /* by frame: the page in it; NO_PAGE: none.  A policy
			  * bound into the loop may read it only for frames
			  * that were admitted to it before */
	uint8_t *entry;  /* by page: its page-table entry */
};

/*
 * By page, for a loop over many frames that keeps 'entry' in a local variable.
 */
static inline bool
entry_accessed(const uint8_t *entry, page_id_t page)
{
	return ((entry[page] & ENTRY_ACCESSED) != 0);
}

static inline bool
entry_dirty(const uint8_t *entry, page_id_t page)
{
	return ((entry[page] & ENTRY_DIRTY) != 0);
}

static inline void
entry_clear_accessed(uint8_t *entry, page_id_t page)
{
	entry[page] &= (uint8_t)~ENTRY_ACCESSED;
}

/* Clears the bit and returns what it was; a clear bit is not stored to. */
static inline bool
entry_test_clear_accessed(uint8_t *entry, page_id_t page)
{
	uint8_t e = entry[page];

	if ((e & ENTRY_ACCESSED) == 0)
		return (false);
	entry[page] = e & (uint8_t)~ENTRY_ACCESSED;
	return (true);
}

/* The same for an entry that has just been read as e, if mask has the bit; it
 * is stored to without a branch. */
static inline void
entry_clear_masked(uint8_t *entry, page_id_t page, uint8_t e, uint8_t mask)
{
	entry[page] = e & (uint8_t) ~(mask & ENTRY_ACCESSED);
}

/* How often the page was hit since this was last called or since it came in,
 * three at most; 0 where hits are not counted (HITS_COUNTED). */
static inline unsigned
entry_take_hits(uint8_t *entry, page_id_t page)
{
	uint8_t e = entry[page];

	entry[page] = e & (uint8_t)~ENTRY_HITS;
	return (e / ENTRY_HIT);
}

/*
 * By frame.  Only for a frame that holds a page: for a policy, one that was
 * admitted and has not left.  NO_PAGE of an empty frame is no index.
 */
static inline bool
frame_accessed(const struct frame_table *t, frame_t f)
{
	return (entry_accessed(t->entry, t->page[f]));
}

static inline bool
frame_dirty(const struct frame_table *t, frame_t f)
{
	return (entry_dirty(t->entry, t->page[f]));
}

static inline void
frame_clear_accessed(const struct frame_table *t, frame_t f)
{
	entry_clear_accessed(t->entry, t->page[f]);
}

/* The frame that a hand reaches after f, of n frames. */
static inline frame_t
frame_after(frame_t f, frame_t n)
{
	return (f + 1 == n ? 0 : f + 1);
}

/* Prefetches the entry of the page in f.  f may be beyond the last frame by
 * less than FRAMES_SPARE, and may be empty: the address is calculated as an
 * integer, because NO_PAGE is no index, and a prefetch of any address is
 * harmless. */
static inline void
frame_prefetch(const struct frame_table *t, frame_t f)
{
	__builtin_prefetch((const void *)((uintptr_t)t->entry + t->page[f]), 1);
}

#endif
