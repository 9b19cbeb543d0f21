/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page-table entry: the state of a page and its bits, in one byte.
 *
 * An entry is kept apart from the page's frame and slot, so that a hit reads
 * one byte: the entries of a million pages are a megabyte, which fits the
 * second-level cache of most processors.
 *
 *	state		entry			further bits
 *	untouched	0			none
 *	resident	PRESENT			ACCESSED, DIRTY, SLOT, HITS
 *	pinned		PAGE_PINNED		ACCESSED, DIRTY, SLOT
 *	shared		PAGE_SHARED		ACCESSED, DIRTY, SLOT, HITS
 *	cached		PAGE_CACHED		SLOT
 *	swapped		PAGE_SWAPPED		SLOT
 *
 * A pinned page is in a frame that the policy does not know of.  A shared page
 * is in one frame with others (copy-on-write); the bits of that frame are in
 * the entry of the page that heads it, see share.c.  A swapped page without a
 * slot has its copy in its file.  A cached page is in a frame and on swap and
 * is not mapped (reclaim/swapcache.h): a reference to it is a fault without a
 * read.
 *
 * Only a resident page is PRESENT: one bit decides whether a reference takes
 * the short path of the loop, and vectors test it for 16 pages at a time.  A
 * reference to a pinned or a shared page leaves that path and is a hit all the
 * same.
 *
 * HITS counts hits, three at most, for a policy that asks how often a page was
 * hit and not only whether (sim/blocks.h); elsewhere it stays 0.  A page that
 * is in no frame has no hits, so PAGE_SWAPPED uses a bit of the count.
 */
#ifndef MACHINE_ENTRY_H
#define MACHINE_ENTRY_H

#include "model/page.h"

#define ENTRY_SLOT 0x08 /* has a slot: a good copy unless DIRTY */

enum page_state {
	PAGE_UNTOUCHED = 0x00,
	PAGE_RESIDENT = ENTRY_PRESENT,
	PAGE_SHARED = 0x10,
	PAGE_PINNED = 0x20,
	PAGE_CACHED = 0x30,
	PAGE_SWAPPED = 0x80,
};

/* The states of a page in a frame. */
#define ENTRY_IN_FRAME (PAGE_RESIDENT | PAGE_SHARED | PAGE_PINNED)

/* The bits that belong to the frame of a shared page. */
#define ENTRY_OF_FRAME (ENTRY_ACCESSED | ENTRY_DIRTY | ENTRY_SLOT | ENTRY_HITS)

static inline bool
entry_in_frame(uint8_t e)
{
	return ((e & ENTRY_IN_FRAME) != 0);
}

static inline enum page_state
entry_state(uint8_t e)
{
	uint8_t state = e & (entry_in_frame(e) ? ENTRY_IN_FRAME : PAGE_SWAPPED);

	return ((enum page_state)state);
}

static inline bool
entry_present(uint8_t e)
{
	return ((e & ENTRY_PRESENT) != 0);
}

static inline bool
entry_shared(uint8_t e)
{
	return ((e & ENTRY_IN_FRAME) == PAGE_SHARED);
}

static inline bool
entry_pinned(uint8_t e)
{
	return ((e & ENTRY_IN_FRAME) == PAGE_PINNED);
}

static inline bool
entry_cached(uint8_t e)
{
	return ((e & ENTRY_IN_FRAME) == PAGE_CACHED);
}

/* Of a page in no frame: was it evicted, or is it untouched? */
static inline bool
entry_swapped(uint8_t e)
{
	return ((e & PAGE_SWAPPED) != 0);
}

/*
 * Transitions of the loop.  They take the array and not the machine, because a
 * store to a byte may change any member of it as far as the compiler knows.
 */

/* A page in no frame, whose entry was e, becomes resident with these bits. */
static inline void
entry_load(uint8_t *entry, page_id_t page, uint8_t e, uint8_t bits)
{
	entry[page] = (uint8_t)(ENTRY_PRESENT | (e & ENTRY_SLOT) | bits);
}

static inline void
entry_mark(uint8_t *entry, page_id_t page, uint8_t bits)
{
	entry[page] |= bits;
}

/* A hit: one is ENTRY_HIT, or 0 where hits are not counted. */
static inline void
entry_hit(uint8_t *entry, page_id_t page, uint8_t one, uint8_t bits)
{
	uint8_t e = entry[page];

	entry[page] = (uint8_t)((e < ENTRY_HITS ? e + one : e) | bits);
}

#endif
