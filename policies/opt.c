/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OPT: the page whose next use is furthest goes (Belady's MIN, IBM Systems
 * Journal 5(2), 1966).  Nobody can run it; nobody can beat it.
 *
 * The number of faults does not depend on ties.  There are none among pages
 * used again, and among pages never used again a clean one goes first, then the
 * lowest number.
 *
 * A resident page's next use is a position in the trace, and no two pages share
 * one, so the set of next uses is a bit set over positions: its highest member
 * leads to the victim.  A page never used again keeps the dirty bit it has, but
 * only after the reference at hand: it waits in 'parting' and is sorted into
 * the clean or the dirty when a victim is wanted.
 *
 * Where pages share a frame after a fork, the frame is expected at the nearest
 * use known; the bound is then not exact.
 */
#include "base/bitset.h"
#include "replay/loop.h"

struct opt {
	const struct future *future;
	const struct frame_table *frames;
	const uint64_t *now;
	uint32_t *seen;   /* by page: one more than a position it was used at */
	frame_t *frame;   /* by page: its frame, while it is resident */
	vpn_t *page;      /* by frame: the page that is expected */
	uint32_t *next;   /* by frame: when it is */
	frame_t *parting; /* frames of pages never used again, unsorted */
	frame_t nparting;
	struct bitset uses;  /* next uses of resident pages */
	struct bitset clean; /* resident pages never used again */
	struct bitset dirty;
};

/* Bits of 64-bit words, so that what follows stays aligned. */
static size_t
opt_words(uint64_t elements)
{
	return ((elements + 1) / 2 * sizeof(uint64_t));
}

static size_t
opt_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct opt) +
		bitset_bytes((uint64_t)setup->future->n + 1) +
		2 * bitset_bytes(setup->npages) + 2 * opt_words(setup->npages) +
		3 * opt_words(setup->nframes));
}

static void
opt_init(void *st, const struct policy_setup *setup)
{
	struct opt *o = st;
	uint64_t uses = (uint64_t)setup->future->n + 1;
	char *at = (char *)(o + 1);

	o->future = setup->future;
	o->frames = setup->frames;
	o->now = setup->host->now;
	bitset_place(&o->uses, at, uses);
	at += bitset_bytes(uses);
	bitset_place(&o->clean, at, setup->npages);
	at += bitset_bytes(setup->npages);
	bitset_place(&o->dirty, at, setup->npages);
	at += bitset_bytes(setup->npages);
	o->frame = (frame_t *)at;
	at += opt_words(setup->npages);
	o->seen = (uint32_t *)at;
	at += opt_words(setup->npages);
	o->page = (vpn_t *)at;
	at += opt_words(setup->nframes);
	o->next = (uint32_t *)at;
	at += opt_words(setup->nframes);
	o->parting = (frame_t *)at;
}

static void
opt_sort_parting(struct opt *o)
{
	while (o->nparting > 0) {
		frame_t f = o->parting[--o->nparting];

		bitset_add(frame_dirty(o->frames, f) ? &o->dirty : &o->clean,
		    o->page[f]);
	}
}

/* The frame's page is expected no more. */
static void
opt_forget(struct opt *o, frame_t f)
{
	if (o->next[f] != FUTURE_NEVER) {
		bitset_remove(&o->uses, o->next[f]);
		return;
	}
	opt_sort_parting(o);
	bitset_remove(&o->clean, o->page[f]);
	bitset_remove(&o->dirty, o->page[f]);
}

/*
 * The page's next use, at this position or later.  Mostly the page is the one
 * referred to just now; one that comes in otherwise (populated, unpinned) is
 * followed up from where it was last seen.
 */
static uint32_t
opt_next_use(struct opt *o, vpn_t page)
{
	const struct future *future = o->future;
	uint64_t now = *o->now;
	uint32_t next;

	if (now > 0 && reference_page(future->reference[now - 1]) == page) {
		o->seen[page] = (uint32_t)now;
		return (future->next[now - 1]);
	}
	next = o->seen[page] == 0 ? future->first[page]
				  : future->next[o->seen[page] - 1];
	while (next < now) {
		o->seen[page] = next + 1;
		next = future->next[next];
	}
	return (next);
}

static void
opt_expect(struct opt *o, frame_t f, vpn_t page, uint32_t next)
{
	o->frame[page] = f;
	o->page[f] = page;
	o->next[f] = next;
	if (next != FUTURE_NEVER)
		bitset_add(&o->uses, next);
	else
		o->parting[o->nparting++] = f;
}

static void
opt_admit(void *st, frame_t f, vpn_t page)
{
	struct opt *o = st;

	opt_expect(o, f, page, opt_next_use(o, page));
}

/* A page that shares the frame of another is not the one expected: then the
 * nearer of both uses counts. */
static void
opt_touch(void *st, frame_t f)
{
	struct opt *o = st;
	uint32_t at = (uint32_t)*o->now - 1, next = o->future->next[at];

	if (unlikely(o->next[f] != at)) {
		if (next >= o->next[f])
			return;
		opt_forget(o, f);
	} else {
		bitset_remove(&o->uses, at);
	}
	opt_expect(o, f, reference_page(o->future->reference[at]), next);
}

static frame_t
opt_victim(void *st, vpn_t wanted)
{
	struct opt *o = st;
	uint64_t page;

	(void)wanted;
	opt_sort_parting(o);
	page = bitset_lowest(&o->clean);
	if (page == BITSET_NONE)
		page = bitset_lowest(&o->dirty);
	if (page == BITSET_NONE)
		page = reference_page(
		    o->future->reference[bitset_highest(&o->uses)]);
	return (o->frame[page]);
}

static void
opt_leave(void *st, frame_t f, enum leave_why why)
{
	struct opt *o = st;

	(void)why;
	opt_forget(o, f);
}

static const struct policy_verbs opt_verbs = {
	.admit = opt_admit,
	.touch = opt_touch,
	.victim = opt_victim,
	.leave = opt_leave,
};

static void
opt_replay(struct replay *r, const struct reference *ref, size_t n)
{
	replay_batch(r, ref, n, &opt_verbs);
}

const struct policy policy_opt = {
	.name = "opt",
	.summary = "the page used furthest in the future goes: the bound",
	.source = "Belady, IBM Systems Journal 5(2) 1966, MIN",
	.sight = SEES_FUTURE,
	.about = "The page whose next use is furthest away goes, one never "
		 "used again before all others. It needs the whole trace in "
		 "advance. No policy faults less, so it is the bound that the "
		 "others are measured against.",
	.weakness = "cannot be built; counts faults, not writes, so another "
		    "policy may write less",
	.complexity =
	    "O(log64 of the references) a fault and a hit; 12 bytes a "
	    "frame, 8.3 a page, and 8 a reference for the future",
	.footprint = opt_footprint,
	.init = opt_init,
	.verbs = &opt_verbs,
	.replay = opt_replay,
};
