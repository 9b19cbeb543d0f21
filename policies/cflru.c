/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CFLRU: LRU that evicts clean pages first (Park, Jung, Kang, Kim and Lee,
 * "CFLRU: A Replacement Algorithm for Flash Memory", CASES 2006, section 3).
 *
 * Made for flash, where a write costs more than a read.  The old end of the LRU
 * list, 'window' pages long, is the clean-first region: its least recently used
 * clean page is evicted, or if all are dirty, the least recently used page.  A
 * window of 0 or 1 is LRU.  The paper also adapts the window while running;
 * this is its static form.
 *
 *	oldest  [ d d d c . . | . . . . . . ]  newest
 *	          passed ──┘   window
 *
 * The list is an LRU queue of frames.  A page's dirty bit changes only when
 * the page is referenced, and that moves it to the young end.  So a page that
 * a search has found dirty stays dirty while it is there, and no later search
 * examines it again: 'seen' is the place up to which all pages are dirty, and
 * 'passed' is their number, which is how many pages of the window have been
 * searched.
 */
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct cflru_params {
	struct amount window;
};

struct cflru {
	const struct frame_table *frames;
	struct lru_queue uses;
	uint32_t seen;   /* a place in the queue: no clean page is below */
	uint32_t passed; /* pages below 'seen' */
	uint32_t window;
};

static size_t
cflru_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct cflru) +
		lru_queue_bytes(setup->nframes, setup->nframes));
}

static void
cflru_init(void *st, const struct policy_setup *setup)
{
	const struct cflru_params *p = setup->params;
	struct cflru *c = st;
	uint64_t window = amount_of(p->window, setup->nframes);

	c->frames = setup->frames;
	c->window = window < setup->nframes ? (uint32_t)window : setup->nframes;
	lru_queue_place(&c->uses, c + 1, setup->nframes, setup->nframes);
}

/* Compacts the queue if it is long: the pages passed are then its first. */
static void
cflru_shorten(struct cflru *c)
{
	if (likely(!lru_queue_is_long(&c->uses)))
		return;
	lru_queue_compact(&c->uses);
	c->seen = c->passed;
}

static void
cflru_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct cflru *c = st;

	cflru_shorten(c);
	lru_queue_append(&c->uses, f);
}

static void
cflru_touch(void *st, frame_t f)
{
	struct cflru *c = st;

	cflru_shorten(c);
	c->passed -= c->uses.last[f] <= c->seen;
	lru_queue_move(&c->uses, f);
}

static frame_t
cflru_victim(void *st, not_used page_id_t page)
{
	struct cflru *c = st;
	const struct lru_queue *l = &c->uses;

	for (; c->passed < c->window && c->seen < l->end; c->seen++) {
		frame_t f = lru_queue_at(l, c->seen);

		if (f == LRU_QUEUE_NONE)
			continue;
		if (!frame_dirty(c->frames, f))
			return (f);
		c->passed++;
	}
	return (lru_queue_oldest(&c->uses));
}

static void
cflru_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct cflru *c = st;

	c->passed -= c->uses.last[f] <= c->seen;
	lru_queue_remove(&c->uses, f);
}

static void
cflru_state(const void *st, struct policy_state *to)
{
	const struct cflru *c = st;

	state_frames(to, "order", &c->uses);
	state_value(to, "window", c->window);
}

static const struct policy_ops cflru_ops = {
	.size = sizeof(struct policy_ops),
	.admit = cflru_admit,
	.touch = cflru_touch,
	.victim = cflru_victim,
	.leave = cflru_leave,
	.state = cflru_state,
};

static const struct param cflru_params[] = {
	{ .name = "window",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct cflru_params, window),
	    .dflt = "25%",
	    .unit = "frames",
	    .text = "how many of the least recently used pages are searched "
		    "for a clean one; 0 or 1 is LRU; more than the frames "
		    "counts as all frames" },
	{ .name = NULL },
};

const struct policy policy_cflru = {
	.name = "cflru",
	.summary = "LRU, but evicts clean pages near the old end first",
	.size = sizeof(struct policy),
	.source = "Park et al., CASES 2006, section 3, static window",
	.sight = SEES_ACCESSES,
	.params = cflru_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct cflru_params),
	.about = "The window holds the least recently used pages. Its oldest "
		 "clean page is evicted, or its oldest page if all are dirty. "
		 "A clean page needs no write, so this accepts more faults for "
		 "fewer writes, which are expensive on flash.",
	.weakness = "clean pages are evicted early, so it faults more than "
		    "LRU; with a wide window unused dirty pages stay",
	.complexity = "O(1) per hit and per fault on average, whatever the "
		      "window; 20 bytes per frame",
	.footprint = cflru_footprint,
	.init = cflru_init,
	.ops = &cflru_ops,
};

POLICY_BIND(cflru, replay_batch);
