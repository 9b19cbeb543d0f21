/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Transitions: every change of a page's state but those in entry.h.
 *
 *	untouched, swapped ──load──▶ resident ──evict──▶ swapped
 *	resident ◀──pin, unpin──▶ pinned
 *	any but pinned ──share──▶ shared (or swapped, with a shared slot)
 *	shared ──own, copy──▶ resident
 *	any ──free──▶ untouched, for good
 *
 * Eviction, cleaning and freeing take arrays of n frames or pages, in the
 * order in which they are done.  The loops over them are inline: most callers
 * have one frame, and with a loop in the callee extended-clock, which cleans
 * one frame at a time, executed 3 % more instructions.
 *
 * The functions whose names end in _fast are for runs in which nothing but
 * counts is asked for: they fill no fault.  machine_count_fast() adds what they
 * did to the counters.
 */
#ifndef MACHINE_TRANSITION_H
#define MACHINE_TRANSITION_H

#include "machine/machine.h"

/*
 * The page comes into f, which is empty.  It is resident, its accessed and
 * dirty bits are clear.  Fills all of *fault but the victim's part, 'at' and
 * 'write'.
 */
void machine_load(
    struct machine *m, page_id_t page, frame_t f, struct fault *fault);

/*
 * Evicts the pages in n frames, which are empty then.  A page is written to
 * swap if it has no good copy.  Fills the victim's part of fault[0 .. n).
 */
void machine_evict_frame(struct machine *m, frame_t f, struct fault *fault);

static inline void
machine_evict(
    struct machine *m, const frame_t *f, size_t n, struct fault *fault)
{
	for (size_t i = 0; i < n; i++)
		machine_evict_frame(m, f[i], &fault[i]);
}

/* Writes the page that heads f and returns its slot; NO_SLOT: none is free, and
 * the machine has failed. */
slot_t machine_write_out(struct machine *m, page_id_t page, frame_t f);

/* Writes the dirty pages in n frames back: slot[i] is where, NO_SLOT for a
 * page that was clean.  Returns how many were written. */
bool machine_clean_frame(struct machine *m, frame_t f, slot_t *slot);

static inline size_t
machine_clean(struct machine *m, const frame_t *f, size_t n, slot_t *slot)
{
	size_t written = 0;

	for (size_t i = 0; i < n; i++)
		written += machine_clean_frame(m, f[i], &slot[i]);
	return (written);
}

/* n pages are unmapped for good.  empty[i]: the frame that page[i] leaves
 * empty, or NO_FRAME.  Returns how many frames that are. */
size_t machine_free(
    struct machine *m, const page_id_t *page, size_t n, frame_t *empty);

/* The page gives its slot back, if it has one. */
void machine_free_slot(struct machine *m, page_id_t page);

/* A resident page is taken from the policy's frames, and given back. */
void machine_pin(struct machine *m, page_id_t page);
void machine_unpin(struct machine *m, page_id_t page);

/* Sets bits of a page in a frame: ENTRY_ACCESSED, ENTRY_DIRTY (at each write)
 * or both.  Out of line for settings under which a write does more: the first
 * to a clean page frees its slot (swap_cache), each changes the contents. */
void machine_mark_slow(struct machine *m, page_id_t page, uint8_t bits);

static inline void
machine_mark(struct machine *m, page_id_t page, uint8_t bits)
{
	if (unlikely(m->write_effects) && (bits & ENTRY_DIRTY) != 0)
		machine_mark_slow(m, page, bits);
	else
		m->entry[page] |= bits;
}

/*
 * Sharing (share.c).
 */

/* Makes 'other', an untouched page, a copy-on-write copy of 'page', which is
 * not pinned. */
void machine_share(struct machine *m, page_id_t page, page_id_t other);
/* Takes the shared page out of its frame; the caller sets its frame_of[] and
 * entry[].  false: it is the last sharer, and stays. */
bool machine_unshare(struct machine *m, page_id_t page);
/* The last sharer has its frame to itself again. */
void machine_own(struct machine *m, page_id_t page);
/* The shared page is copied into 'to', which is empty, and is resident there.
 * The frame it shared is empty then if it was the last. */
void machine_copy(struct machine *m, page_id_t page, frame_t to);
/* 'other', just loaded into a frame of its own, becomes a dirty copy of
 * 'page'. */
void machine_copy_contents(struct machine *m, page_id_t page, page_id_t other);
/* All sharers but 'page', which is not the last, go to swap, and 'page' has
 * the frame to itself: for a copy-on-write fault whose victim is the shared
 * frame.  Fills the victim's part of *fault. */
void machine_evict_sharers(
    struct machine *m, page_id_t page, struct fault *fault);
/* A first touch that was counted made a copy: nothing was read. */
static inline void
machine_uncount_read(struct machine *m)
{
	m->reads -= m->read_first;
}

/* The page in a frame was copied or filled, not by a reference: it is dirty,
 * and its contents are as they are. */
static inline void
machine_set_dirty(struct machine *m, page_id_t page)
{
	m->entry[page] |= ENTRY_DIRTY;
}

/* A reference to a page that is in f, alone or with others. */
void machine_mark_frame(struct machine *m, frame_t f, uint8_t bits);

/*
 * The slot to which a page with entry e is written: its own, unless another
 * page holds that too; else a new one.  Returns e, with or without ENTRY_SLOT:
 * without it no slot was free, and the machine has failed.
 */
uint8_t machine_choose_slot(struct machine *m, page_id_t page, uint8_t e);

/* The pages of which machine_evict_fast() said that they have a slot get it. */
void machine_settle_unslotted(struct machine *m);

static inline void
machine_settle_slots(struct machine *m)
{
	if (unlikely(m->nunslotted != 0))
		machine_settle_unslotted(m);
}

/*
 * Evicts a resident page with entry e.  Only if only_dirty_written is set.
 * Returns whether the page was written to swap.
 *
 * A page that is written for the first time gets its slot later, with others,
 * when slot_of[] is fetched for all of them; the slots are those that it would
 * have got now, because none is freed until then.  machine_settle_slots() comes
 * before anything else is done with slots.
 */
static inline bool
machine_evict_fast(struct machine *m, page_id_t page, uint8_t e)
{
	/* No branch: whether a page has a slot is not predictable. */
	const bool lacks = (e & (ENTRY_DIRTY | ENTRY_SLOT)) == ENTRY_DIRTY;

	if (unlikely(m->slot_by_address || m->swap.extra_holders != NULL)) {
		if ((e & ENTRY_DIRTY) != 0)
			e = machine_choose_slot(m, page, e);
	} else {
		m->unslotted[m->nunslotted] = page;
		m->nunslotted += lacks;
		if (unlikely(m->nunslotted == MACHINE_UNSLOTTED))
			machine_settle_slots(m);
		e |= lacks ? ENTRY_SLOT : 0;
	}
	m->entry[page] = PAGE_SWAPPED | (e & ENTRY_SLOT);
	return ((e & ENTRY_DIRTY) != 0);
}

/* A page comes into f, which is empty; its entry is for entry_load() to set.
 * by_page: the caller needs frame_of[] kept in any case. */
static inline void
machine_load_fast(struct machine *m, page_id_t page, frame_t f, bool by_page)
{
	m->page[f] = page;
	if (by_page || m->frame_of_kept)
		m->frame_of[page] = f;
}

/*
 * Several exchanges of the fast path, at most n: an absent page comes into the
 * frame of a resident one.  Each is machine_evict_fast(), machine_load_fast()
 * and entry_load(), but what they store to is in local variables: after a store
 * to an entry, which is a byte, a compiler reads every member again.  clock on
 * zipf took 13 % less time.  Only where machine_can_exchange().
 */
struct machine_exchanges {
	uint8_t *entry;
	page_id_t *page;   /* by frame from 'base' on */
	frame_t *frame_of; /* NULL: not kept */
	frame_t base;
	page_id_t *unslotted; /* the next to be stored */
	uint64_t writes;
};

static inline bool
machine_can_exchange(const struct machine *m)
{
	return (!m->slot_by_address && m->swap.extra_holders == NULL);
}

static inline struct machine_exchanges
machine_exchanges_begin(struct machine *m, frame_t base, uint32_t n)
{
	if (unlikely(m->nunslotted + n > MACHINE_UNSLOTTED))
		machine_settle_slots(m);
	return ((struct machine_exchanges){
	    .entry = m->entry,
	    .page = m->page + base,
	    .frame_of = m->frame_of_kept ? m->frame_of : NULL,
	    .base = base,
	    .unslotted = m->unslotted + m->nunslotted,
	});
}

/* The page, whose entry was e, comes into base + f with these bits; 'old' is
 * there, with the entry old_e. */
static always_inline void
machine_exchange(struct machine_exchanges *x, frame_t f, page_id_t old,
    uint8_t old_e, page_id_t page, uint8_t e, uint8_t bits)
{
	const unsigned dirty = (old_e & ENTRY_DIRTY) != 0;
	const bool lacks = (old_e & (ENTRY_DIRTY | ENTRY_SLOT)) == ENTRY_DIRTY;

	*x->unslotted = old;
	x->unslotted += lacks;
	x->writes += dirty;
	x->page[f] = page;
	if (x->frame_of != NULL)
		x->frame_of[page] = x->base + f;
	x->entry[old] = (uint8_t)(PAGE_SWAPPED | (old_e & ENTRY_SLOT) |
				  (lacks ? ENTRY_SLOT : 0));
	entry_load(x->entry, page, e, bits);
}

static inline void
machine_exchanges_end(struct machine *m, const struct machine_exchanges *x)
{
	m->nunslotted = (uint32_t)(x->unslotted - m->unslotted);
}

static inline void
machine_count_fast(
    struct machine *m, uint64_t evictions, uint64_t reads, uint64_t writes)
{
	m->evictions += evictions;
	m->reads += reads;
	m->writes += writes;
}

#endif
