/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OPT: the page whose next use is furthest away is evicted (Belady's MIN, "A
 * Study of Replacement Algorithms for a Virtual-Storage Computer", IBM Systems
 * Journal 5(2), 1966).  It needs the trace in advance; no policy has fewer
 * faults.
 *
 * Faults do not depend on ties.  Among pages never used again a clean one is
 * evicted before a dirty one, then the one with the lowest number.
 *
 * Next uses are positions in the trace, and their set is a bit set: its highest
 * member leads to the victim.  A page never used again keeps the dirty bit that
 * it has after its last reference; it is first in 'parting' and is sorted into
 * the clean or the dirty ones when a victim is needed.
 *
 * Hits need not be reported: at a fault opt_pass() enters the next use of each
 * reference since the last one.  A page that an event pages out before its next
 * use counts as never used again.  Members below the current position, or of a
 * page that was unmapped, paged out or pinned, are skipped when they are found.
 *
 * touch() does the same where other policies have pages in the trace
 * (setup->partial), and where pages share a frame; that is expected at the
 * nearest use known of its pages, and the bound is not exact.
 */
#include "policies/lib/next_use.h"
#include "sim/bind.h"

/* Where pages share frames: which page is expected in one, and when. */
struct expected {
	page_id_t page;
	uint32_t next;
};

#define OPT_AHEAD 24 /* references: a next use is prefetched */
/* Between two faults; of more, most pages are used again: opt_pass_many(). */
#define OPT_ROW 64

struct opt {
	const struct future *future;
	const struct frame_table *frames;
	struct policy_host *host;
	frame_t *frame;          /* by page, while it is resident */
	struct expected *expect; /* by frame, where pages share some */
	frame_t *parting; /* frames of pages never used again, unsorted */
	uint32_t nparting : 30;
	uint32_t shared : 1; /* somewhere in the trace pages share frames */
	uint32_t told : 1;   /* touch() enters uses, not opt_pass() */
	frame_t nframes;
	uint32_t passed; /* the uses after references before this are there */
	struct bitset clean; /* resident pages never used again */
	struct bitset dirty;
	struct next_use uses; /* next uses of resident pages, and older ones */
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
	return (sizeof(struct opt) + next_use_bytes(setup) +
		2 * bitset_bytes(setup->npages) + opt_words(setup->npages) +
		opt_words(setup->nframes) +
		setup->nframes * sizeof(struct expected));
}

static void
opt_init(void *st, const struct policy_setup *setup)
{
	struct opt *o = st;
	char *at = (char *)(o + 1);

	o->future = setup->future;
	o->frames = setup->frames;
	o->host = setup->host;
	o->nframes = setup->nframes;
	o->shared = setup->future->shared;
	o->told = o->shared || setup->partial;
	o->host->hits = o->told ? HITS_TOLD : HITS_KNOWN;
	at += next_use_bytes(setup);
	bitset_place(&o->clean, at, setup->npages);
	at += bitset_bytes(setup->npages);
	bitset_place(&o->dirty, at, setup->npages);
	at += bitset_bytes(setup->npages);
	o->frame = (frame_t *)at;
	at += opt_words(setup->npages);
	o->expect = (struct expected *)at;
	at += setup->nframes * sizeof(struct expected);
	o->parting = (frame_t *)at;
	next_use_place(&o->uses, o + 1, setup, o->frame);
}

static inline page_id_t
opt_page_at(const struct opt *o, uint64_t position)
{
	return (reference_page(o->future->reference[position]));
}

/* The page of the next use in this frame. */
static inline page_id_t
opt_page_in(const struct opt *o, frame_t f)
{
	return (o->shared ? o->expect[f].page : o->frames->page[f]);
}

static void
opt_sort_parting(struct opt *o)
{
	while (o->nparting > 0) {
		frame_t f = o->parting[--o->nparting];

		bitset_add(frame_dirty(o->frames, f) ? &o->dirty : &o->clean,
		    opt_page_in(o, f));
	}
}

/* The page in f is used next at this position. */
static void
opt_expect(struct opt *o, frame_t f, uint32_t next)
{
	if (next != FUTURE_NEVER)
		next_use_add(&o->uses, next);
	else
		o->parting[o->nparting++] = f;
}

/* The page in f is expected no more. */
static void
opt_forget(struct opt *o, frame_t f)
{
	page_id_t page = opt_page_in(o, f);

	if (o->shared && o->expect[f].next != FUTURE_NEVER) {
		next_use_remove(&o->uses, o->expect[f].next);
		return;
	}
	opt_sort_parting(o);
	bitset_remove(&o->clean, page);
	bitset_remove(&o->dirty, page);
}

static uint32_t
opt_next_use(struct opt *o, page_id_t page)
{
	return (next_use_of(&o->uses, page, *o->host->now));
}

static void
opt_expect_page(struct opt *o, frame_t f, page_id_t page, uint32_t next)
{
	o->frame[page] = f;
	o->expect[f] = (struct expected){ page, next };
	opt_expect(o, f, next);
}

/* A page that shares the frame of another is not the one expected: then the
 * nearer of both uses counts. */
static void
opt_touch_shared(struct opt *o, frame_t f, uint32_t at)
{
	const struct expected *x = &o->expect[f];
	uint32_t next = o->future->next[at];
	page_id_t page = x->page;

	if (x->next != at) {
		if (next >= x->next)
			return;
		page = opt_page_at(o, at);
	}
	opt_forget(o, f);
	opt_expect_page(o, f, page, next);
}

static void
opt_admit_shared(struct opt *o, frame_t f, page_id_t page)
{
	frame_t old = o->frame[page];

	/* The page expected there has moved to a frame of its own: one that
	 * shared the old one with it is expected there now. */
	if (old != f && o->expect[old].page == page) {
		page_id_t other = o->frames->page[old];

		opt_forget(o, old);
		opt_expect_page(o, old, other, opt_next_use(o, other));
	}
	opt_expect_page(o, f, page, opt_next_use(o, page));
}

/* The reference in progress, or the last one, is to this page, which was not
 * paged out since, and its use is yet to be passed by opt_pass(). */
static inline bool
opt_is_unpassed(const struct opt *o, page_id_t page)
{
	uint64_t now = *o->host->now;

	return (!o->told && o->passed < now &&
		opt_page_at(o, now - 1) == page &&
		future_past_cut(o->future, (uint32_t)now - 1, now) == NULL);
}

static inline void
opt_admit(void *st, frame_t f, page_id_t page)
{
	struct opt *o = st;

	if (unlikely(o->shared)) {
		opt_admit_shared(o, f, page);
		return;
	}
	o->frame[page] = f;
	if (unlikely(!opt_is_unpassed(o, page)))
		opt_expect(o, f, opt_next_use(o, page));
}

static void
opt_touch(void *st, frame_t f)
{
	struct opt *o = st;
	uint32_t at = (uint32_t)*o->host->now - 1;

	if (o->shared)
		opt_touch_shared(o, f, at);
	else if (o->told)
		opt_expect(o, f, o->future->next[at]);
}

/* The frame whose page has the furthest next use, *use, which is removed. */
static inline frame_t
opt_take_furthest(struct opt *o, uint64_t *use)
{
	page_id_t page;

	do {
		*use = next_use_take_furthest(&o->uses, &page);
		if (unlikely(*use == BITSET_NONE))
			return (NO_FRAME);
	} while (unlikely(
	    (o->frames->entry[page] & ENTRY_PRESENT) == 0 && !o->shared));
	return (o->frame[page]);
}

/* *use: its next, FUTURE_NEVER or beyond if there is none. */
static inline frame_t
opt_choose(struct opt *o, uint64_t *use)
{
	uint64_t page;

	if (unlikely(o->nparting > 0))
		opt_sort_parting(o);
	page = bitset_lowest(&o->clean);
	if (likely(page == BITSET_NONE))
		page = bitset_lowest(&o->dirty);
	if (unlikely(page != BITSET_NONE)) {
		*use = FUTURE_NEVER;
		bitset_remove(&o->clean, page);
		bitset_remove(&o->dirty, page);
		return (o->frame[page]);
	}
	return (opt_take_furthest(o, use));
}

/* The page was used at this position for the last time, or the last before it
 * is paged out; once it is back, its next use is entered otherwise. */
static never_inline void
opt_part(struct opt *o, uint32_t at, uint32_t to)
{
	page_id_t page = opt_page_at(o, at);
	uint8_t e;

	if (future_was_cut(o->future, at, to, *o->host->now))
		return;
	policy_away(o->host, FUTURE_NEVER);
	policy_look(o->host, page);
	e = o->frames->entry[page];
	if ((e & ENTRY_PRESENT) != 0)
		bitset_add(
		    (e & ENTRY_DIRTY) != 0 ? &o->dirty : &o->clean, page);
}

/* Many references: the pages of most have been used again since. */
static never_inline void
opt_pass_many(struct opt *o, uint32_t to)
{
	const uint32_t *next = o->future->next;

	for (uint32_t at = o->passed; at < to; at++) {
		if (likely(next[at] < to))
			continue;
		if (next[at] != FUTURE_NEVER)
			next_use_add(&o->uses, next[at]);
		else
			opt_part(o, at, to);
	}
	o->passed = to;
}

/* Members for the references up to this position. */
static inline void
opt_pass(struct opt *o, uint32_t to)
{
	const uint32_t *next = o->future->next;
	const struct reference *reference = o->future->reference;
	struct next_use *u = &o->uses;
	uint32_t at = o->passed, top = u->top, low = u->low;

	if (to < at)
		return;
	if (to - at > OPT_ROW || o->future->n - to <= OPT_AHEAD) {
		opt_pass_many(o, to);
		return;
	}
	for (; at < to; at++) {
		uint32_t use = next[at];

		__builtin_prefetch(
		    &u->all.level[0][next[at + OPT_AHEAD] / 64], 1);
		if (unlikely(use == FUTURE_NEVER)) {
			opt_part(o, at, to);
			continue;
		}
		bitset_add(&u->all, use);
		top = use > top ? use : top;
		if (use > low)
			next_use_know(u, use, reference_page(reference[at]));
	}
	u->top = top;
	o->passed = to;
}

static inline frame_t
opt_victim(void *st, page_id_t wanted)
{
	struct opt *o = st;
	uint64_t now = *o->host->now, use;
	frame_t f;

	/* Not the reference in progress, whose page is not resident. */
	if (likely(!o->told))
		opt_pass(o, (uint32_t)now -
				(now > 0 && opt_page_at(o, now - 1) == wanted));
	f = opt_choose(o, &use);
	policy_away(o->host, use);
	return (f);
}

static inline void
opt_leave(void *st, frame_t f, enum leave_why why)
{
	struct opt *o = st;

	if (why != LEAVE_EVICTED || o->shared)
		opt_forget(o, f);
	if (o->shared)
		o->expect[f].page = NO_PAGE;
}

static void
opt_state(const void *st, struct policy_state *to)
{
	const struct opt *o = st;

	next_use_state(to, o->frames, o->nframes, o->future, *o->host->now);
}

static const struct policy_ops opt_ops = {
	.size = sizeof(struct policy_ops),
	.admit = opt_admit,
	.touch = opt_touch,
	.victim = opt_victim,
	.leave = opt_leave,
	.state = opt_state,
};

const struct policy policy_opt = {
	.name = "opt",
	.summary = "evicts the page whose next use is furthest away (a bound)",
	.size = sizeof(struct policy),
	.source = "Belady, IBM Systems Journal 5(2) 1966, MIN; Silberschatz, "
		  "Galvin and Gagne, Operating System Concepts, 10.4.3",
	.sight = SEES_FUTURE,
	.about = "The page whose next use is furthest away is evicted; a page "
		 "that is never used again before all others. It needs the "
		 "trace in advance. No policy has fewer faults, so it is the "
		 "bound that others are compared with.",
	.weakness = "cannot be implemented; minimises faults, not writes, so "
		    "another policy may write less",
	.complexity = "O(log64 of the references) per fault and per hit; 12 "
		      "bytes per frame, 8.3 per page, and 8 per reference for "
		      "the future",
	.footprint = opt_footprint,
	.init = opt_init,
	.ops = &opt_ops,
};

POLICY_BIND(opt, replay_blocks);
