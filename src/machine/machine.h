/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine: frames, page-table entries, swap map.  One for every
 * configuration, the same for every policy; it knows what happens, not who
 * chooses (the policy), what it costs (device/) or who counts (metric/).
 *
 *	page ──entry──▶ bits		frame ──page──▶ page
 *	  ├────where──▶ frame
 *	  └─────home──▶ slot
 *
 * Invariants: where[p] is p's frame while p is in one, once somebody has asked
 * (where_kept).  home[p] is p's slot where its entry says SLOT: a good copy
 * while the page is clean, and while it is dirty the slot it will be written to
 * again.  Of pages that share a frame only the one that heads it (page[f])
 * holds the frame's slot.  page[] is filled as frames come into use
 * (machine_begin_frames()): of a frame that never held a page it says nothing,
 * so that memory which a trace does not fill costs nothing either.
 */
#ifndef MACHINE_MACHINE_H
#define MACHINE_MACHINE_H

#include "base/bitset.h"
#include "base/inline.h"
#include "base/mem.h"
#include "machine/entry.h"
#include "machine/swapmap.h"
#include "model/area.h"
#include "model/fault.h"
#include "model/spec.h"

struct contents;

/* Elements of page[] that may be read, and name a page, beyond the last. */
#define FRAMES_SPARE 16

/* Elements of entry[] that may be read beyond the last: words of four bytes
 * are. */
#define ENTRIES_SPARE 3

/* Why a machine can go no further. */
enum machine_trouble {
	MACHINE_WELL,
	MACHINE_SWAP_FULL,  /* a page must be written and no slot is free */
	MACHINE_SLOT_RANGE, /* slot_mode=vaddr: beyond 24 bits of slot */
	MACHINE_CONTENTS,   /* a page came back different */
	MACHINE_ALL_PINNED, /* a page must come in and no frame can be had */
};

struct machine {
	uint8_t *entry;  /* by page */
	uint32_t *where; /* by page: its frame, if where_kept */
	slot_t *home;    /* by page: its slot */
	page_id_t *page; /* by frame: the page that heads it */
	frame_t nframes;
	bool where_kept; /* machine_load() and others keep it in any case */
	struct swapmap swap;
	page_id_t
	    *ring; /* by page: the next page of its shared frame; or NULL */

	/* Settings that the fault path asks for. */
	bool swap_cache;
	bool slow_marks; /* writes do more than set bits */
	bool plain;      /* nothing but dirty pages is ever written */
	bool always_write;
	bool write_unwritten;
	bool slot_by_address;
	const uint64_t *number; /* by page: address >> page shift */

	struct contents *contents; /* NULL: pages have none */
	enum machine_trouble trouble;

	/* What has happened. */
	uint64_t evictions; /* but those by machine_drop() */
	uint64_t writes;    /* pages to swap */
	uint64_t reads;     /* pages from swap, those of faults left out */
	uint64_t cleaned;
	frame_t resident, resident_peak;
	uint64_t
	    resident_since; /* reference at which 'resident' last changed */
	unsigned __int128 resident_sum;

	struct mem *mem;
	page_id_t npages;
};

/* npages: page numbers are below this.  facts as spaces_page_facts() gives
 * them, for slot_mode=vaddr; now: references begun.  Fails only where contents
 * are asked for and cannot be kept. */
int machine_init(struct machine *m, struct mem *mem,
    const struct settings *settings, frame_t nframes, page_id_t npages,
    const struct page_facts *facts, const uint64_t *now, struct err *err);
void machine_fini(struct machine *m);

/*
 * The slot to which a page with entry e is written: its own, unless another
 * page holds that too; else a new one.  Returns e, with or without ENTRY_SLOT:
 * without it there is none to be had, and trouble is set.
 */
uint8_t machine_choose_slot(struct machine *m, page_id_t page, uint8_t e);

/*
 * A clean page goes out for nothing; a dirty one is written to the slot it
 * has, or else to a new one.  The short form of machine_evict() for a machine
 * that is 'plain', a frame that is not shared, and nobody who watches.
 */
static inline bool
machine_drop(struct machine *m, page_id_t page, uint8_t e)
{
	if (unlikely((e & (ENTRY_DIRTY | ENTRY_SLOT)) == ENTRY_DIRTY ||
		     m->swap.extra != NULL) &&
	    (e & ENTRY_DIRTY) != 0)
		e = machine_choose_slot(m, page, e);
	m->entry[page] = ENTRY_SWAPPED | (e & ENTRY_SLOT);
	return ((e & ENTRY_DIRTY) != 0);
}

/*
 * The page in f goes out: its copy on swap is made if it has none that is
 * good.  Fills the victim's part of *fault.
 */
void machine_evict(struct machine *m, frame_t f, struct fault *fault);

/*
 * The page comes into f, which is empty.  Fills the rest of *fault.  The entry
 * is PRESENT, its accessed and dirty bits clear.
 */
void machine_load(
    struct machine *m, page_id_t page, frame_t f, struct fault *fault);

/* Marks a page that is PRESENT: bits are ENTRY_ACCESSED, ENTRY_DIRTY (for each
 * write) or both.  Out of line for the settings under which a write does more:
 * the first to a clean page lets its slot go (swap_cache), each changes its
 * contents. */
void machine_mark_slowly(struct machine *m, page_id_t page, uint8_t bits);

static inline void
machine_mark(struct machine *m, page_id_t page, uint8_t bits)
{
	if (unlikely(m->slow_marks) && (bits & ENTRY_DIRTY) != 0)
		machine_mark_slowly(m, page, bits);
	else
		m->entry[page] |= bits;
}

/* Writes the page in f back; false: it was clean.  *slot is where. */
bool machine_clean(struct machine *m, frame_t f, slot_t *slot);

/* The frames from 'from' up to 'to', which have not been used, are empty. */
static inline void
machine_begin_frames(struct machine *m, frame_t from, frame_t to)
{
	for (; from < to; from++)
		m->page[from] = NO_PAGE;
}

/*
 * Sets where[] of the pages in the frames from 'from' up to 'to', for a machine
 * that has not kept it.  Where only faults are counted nobody asks where a page
 * is, until pages are unmapped, shared or pinned: a store to a line of its own
 * saved at every fault.
 */
void machine_find_pages(struct machine *m, frame_t from, frame_t to);

/* One frame more or less is in use from reference 'now' on. */
static inline void
machine_count_resident(struct machine *m, uint64_t now, int change)
{
	m->resident_sum +=
	    (unsigned __int128)m->resident * (now - m->resident_since);
	m->resident_since = now;
	m->resident += (frame_t)change;
	if (m->resident > m->resident_peak)
		m->resident_peak = m->resident;
}

/*
 * Sharing (share.c).  machine_share() makes 'other' a copy-on-write copy of
 * 'page'; neither is pinned.
 */
void machine_share(struct machine *m, page_id_t page, page_id_t other);
/* Is the shared page the last in its frame? */
bool machine_share_last(const struct machine *m, page_id_t page);
/* The shared page leaves its frame; where[] and entry[] are to be set anew.
 * false: it was the last, and the frame is empty. */
bool machine_unshare(struct machine *m, page_id_t page);
/* The last sharer has the frame to itself again. */
void machine_own(struct machine *m, page_id_t page);
/* The shared page is copied into the frame 'to', which is empty, and has it to
 * itself.  If it was the last in its frame, that is empty now. */
void machine_copy(struct machine *m, page_id_t page, frame_t to);
/* other, just loaded into a frame of its own, becomes a copy of page. */
void machine_twin(struct machine *m, page_id_t page, page_id_t other);
/* All sharers but 'page' go to swap and 'page' keeps the frame: for a copy
 * whose source is the victim.  Fills the victim's part of *fault. */
void machine_keep(struct machine *m, page_id_t page, struct fault *fault);

/* The page is unmapped for good.  *f: the frame it leaves empty, or NO_FRAME.
 * The frame is the caller's to give back. */
void machine_free(struct machine *m, page_id_t page, frame_t *f);

#endif
