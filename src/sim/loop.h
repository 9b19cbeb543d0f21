/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The replay loop, compiled once for each policy.
 *
 * 'ops' is an ordinary argument.  Where the caller passes the address of a
 * static const table (sim/bind.h), the compiler knows every pointer in it:
 * calls become direct or disappear, and an operation that is NULL removes its
 * own test.  For that reason every function here that passes 'ops' on is
 * always_inline, and only those are.
 *
 * Per reference the loop reads one byte, the page's entry.  If that has every
 * bit that the reference would set (present, accessed, and dirty for a write),
 * nothing is left to do but to call touch(), if there is one.
 *
 * There are two loops.  replay_batch() takes one reference after another, for
 * any policy.  replay_blocks() (blocks.h) processes a block of references at
 * once; it is for policies whose touch() need not be called for each hit.  A
 * policy that is compiled in binds one of them; a plug-in is run by the first.
 *
 * A fault takes one of two paths: the fast path if only counts and times are
 * asked for, and else the long path, which fills a struct fault.  The tests
 * compare their results.  Both assume one victim for each fault
 * (policy/policy.h says what else does).
 */
#ifndef SIM_LOOP_H
#define SIM_LOOP_H

#include <assert.h>

#include "base/inline.h"
#include "sim/fuse.h"
#include "sim/replay.h"
#include "sim/swap_io.h"

/* Entries are prefetched so many references ahead.  16 to 32 measured best on a
 * million pages; where all entries fit a cache it costs nothing. */
#define LOOP_AHEAD 24

/* What the policy keeps of a page is prefetched later, because its entry
 * decides what that is. */
#define LOOP_NEAR 10

/* For a policy that scans this is done for so many references together, those
 * after the next ones. */
#define LOOP_GROUP 8

/* With fewer pages all of that fits a near cache; prefetching it would cost ARC
 * a third of its speed. */
#define LOOP_PREFETCH_PAGES 65536

_Static_assert(LOOP_AHEAD <= REPLAY_AHEAD && 2 * LOOP_GROUP <= LOOP_AHEAD,
    "the loop may look this far, and entries are fetched before");

/* A policy that reclaims in batches empties frames before a page comes in, and
 * the fault waits for it. */
static always_inline void
loop_scan(struct replay *r, struct instance *in, const struct policy_ops *ops)
{
	if (ops->needs_scan == NULL || likely(!ops->needs_scan(in->st)))
		return;
	r->reclaiming = true;
	ops->scan(in->st, 1);
	r->reclaiming = false;
	r->reclaims++;
}

/*
 * A frame for the page wanted: a free one, or the victim's; NO_FRAME: all are
 * pinned.  keep: a shared page that is about to be copied, or NO_PAGE.  If the
 * frame of 'keep' is the victim, the other sharers are evicted and 'keep'
 * stays; only then the frame returned is not empty.
 */
static always_inline frame_t
loop_frame(struct replay *r, struct partition *c, page_id_t wanted,
    page_id_t keep, const struct policy_ops *ops)
{
	struct instance *in = &c->instance;
	frame_t f, frame;

	r->fault.victim = NO_PAGE;
	r->fault.written = false;
	if (keep == NO_PAGE)
		loop_scan(r, in, ops);
	if (unlikely(r->swap_io != NULL))
		swap_reclaim_make_room(r->swap_io, c, keep != NO_PAGE);
	if (unlikely(c->nfree > 0))
		return (partition_take_frame(c));
	if (unlikely(in->evictable == 0))
		return (NO_FRAME);
	f = instance_victim(in, wanted, ops);
	frame = in->base + f;
	if (unlikely(r->fuse != NULL))
		fuse_forget(r, r->machine.page[frame]);
	if (unlikely(r->swap_io != NULL))
		swap_io_forget(r->swap_io, frame);
	instance_leave(in, f, LEAVE_EVICTED, ops);
	if (keep != NO_PAGE && r->machine.frame_of[keep] == frame)
		machine_evict_sharers(&r->machine, keep, &r->fault);
	else
		machine_evict(&r->machine, &frame, 1, &r->fault);
	return (frame);
}

/* Brings an absent page in; false: there is no frame. */
static always_inline bool
loop_load(struct replay *r, struct partition *c, page_id_t page,
    const struct policy_ops *ops)
{
	frame_t f = loop_frame(r, c, page, NO_PAGE, ops);

	if (unlikely(f == NO_FRAME))
		return (false);
	machine_load(&r->machine, page, f, &r->fault);
	instance_admit(&c->instance, f - c->instance.base, page, ops);
	return (true);
}

/* Counts of faults of the fast path.  A local variable of the loop: an entry is
 * a byte, so as far as the compiler knows a store to one may change any
 * member of a struct. */
struct loop_count {
	uint64_t faults;
	uint64_t swap_ins; /* of them */
	uint64_t writes;
	uint64_t shared;     /* victims that were shared: machine_evict() counts
			      * those */
	struct parts *parts; /* that note each fault; NULL: there are none, or
			      * all pages are of one class */
};

static inline struct loop_count
loop_count_begin(const struct replay *r)
{
	struct parts *p = r->parts;

	return ((struct loop_count){
	    .parts = p != NULL && parts_has_notes(p) ? p : NULL,
	});
}

static inline void
loop_count_faults(struct replay *r, const struct loop_count *count)
{
	machine_settle_slots(&r->machine);
	if (r->parts != NULL && count->parts == NULL) {
		parts_add(
		    r->parts, FAULT_ZERO, count->faults - count->swap_ins);
		parts_add(r->parts, FAULT_SWAP_IN, count->swap_ins);
	}
	r->fast_faults[FAULT_ZERO] += count->faults - count->swap_ins;
	r->fast_faults[FAULT_SWAP_IN] += count->swap_ins;
	machine_count_fast(&r->machine, count->faults - count->shared,
	    r->machine.read_first ? count->faults : count->swap_ins,
	    count->writes);
}

/* May faults take the fast path?  No frame is free, and nothing but counts is
 * asked for. */
static always_inline bool
loop_fast_path(const struct replay *r, const struct partition *c)
{
	return (c->nfree == 0 && c->instance.evictable > 0 && r->fast_path);
}

/* Fast path: the frame to empty; *old: the page in it. */
static always_inline frame_t
loop_choose(struct replay *r, struct partition *c, page_id_t wanted,
    page_id_t *old, const struct policy_ops *ops)
{
	const struct instance *in = &c->instance;
	frame_t f = ops->victim(in->st, wanted);

	if (unlikely(f >= in->nframes))
		replay_blame(r, "named a frame that does not exist", f);
	*old = in->frames.page[f];
	if (unlikely(*old == NO_PAGE))
		replay_blame(r, "named a frame that it may not empty", f);
	return (f);
}

/* Fast path: page, whose entry is e, replaces 'old' in f.  unseen: admit()
 * neither reads nor changes entries; by_page: the loop reads frame_of[]. */
static always_inline void
loop_exchange(struct replay *r, struct partition *c, frame_t f, page_id_t old,
    page_id_t page, uint8_t e, bool write, struct loop_count *count,
    bool unseen, bool by_page, const struct policy_ops *ops)
{
	struct machine *m = &r->machine;
	uint8_t *entry = m->entry, old_entry;
	bool written;

	if (ops->leave != NULL)
		ops->leave(c->instance.st, f, LEAVE_EVICTED);
	old_entry = entry[old];
	if (likely(entry_present(old_entry))) {
		written = machine_evict_fast(m, old, old_entry);
		count->writes += written;
	} else {
		machine_settle_slots(m);
		cow_victim(r, c, f);
		written = r->fault.written;
		count->shared++;
	}
	machine_load_fast(m, page, c->instance.base + f, by_page);
	count->faults++;
	count->swap_ins += entry_swapped(e);
	if (r->fast_costs)
		account_exchange(r, entry_swapped(e), written);
	if (count->parts != NULL)
		parts_note_fast(
		    count->parts, r->outcome, page, entry_swapped(e), old);
	/* The entry is stored after admit() if that cannot see it: after a
	 * store to an entry the compiler reads every member again. */
	if (ops->admit != NULL) {
		if (!unseen)
			entry_load(entry, page, e, 0);
		ops->admit(c->instance.st, f, page);
	}
	if (unseen || ops->admit == NULL)
		entry_load(entry, page, e, r->load_bits[write]);
	else
		entry_mark(entry, page, r->load_bits[write]);
}

/* A reference to a page that is not present. */
static always_inline void
loop_fault(
    struct replay *r, page_id_t page, bool write, const struct policy_ops *ops)
{
	struct machine *m = &r->machine;
	struct fault *fault = &r->fault;

	machine_settle_slots(m);
	/* One call for both: with two the compiler kept less of the loop in
	 * registers (arc: 10 %). */
	if (unlikely(entry_in_frame(m->entry[page]) || r->swap_io != NULL)) {
		cow_reference(r, page, write);
		return;
	}
	fault->at = r->now - 1;
	fault->write = write;
	if (unlikely(!loop_load(r, r->partition, page, ops))) {
		r->no_frame++;
		return;
	}
	machine_mark(m, page, r->load_bits[write]);
	replay_count_fault(r, fault);
	if (r->account_each_fault || r->parts != NULL)
		account_fault(r, fault);
}

static always_inline const uint8_t *
loop_absent(const struct policy_prefetch *prefetch, page_id_t page)
{
	const uint8_t *absent = prefetch->absent;

	return (absent + page * prefetch->size);
}

/* What the policy reads for a reference to this page.  The address is chosen
 * with a mask: a branch is not predictable here, and the compiler made one of
 * a condition (arc: 5 %). */
static always_inline void
loop_prefetch(const struct replay *r, const struct partition *c, page_id_t page,
    const struct policy_prefetch *prefetch)
{
	const uint8_t *entry = &r->machine.entry[page];
	uintptr_t absent = (uintptr_t)loop_absent(prefetch, page);
	uintptr_t if_present = -(uintptr_t)entry_present(*entry);

	__builtin_prefetch(
	    (const void *)(absent ^ ((absent ^ (uintptr_t)entry) & if_present)),
	    1);
	__builtin_prefetch(
	    &prefetch->present[r->machine.frame_of[page] - c->instance.base],
	    1);
}

/* What faults in LOOP_GROUP references read and store outside the fast path,
 * where every page has a slot, a frame and an address.  Whether a page is
 * present is not predictable, so absent ones are collected first: there is one
 * branch that depends on how many they are. */
static always_inline void
loop_prefetch_faults(const struct replay *r, const struct partition *c,
    const struct reference *ref, const struct policy_prefetch *prefetch)
{
	const struct machine *m = &r->machine;
	const struct policy_setup *s = &c->instance.setup;
	const bool addresses = c->instance.host.reads_addresses;
	page_id_t absent[LOOP_GROUP];
	unsigned n = 0;

	for (unsigned i = 0; i < LOOP_GROUP; i++) {
		absent[n] = reference_page(ref[i]);
		n += !entry_present(m->entry[absent[n]]);
	}
	for (unsigned i = 0; i < n; i++) {
		__builtin_prefetch(loop_absent(prefetch, absent[i]), 1);
		__builtin_prefetch(&m->slot_of[absent[i]], 1);
		__builtin_prefetch(&m->frame_of[absent[i]], 1);
		if (addresses && s->vpn != NULL)
			__builtin_prefetch(&s->vpn[absent[i]]);
		if (addresses && s->process != NULL)
			__builtin_prefetch(&s->process[absent[i]]);
	}
}

static always_inline void
loop_run(struct replay *r, const struct reference *ref, size_t n,
    const struct policy_prefetch *prefetch, const struct policy_ops *ops)
{
	const frame_t *frame_of = r->machine.frame_of;
	uint8_t *entry = r->machine.entry;
	const uint8_t need[2] = { r->done_bits[0], r->done_bits[1] };
	const uint8_t marked[2] = { r->hit_bits[0], r->hit_bits[1] };
	const bool write_effects = r->machine.write_effects;
	struct loop_count count = loop_count_begin(r);
	struct partition *c = r->partition;
	uint64_t start = r->now;

	for (size_t i = 0; i < n; i++) {
		page_id_t ahead = reference_page(ref[i + LOOP_AHEAD]);
		page_id_t page = reference_page(ref[i]), old;
		bool write = reference_write(ref[i]);
		uint8_t e = entry[page];
		frame_t f;

		__builtin_prefetch(&entry[ahead]);
		if (ops->touch != NULL)
			__builtin_prefetch(&frame_of[ahead], 1);
		if (prefetch != NULL && ops->scan != NULL) {
			if (i % LOOP_GROUP == 0)
				loop_prefetch_faults(
				    r, c, &ref[i + LOOP_GROUP], prefetch);
		} else if (prefetch != NULL)
			loop_prefetch(
			    r, c, reference_page(ref[i + LOOP_NEAR]), prefetch);
		if (likely(entry_present(e))) {
			if (ops->touch != NULL) {
				r->now = start + i + 1;
				ops->touch(c->instance.st,
				    frame_of[page] - c->instance.base);
			}
			/* Stored even if the bits are set: a store costs less
			 * than a mispredicted branch (clock: 5 %). */
			if (unlikely(write_effects)) {
				r->now = start + i + 1;
				if ((e & need[write]) != need[write])
					machine_mark(&r->machine, page,
					    r->hit_bits[write]);
			} else {
				entry_mark(entry, page, marked[write]);
			}
			continue;
		}
		r->now = start + i + 1;
		if (unlikely(!loop_fast_path(r, c) || entry_in_frame(e))) {
			loop_fault(r, page, write, ops);
			continue;
		}
		f = loop_choose(r, c, page, &old, ops);
		loop_exchange(r, c, f, old, page, e, write, &count, false,
		    ops->touch != NULL, ops);
	}
	r->now = start + n;
	loop_count_faults(r, &count);
}

static always_inline void
replay_batch(struct replay *r, const struct reference *ref, size_t n,
    const struct policy_ops *ops)
{
	loop_run(r, ref, n, NULL, ops);
}

/* The same for a policy that sets host->prefetch.  With few pages there is no
 * prefetching, which would make the loop slower. */
static always_inline void
replay_prefetch(struct replay *r, const struct reference *ref, size_t n,
    const struct policy_ops *ops)
{
	const struct policy_prefetch prefetch =
	    r->partition->instance.host.prefetch;

	if (r->use_prefetch && (ops->scan != NULL ? prefetch.absent != NULL
						  : prefetch.present != NULL))
		loop_run(r, ref, n, &prefetch, ops);
	else
		loop_run(r, ref, n, NULL, ops);
}

#endif
