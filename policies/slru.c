/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SLRU: segmented LRU (Karedla, Love, Wherry, "Caching Strategies to Improve
 * Disk System Performance", IEEE Computer 27(3), 1994, page 42).
 *
 * Two segments, each in LRU order.  A page is loaded at the newest end of the
 * probationary segment; if it is hit there, it moves to the newest end of the
 * protected segment.  That segment is limited: when it exceeds the limit, its
 * oldest page returns to the newest end of the probationary segment.  The
 * victim is the oldest page of the probationary segment, or if that is empty,
 * of the protected one.
 *
 *	load ──▶ [ probation ] ──▶ victim
 *		   │ hit   ▲
 *		   ▼       │ overflow
 *		 [ protected ]
 *
 * The paper's limit, a number of blocks, is the parameter 'protected'.  Both
 * segments are LRU queues, a pair.
 */
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

enum { PROBATION, PROTECTED };

struct slru_params {
	struct amount protected;
};

struct slru {
	struct lru_queue segment[2];
	uint32_t limit; /* of the protected segment */
};

static size_t
slru_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct slru) +
		lru_queue_pair_bytes(setup->nframes, setup->nframes));
}

static void
slru_init(void *st, const struct policy_setup *setup)
{
	const struct slru_params *p = setup->params;
	struct slru *s = st;
	uint64_t limit = amount_of(p->protected, setup->nframes);

	s->limit = limit < setup->nframes ? (uint32_t)limit : setup->nframes;
	lru_queue_place_pair(s->segment, s + 1, setup->nframes, setup->nframes);
}

static void
slru_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct slru *s = st;

	lru_queue_append(&s->segment[PROBATION], f);
}

static void
slru_touch(void *st, frame_t f)
{
	struct slru *s = st;

	if (lru_queue_which(s->segment, f) == PROTECTED) {
		lru_queue_move(&s->segment[PROTECTED], f);
		return;
	}
	lru_queue_move_to(&s->segment[PROBATION], &s->segment[PROTECTED], f);
	if (s->segment[PROTECTED].count > s->limit)
		lru_queue_move_to(&s->segment[PROTECTED],
		    &s->segment[PROBATION],
		    lru_queue_oldest(&s->segment[PROTECTED]));
}

static frame_t
slru_victim(void *st, not_used page_id_t page)
{
	struct slru *s = st;

	return (lru_queue_oldest(
	    &s->segment[s->segment[PROBATION].count > 0 ? PROBATION
							: PROTECTED]));
}

static void
slru_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct slru *s = st;

	lru_queue_remove(&s->segment[lru_queue_which(s->segment, f)], f);
}

static void
slru_state(const void *st, struct policy_state *to)
{
	const struct slru *s = st;

	state_frames(to, "probation", &s->segment[PROBATION]);
	state_frames(to, "protected", &s->segment[PROTECTED]);
}

static const struct policy_ops slru_ops = {
	.size = sizeof(struct policy_ops),
	.admit = slru_admit,
	.touch = slru_touch,
	.victim = slru_victim,
	.leave = slru_leave,
	.state = slru_state,
};

static const struct param slru_params[] = {
	{ .name = "protected",
	    .type = PARAM_AMOUNT,
	    .offset = offsetof(struct slru_params, protected),
	    .dflt = "80%",
	    .unit = "frames",
	    .text = "how many pages the protected segment may hold; more than "
		    "the frames counts as all frames" },
	{ .name = NULL },
};

const struct policy policy_slru = {
	.name = "slru",
	.summary = "LRU in two segments: a hit moves a page to the second",
	.size = sizeof(struct policy),
	.source = "Karedla, Love, Wherry, IEEE Computer 27(3) 1994, "
		  "page 42",
	.sight = SEES_ACCESSES,
	.params = slru_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct slru_params),
	.about = "A page is in the probationary segment until it is hit; then "
		 "it joins the protected segment. If the protected segment "
		 "exceeds its limit, its least recently used page returns to "
		 "the probationary segment. A scan passes through the "
		 "probationary segment and does not replace protected pages.",
	.weakness = "the limit does not adapt; two references close together "
		    "are enough for protection",
	.complexity = "O(1) per hit and per fault on average; 36 bytes per "
		      "frame",
	.footprint = slru_footprint,
	.init = slru_init,
	.ops = &slru_ops,
};

POLICY_BIND(slru, replay_batch);
