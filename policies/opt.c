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

/* Which page is expected in a frame, and when. */
struct expected {
	vpn_t page;
	uint32_t next;
};

/* References ahead at which the bit of a next use is asked for. */
#define USES_AHEAD 24

/* Victims ahead that are asked for, in steps of a quarter of it: the
 * reference, the page's frame, the frame's page, the page's entry. */
#define SCOUTS 16

#define LATELY 1024

struct opt {
	const struct future *future;
	const struct frame_table *frames;
	const uint64_t *now;
	uint32_t *seen; /* by page: one more than a position it was used at,
			 * for pages that came in without a reference */
	frame_t *frame; /* by page: its frame, while it is resident */
	struct expected *expect; /* by frame */
	frame_t *parting; /* frames of pages never used again, unsorted */
	frame_t nparting;
	uint32_t scouted[SCOUTS]; /* uses below the furthest, a ring */
	unsigned first, last;
	frame_t lately[LATELY]; /* by use: the frame it may be expected in */
	struct bitset uses;     /* next uses of resident pages */
	struct bitset clean;    /* resident pages never used again */
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
		opt_words(setup->nframes) +
		setup->nframes * sizeof(struct expected));
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
	o->expect = (struct expected *)at;
	at += setup->nframes * sizeof(struct expected);
	o->parting = (frame_t *)at;
}

static void
opt_sort_parting(struct opt *o)
{
	while (o->nparting > 0) {
		frame_t f = o->parting[--o->nparting];

		bitset_add(frame_dirty(o->frames, f) ? &o->dirty : &o->clean,
		    o->expect[f].page);
	}
}

/* The frame's page is expected no more. */
static void
opt_forget(struct opt *o, frame_t f)
{
	const struct expected *x = &o->expect[f];

	if (x->next != FUTURE_NEVER) {
		bitset_remove(&o->uses, x->next);
		return;
	}
	opt_sort_parting(o);
	bitset_remove(&o->clean, x->page);
	bitset_remove(&o->dirty, x->page);
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

	if (now > 0 && reference_page(future->reference[now - 1]) == page)
		return (future->next[now - 1]);
	next = o->seen[page] == 0 ? future->first[page]
				  : future->next[o->seen[page] - 1];
	while (next < now) {
		o->seen[page] = next + 1;
		next = future->next[next];
	}
	return (next);
}

/* Asks for the bit of a next use that will be set a little later. */
static inline void
opt_look_ahead(const struct opt *o)
{
	uint64_t at = *o->now + USES_AHEAD;

	if (at < o->future->n)
		__builtin_prefetch(
		    &o->uses.level[0][o->future->next[at] / 64], 1);
}

static void
opt_expect(struct opt *o, frame_t f, vpn_t page, uint32_t next)
{
	o->expect[f] = (struct expected){ page, next };
	o->lately[next % LATELY] = f;
	if (next != FUTURE_NEVER)
		bitset_add(&o->uses, next);
	else
		o->parting[o->nparting++] = f;
}

/* The page expected in f has moved to a frame of its own: one that shared f
 * with it is expected there now. */
static never_inline void
opt_expect_other(struct opt *o, frame_t f)
{
	vpn_t page = o->frames->page[f];

	opt_forget(o, f);
	o->frame[page] = f;
	opt_expect(o, f, page, opt_next_use(o, page));
}

static void
opt_admit(void *st, frame_t f, vpn_t page)
{
	struct opt *o = st;
	frame_t old = o->frame[page];

	opt_look_ahead(o);
	if (unlikely(old != f && o->expect[old].page == page))
		opt_expect_other(o, old);
	o->frame[page] = f;
	opt_expect(o, f, page, opt_next_use(o, page));
}

/* A page that shares the frame of another is not the one expected: then the
 * nearer of both uses counts. */
static void
opt_touch(void *st, frame_t f)
{
	struct opt *o = st;
	struct expected *x = &o->expect[f];
	uint32_t at = (uint32_t)*o->now - 1, next = o->future->next[at];
	vpn_t page = x->page;

	opt_look_ahead(o);
	if (unlikely(x->next != at)) {
		if (next >= x->next)
			return;
		opt_forget(o, f);
		page = reference_page(o->future->reference[at]);
		o->frame[page] = f;
	} else {
		bitset_remove(&o->uses, at);
	}
	opt_expect(o, f, page, next);
}

static inline vpn_t
opt_scouted(const struct opt *o, unsigned victims)
{
	uint32_t use = o->scouted[(o->first + victims) % SCOUTS];

	return (reference_page(o->future->reference[use]));
}

/*
 * What a victim waits for is memory, four times over: the reference that its
 * use is, the page's frame, what is expected there, the page's entry.  So the
 * uses below the furthest are followed one step further at each victim.  They
 * may be overtaken by a new furthest use; that only costs time.
 */
static inline void
opt_send_scouts(struct opt *o, uint64_t furthest)
{
	frame_t f;

	while (o->first != o->last && o->scouted[o->first % SCOUTS] >= furthest)
		o->first++;
	for (int i = 0; i < 2 && o->last - o->first < SCOUTS; i++) {
		uint64_t use = bitset_below(&o->uses,
		    o->last == o->first ? furthest
					: o->scouted[(o->last - 1) % SCOUTS]);

		if (use == BITSET_NONE)
			return;
		o->scouted[o->last++ % SCOUTS] = (uint32_t)use;
		__builtin_prefetch(&o->future->reference[use]);
	}
	if (o->last - o->first < SCOUTS)
		return;
	__builtin_prefetch(&o->frame[opt_scouted(o, SCOUTS * 3 / 4)]);
	f = o->frame[opt_scouted(o, SCOUTS / 2)];
	__builtin_prefetch(&o->frames->page[f]);
	__builtin_prefetch(&o->expect[f]);
	frame_prefetch(o->frames, o->frame[opt_scouted(o, SCOUTS / 4)]);
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
	if (page == BITSET_NONE) {
		uint64_t furthest = bitset_highest(&o->uses);

		frame_t f = o->lately[furthest % LATELY];

		if (o->expect[f].next == furthest) {
			return (f);
		}
		opt_send_scouts(o, furthest);
		page = reference_page(o->future->reference[furthest]);
	}
	return (o->frame[page]);
}

static void
opt_leave(void *st, frame_t f, enum leave_why why)
{
	struct opt *o = st;

	(void)why;
	opt_forget(o, f);
	o->expect[f].page = NO_PAGE;
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
