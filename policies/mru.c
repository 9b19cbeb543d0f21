/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MRU: the page used last is evicted (any textbook; Chou and DeWitt, "An
 * Evaluation of Buffer Management Strategies for Relational Database Systems",
 * VLDB 1985, section 3, use it for looping scans).
 *
 * The page that is loaded is not a candidate: the page used before it is
 * evicted.  So in a loop longer than memory all frames but one keep their
 * pages, which is optimal for loops.
 *
 * The frames are in a queue in the order of their last references, as for
 * LRU; only the other end is read.
 */
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct mru {
	struct lru_queue uses;
};

static size_t
mru_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct mru) +
		lru_queue_bytes(setup->nframes, setup->nframes));
}

static void
mru_init(void *st, const struct policy_setup *setup)
{
	struct mru *m = st;

	lru_queue_place(&m->uses, m + 1, setup->nframes, setup->nframes);
}

static void
mru_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct mru *m = st;

	lru_queue_append(&m->uses, f);
}

static void
mru_touch(void *st, frame_t f)
{
	struct mru *m = st;

	lru_queue_move(&m->uses, f);
}

static frame_t
mru_victim(void *st, not_used page_id_t page)
{
	struct mru *m = st;

	return (lru_queue_newest(&m->uses));
}

static void
mru_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct mru *m = st;

	lru_queue_remove(&m->uses, f);
}

static void
mru_state(const void *st, struct policy_state *to)
{
	const struct lru_queue *l = &((const struct mru *)st)->uses;

	to->row(to, "order");
	for (uint32_t i = l->end; i > l->head; i--)
		if (lru_queue_at(l, i - 1) != LRU_QUEUE_NONE)
			to->page_in(to, lru_queue_at(l, i - 1));
}

static const struct policy_ops mru_ops = {
	.size = sizeof(struct policy_ops),
	.admit = mru_admit,
	.touch = mru_touch,
	.victim = mru_victim,
	.leave = mru_leave,
	.state = mru_state,
};

const struct policy policy_mru = {
	.name = "mru",
	.summary = "evicts the most recently used page",
	.size = sizeof(struct policy),
	.source = "Chou and DeWitt, VLDB 1985, section 3; any textbook",
	.sight = SEES_ACCESSES,
	.about = "The page that was used last is evicted. In a loop longer "
		 "than memory it keeps all resident pages but one, where LRU "
		 "keeps none. Its order is exact, like that of LRU.",
	.weakness = "everything but loops: the pages loaded first stay, used "
		    "or not",
	.complexity = "O(1) per hit and per fault on average; 20 bytes per "
		      "frame",
	.footprint = mru_footprint,
	.init = mru_init,
	.ops = &mru_ops,
};

POLICY_BIND(mru, replay_batch);
