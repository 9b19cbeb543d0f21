/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine: frames, page-table entries, swap map.  There is one for each
 * run, the same for every policy.  It performs transitions; the policy chooses
 * the page to evict, and device/ and sim/ compute the cost.
 *
 *	page ──entry───▶ state and bits		frame ──page──▶ page
 *	  ├────frame_of▶ frame
 *	  └────slot_of─▶ slot
 *
 * Invariants:
 *   frame_of[p] is the frame of p while p is in one, once frame_of_kept is set.
 *   slot_of[p] is the slot of p while its entry has SLOT: a good copy while the
 *     page is clean; while it is dirty, the slot it will be written to again.
 *   page[f] is the page in f.  Where several share f it is the one that heads
 *     it, and only that one holds the slot of the frame.
 *   page[f] is filled by machine_begin_frames(): a frame that was never used
 *     costs no memory, and its page[] says nothing.
 *
 * Only the functions of this module write these arrays and the counters, which
 * tests/shell/machine_state.sh checks.
 */
#ifndef MACHINE_MACHINE_H
#define MACHINE_MACHINE_H

#include "base/err.h"
#include "base/inline.h"
#include "base/mem.h"
#include "machine/entry.h"
#include "machine/swapmap.h"
#include "model/area.h"
#include "model/fault.h"
#include "model/spec.h"

struct contents;

/* Elements of entry[] that may be read beyond the last: vectors read words of
 * four bytes. */
#define ENTRIES_SPARE 3

/* Pages that may wait for their slots. */
#define MACHINE_UNSLOTTED 256

/* Why a machine cannot go on. */
enum machine_failure {
	MACHINE_OK,
	MACHINE_SWAP_FULL,  /* a page must be written and no slot is free */
	MACHINE_SLOT_RANGE, /* slot_mode=vaddr: the slot exceeds 24 bits */
	MACHINE_CONTENTS,   /* a page is not what was written to it */
	MACHINE_ALL_PINNED, /* a page must come in and every frame is pinned */
};

struct machine {
	uint8_t *entry;         /* by page */
	frame_t *frame_of;      /* by page, if frame_of_kept */
	slot_t *slot_of;        /* by page */
	page_id_t *page;        /* by frame: the page that heads it */
	page_id_t *next_sharer; /* by page: the next in its shared frame; NULL:
				 * no page was ever shared */
	frame_t nframes;
	page_id_t npages;
	bool frame_of_kept; /* see machine_keep_frame_of() */
	struct swapmap swap;

	/* Settings that the fault path reads. */
	bool swap_cache;
	bool always_write;
	bool write_unwritten;
	bool slot_by_address;
	bool read_first;         /* a first touch reads the page's file */
	bool slot_until_load;    /* a page that is read gives its slot back */
	bool write_effects;      /* a write does more than set bits */
	bool only_dirty_written; /* a clean page is never written to swap */
	const uint64_t *number;  /* by page: address >> page shift */

	/* By page: not 0 if it is of a file, which it is read from and
	 * written to, and never to swap; NULL: files are not told apart. */
	const uint8_t *file;
	const bool *files; /* page_facts.files */
	/* A write made such a page dirty; true: it was written again, which the
	 * write repeats.  NULL: it is not called. */
	bool (*dirtied)(void *self, page_id_t page);
	void *self; /* of dirtied() */

	/* Pages that are to get slots, in this order (machine_evict_fast()). */
	page_id_t unslotted[MACHINE_UNSLOTTED];
	uint32_t nunslotted;

	struct contents *contents; /* NULL: pages have none */
	enum machine_failure failure;

	/* Counters, of pages. */
	uint64_t evictions;
	uint64_t reads;  /* from swap, or from the page's file */
	uint64_t writes; /* to swap, or to the page's file */
	uint64_t file_reads, file_writes; /* of these, where files are told
					   * apart */
	uint64_t cleaned;
	frame_t resident, resident_peak;
	uint64_t resident_since; /* reference at which 'resident' changed */
	unsigned __int128 resident_sum; /* over references */

	struct mem *mem;
};

/* npages: page numbers are below this.  facts->number is read for
 * slot_mode=vaddr; now: references begun, for the history of contents.  Fails
 * only where contents are asked for and their file cannot be made. */
int machine_init(struct machine *m, struct mem *mem,
    const struct settings *settings, frame_t nframes, page_id_t npages,
    const struct page_facts *facts, const uint64_t *now, struct err *err);
void machine_fini(struct machine *m);

/* Level 3, synchronous: swap as Linux has it on zram.  A page that is read
 * gives its slot back at once, so every victim is written, whatever the
 * settings of levels 0 and 1 say.  Pages of files are read from them and
 * written to them, if facts, which may be NULL, tell of any.  With contents
 * they are as any page.  To be called before the first page comes in.
 */
void machine_swap_as_kernel(struct machine *m, const struct page_facts *facts);

/* Records why the machine cannot go on.  A later reason replaces an earlier
 * one. */
void machine_fail(struct machine *m, enum machine_failure why);

/* The frames from 'from' up to 'to', which have not been used, are empty. */
static inline void
machine_begin_frames(struct machine *m, frame_t from, frame_t to)
{
	for (; from < to; from++)
		m->page[from] = NO_PAGE;
}

/*
 * frame_of[] is asked for only when pages are touched, unmapped, shared or
 * pinned.  A run that only counts faults need not keep it, which saves a store
 * to another cache line at every fault (machine_load_fast()); machine_load()
 * keeps it always.  machine_fill_frame_of() fills it for the pages in the
 * frames from 'from' up to 'to', which have been used; when that is done for
 * all frames, machine_keep_frame_of() says that it is to be kept from now on.
 */
void machine_fill_frame_of(struct machine *m, frame_t from, frame_t to);
void machine_keep_frame_of(struct machine *m);

/* From reference 'now' on, 'change' more frames are in use. */
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

/* What is in use now is the least that a peak can be from now on. */
static inline void
machine_restart_peaks(struct machine *m)
{
	m->swap.peak = m->swap.used;
	m->resident_peak = m->resident;
}

static inline bool
machine_of_file(const struct machine *m, page_id_t page)
{
	return (page_file(m->file, m->files, page) != 0);
}

/* From now on dirtied() is called, once there are files: see struct machine. */
static inline void
machine_watch_files(
    struct machine *m, bool (*dirtied)(void *self, page_id_t page), void *self)
{
	m->dirtied = dirtied;
	m->self = self;
}

/* There may be files by now. */
static inline void
machine_look_for_files(struct machine *m)
{
	m->write_effects |= m->dirtied != NULL && m->file != NULL &&
			    (m->files == NULL || *m->files);
}

/* Must the page, which is of no file, be written to swap if it is evicted? */
static inline bool
machine_must_write(const struct machine *m, uint8_t e)
{
	return ((e & ENTRY_DIRTY) != 0 || m->always_write ||
		(m->write_unwritten && (e & ENTRY_SLOT) == 0));
}

/* Is the shared page the only one left in its frame? */
static inline bool
machine_last_sharer(const struct machine *m, page_id_t page)
{
	return (m->next_sharer[page] == page);
}

/* The next page in the frame of this one: itself where it is alone. */
static inline page_id_t
machine_next_in_frame(const struct machine *m, page_id_t page)
{
	return (entry_shared(m->entry[page]) ? m->next_sharer[page] : page);
}

/* The slot that a page in no frame has its copy in; NO_SLOT: none. */
static inline slot_t
machine_slot(const struct machine *m, page_id_t page)
{
	return (
	    (m->entry[page] & ENTRY_SLOT) != 0 ? m->slot_of[page] : NO_SLOT);
}

#endif
