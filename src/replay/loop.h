/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The replay loop, compiled once for each policy.
 *
 * 'verbs' is an ordinary argument.  Where the caller passes the address of a
 * static const table, as a policy does at the foot of its file, the compiler
 * knows every pointer in it: calls become direct or vanish, and a NULL verb
 * removes its own test.  Every function here that passes 'verbs' on is
 * always_inline for that reason, and only those are.
 *
 * Per reference the loop reads one byte, the page's entry.  Where that shows
 * everything the reference would set (present, accessed, and dirty for a
 * write) nothing is left to do but to tell a policy that sees accesses.
 */
#ifndef REPLAY_LOOP_H
#define REPLAY_LOOP_H

#include <assert.h>

#include "base/inline.h"
#include "replay/replay.h"

/* References ahead at which entries are asked for.  Measured best between 16
 * and 32 on a million pages; below the size of a cache it does no harm. */
#define LOOP_AHEAD 24

/* Frames ahead of the victim whose entries are asked for. */
#define FRAMES_AHEAD 8

_Static_assert(LOOP_AHEAD <= REPLAY_AHEAD, "the loop may look this far");

/*
 * A frame for the page wanted: a free one, or the victim's; NO_FRAME when all
 * are pinned.  keep: a shared page that is about to be copied.  Should its own
 * frame be the victim, the others leave it and the page need not move: then
 * the frame returned is not empty.  NO_PAGE: none.
 */
static always_inline frame_t
loop_frame(struct replay *r, struct cell *c, vpn_t wanted, vpn_t keep,
    const struct policy_verbs *verbs)
{
	struct machine *m = &r->machine;
	frame_t f;
	vpn_t page;

	r->fault.victim = NO_PAGE;
	r->fault.written = false;
	if (unlikely(c->nfree > 0))
		return (replay_take_frame(c));
	if (unlikely(c->offered == 0))
		return (NO_FRAME);
	f = verbs->victim(c->st, wanted);
	if (unlikely(f >= c->nframes))
		replay_blame(r, "named a frame that does not exist", f);
	page = m->page[c->base + f];
	if (unlikely(page == NO_PAGE || (m->entry[page] & ENTRY_PINNED) != 0))
		replay_blame(r, "named a frame that it may not empty", f);
	if (verbs->leave != NULL)
		verbs->leave(c->st, f, LEAVE_EVICTED);
	c->offered--;
	if (keep != NO_PAGE && m->where[keep] == c->base + f)
		machine_keep(m, keep, &r->fault);
	else
		machine_evict(m, c->base + f, &r->fault);
	return (c->base + f);
}

static always_inline void
loop_admit(
    struct cell *c, frame_t f, vpn_t page, const struct policy_verbs *verbs)
{
	c->offered++;
	if (verbs->admit != NULL)
		verbs->admit(c->st, f - c->base, page);
}

/* Brings an absent page in; false: there is no frame. */
static always_inline bool
loop_load(struct replay *r, struct cell *c, vpn_t page,
    const struct policy_verbs *verbs)
{
	frame_t f = loop_frame(r, c, page, NO_PAGE, verbs);

	if (unlikely(f == NO_FRAME))
		return (false);
	machine_load(&r->machine, page, f, &r->fault);
	loop_admit(c, f, page, verbs);
	return (true);
}

/*
 * The short form of a fault, for most runs and most faults: memory is full, the
 * machine is plain and nobody watches, so that only counts remain.  Held to the
 * long form by the tests.  false: the long form must be taken, nothing has been
 * done.
 *
 * What a fault waits for is the entry of the page that goes, so the entries of
 * those that will go next, if they go in the order of frames, are asked for
 * early: 11.1 ns a reference became 7.0 for fifo with one fault in four.
 */
static always_inline bool
loop_fault_quickly(struct replay *r, struct cell *c, vpn_t page, bool write,
    uint8_t e, const struct policy_verbs *verbs)
{
	struct machine *m = &r->machine;
	uint8_t *entry = m->entry;
	vpn_t *held, gone;
	enum fault_kind kind;
	frame_t f;
	uint8_t gone_entry;

	if (unlikely(!r->quick || c->nfree > 0 || c->offered == 0))
		return (false);
	f = verbs->victim(c->st, page);
	if (unlikely(f >= c->nframes))
		replay_blame(r, "named a frame that does not exist", f);
	held = &c->frames.page[f];
	__builtin_prefetch(&entry[held[FRAMES_AHEAD]], 1);
	gone = *held;
	gone_entry = entry[gone];
	if (verbs->leave != NULL)
		verbs->leave(c->st, f, LEAVE_EVICTED);
	if (unlikely((gone_entry & ENTRY_PRESENT) == 0))
		replay_rare_victim(r, c, f);
	else
		machine_drop(m, gone, gone_entry);
	*held = page;
	m->where[page] = c->base + f;
	kind = (e & ENTRY_TOUCHED) != 0 ? FAULT_SWAP_IN : FAULT_ZERO;
	e = ENTRY_PRESENT | ENTRY_TOUCHED | (e & ENTRY_SLOT);
	if (verbs->admit != NULL) {
		entry[page] = e;
		verbs->admit(c->st, f, page);
	}
	entry[page] = e | r->loaded[write];
	r->brief[kind]++;
	return (true);
}

/* The rest of a reference whose entry does not show all it would set. */
static always_inline void
loop_miss(struct replay *r, struct cell *c, vpn_t page, bool write,
    const struct policy_verbs *verbs)
{
	struct machine *m = &r->machine;
	struct fault *fault = &r->fault;
	uint8_t e = m->entry[page];

	if ((e & ENTRY_PRESENT) != 0) {
		if (verbs->touch != NULL)
			verbs->touch(c->st, m->where[page] - c->base);
		machine_mark(m, page, r->marked[write]);
		return;
	}
	if (unlikely((e & ENTRY_IN_FRAME) != 0)) {
		replay_rare(r, page, write);
		return;
	}
	if (likely(loop_fault_quickly(r, c, page, write, e, verbs)))
		return;
	fault->at = r->now - 1;
	fault->write = write;
	if (unlikely(!loop_load(r, c, page, verbs))) {
		r->no_frame++;
		return;
	}
	machine_mark(m, page, r->loaded[write]);
	r->quiet[fault->kind][fault->victim != NO_PAGE]++;
	if (r->watched)
		replay_account(r, fault);
}

static always_inline void
replay_batch(struct replay *r, const struct reference *ref, size_t n,
    const struct policy_verbs *verbs)
{
	const uint8_t *entry = r->machine.entry;
	const uint32_t *where = r->machine.where;
	const uint8_t need[2] = { r->need[0], r->need[1] };
	struct cell *c = r->cell;
	uint64_t start = r->now;

	for (size_t i = 0; i < n; i++) {
		vpn_t ahead = reference_page(ref[i + LOOP_AHEAD]);
		vpn_t page = reference_page(ref[i]);
		bool write = reference_write(ref[i]);

		__builtin_prefetch(&entry[ahead]);
		__builtin_prefetch(&where[ahead], 1);
		if (likely((entry[page] & need[write]) == need[write])) {
			if (verbs->touch != NULL) {
				r->now = start + i + 1;
				verbs->touch(c->st, where[page] - c->base);
			}
			continue;
		}
		r->now = start + i + 1;
		loop_miss(r, c, page, write, verbs);
	}
	r->now = start + n;
}

#endif
