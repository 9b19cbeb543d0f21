/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ENHANCED CLOCK: the enhanced second chance of the books, a clock that reads
 * the pair (accessed, dirty) and prefers pages that need no write.
 *
 * Stallings (Operating Systems: Internals and Design Principles, section 8.2,
 * clock policy), clear=second:
 *
 *	1  from the hand on, the first (0, 0) is evicted; no bit is changed
 *	2  if there is none, the first (0, 1); the accessed bit of every page
 *	   that the hand passes is cleared
 *	3  if there is none, all accessed bits are clear now: 1 and 2 again
 *
 * Silberschatz, Galvin and Gagne (Operating System Concepts, section 10.4.5.3),
 * clear=every: the pages form four classes by the pair, "we use the same scheme
 * as in the clock algorithm" but "replace the first page encountered in the
 * lowest nonempty class".  In the clock algorithm the hand clears every
 * accessed bit that it passes; it goes round until the class is known, so
 * unless it meets a (0, 0) it clears all of them.
 *
 * Both books choose the same victim from the same bits: the first page of the
 * lowest class, from the hand on.  They differ in the bits that are left.  Only
 * the victim is written.  The hand moves past it.
 *
 * Frames are kept by class (policies/lib/bit_classes.h), so that with
 * clear=second a search does not look at pages of higher classes again.  With
 * clear=every it has to look at every page: hits are not reported, so only the
 * page's bit tells whether it was set since the last search.
 */
#include "policies/lib/bit_classes.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

enum enhanced_clear { CLEAR_SECOND, CLEAR_EVERY };

struct enhanced_params {
	int clear;
};

struct enhanced_clock {
	struct bit_classes by_class;
	frame_t nframes;
	frame_t hand;
	bool every;
};

static size_t
enhanced_footprint(const struct policy_setup *setup)
{
	return (
	    sizeof(struct enhanced_clock) + bit_classes_bytes(setup->nframes));
}

static void
enhanced_init(void *st, const struct policy_setup *setup)
{
	const struct enhanced_params *p = setup->params;
	struct enhanced_clock *e = st;

	e->nframes = setup->nframes;
	e->every = p->clear == CLEAR_EVERY;
	bit_classes_place(&e->by_class, e + 1, setup->frames, setup->nframes);
}

static void
enhanced_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct enhanced_clock *e = st;

	bit_classes_put(&e->by_class, f, 0);
}

static void
enhanced_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct enhanced_clock *e = st;

	bit_classes_take(&e->by_class, f);
}

/* Clears the accessed bits of the class in the frames from first to before
 * end. */
static void
clear_class(struct bit_classes *c, int class, frame_t first, frame_t end)
{
	for (uint64_t f = first; (f = bitset_next(&c->of[class], f)) < end;
	     f++) {
		frame_clear_accessed(c->frames, (frame_t)f);
		bit_classes_check(c, (frame_t)f);
	}
}

/* Clears all accessed bits that are known to be set there.  With 'look', those
 * of other pages, too. */
static void
clear_range(struct bit_classes *c, frame_t first, frame_t end, bool look)
{
	for (int class = look ? 0 : 2; class < BIT_CLASSES; class ++)
		clear_class(c, class, first, end);
}

/* The hand passes the frames up to f. */
static void
pass(struct enhanced_clock *e, frame_t f, bool look)
{
	if (f >= e->hand) {
		clear_range(&e->by_class, e->hand, f, look);
	} else {
		clear_range(&e->by_class, e->hand, e->nframes, look);
		clear_range(&e->by_class, 0, f, look);
	}
}

/* No page is in class 0.  In the frames that the search for class 1 passes all
 * classes are known. */
static frame_t
second_scan(struct enhanced_clock *e)
{
	frame_t f = bit_classes_find(&e->by_class, 1, e->hand);

	if (f != NO_FRAME) {
		pass(e, f, false);
		return (f);
	}
	clear_range(&e->by_class, 0, e->nframes, false);
	for (int class = 0; f == NO_FRAME; class ++)
		f = bit_classes_find(&e->by_class, class, e->hand);
	return (f);
}

/* No page is in class 0, or f is the first one. */
static frame_t
clear_every(struct enhanced_clock *e, frame_t f)
{
	if (f != NO_FRAME) {
		pass(e, f, true);
		return (f);
	}
	for (int class = 1; f == NO_FRAME; class ++)
		f = bit_classes_find(&e->by_class, class, e->hand);
	clear_range(&e->by_class, 0, e->nframes, true);
	return (f);
}

static frame_t
enhanced_victim(void *st, not_used page_id_t page)
{
	struct enhanced_clock *e = st;
	frame_t f = bit_classes_find(&e->by_class, 0, e->hand);

	if (e->every)
		f = clear_every(e, f);
	else if (f == NO_FRAME)
		f = second_scan(e);
	e->hand = frame_after(f, e->nframes);
	return (f);
}

static void
enhanced_clock_state(const void *st, struct policy_state *to)
{
	state_hand(to, "hand", ((const struct enhanced_clock *)st)->hand);
}

static const struct policy_ops enhanced_clock_ops = {
	.size = sizeof(struct policy_ops),
	.admit = enhanced_admit,
	.victim = enhanced_victim,
	.leave = enhanced_leave,
	.state = enhanced_clock_state,
};

static const char *const enhanced_clears[] = { "second", "every", NULL };

static const struct param enhanced_params[] = {
	{ .name = "clear",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct enhanced_params, clear),
	    .dflt = "second",
	    .choices = enhanced_clears,
	    .text = "which scans clear the accessed bits that they pass: every "
		    "second one (Stallings), or every one (Silberschatz)" },
	{ .name = NULL },
};

const struct policy policy_enhanced_clock = {
	.name = "enhanced-clock",
	.summary = "a clock that evicts clean pages before dirty ones",
	.size = sizeof(struct policy),
	.source =
	    "Stallings, Operating Systems, 8.2, clock with use and modify "
	    "bit; Silberschatz, Galvin and Gagne, Operating System "
	    "Concepts, 10.4.5.3",
	.sight = SEES_BITS,
	.params = enhanced_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct enhanced_params),
	.about = "A hand moves round the frames and looks for a page that is "
		 "neither accessed nor dirty, changing nothing; then for one "
		 "that is only dirty, clearing accessed bits on its way; then "
		 "again. Only the victim is written. The books call it the "
		 "enhanced second chance. The extended clock of uCore is "
		 "another policy: it writes pages on its way.",
	.weakness = "scans and loops longer than memory, like clock; keeps "
		    "dirty pages that nobody uses while there are clean ones",
	.complexity = "O(1) per fault on average, O(n) with clear=every where "
		      "most pages are dirty, nothing per hit; 1.5 bytes per "
		      "frame",
	.footprint = enhanced_footprint,
	.init = enhanced_init,
	.ops = &enhanced_clock_ops,
};

POLICY_BIND(enhanced_clock, replay_batch);
