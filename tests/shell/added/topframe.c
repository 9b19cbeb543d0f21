/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TOPFRAME: the page in the frame of the highest number goes.
 */
#include "sim/bind.h"

struct topframe {
	frame_t nframes;
	bool present[]; /* by frame: has a page that may be evicted */
};

static size_t
topframe_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct topframe) + setup->nframes * sizeof(bool));
}

static void
topframe_init(void *st, const struct policy_setup *setup)
{
	struct topframe *t = st;

	t->nframes = setup->nframes;
}

static void
topframe_admit(void *st, frame_t f, page_id_t page)
{
	struct topframe *t = st;

	(void)page;
	t->present[f] = true;
}

static frame_t
topframe_victim(void *st, page_id_t page)
{
	struct topframe *t = st;
	frame_t f = t->nframes - 1;

	(void)page;
	while (!t->present[f])
		f--;
	return (f);
}

static void
topframe_leave(void *st, frame_t f, enum leave_why why)
{
	struct topframe *t = st;

	(void)why;
	t->present[f] = false;
}

static const struct policy_ops topframe_ops = {
	.size = sizeof(struct policy_ops),
	.admit = topframe_admit,
	.victim = topframe_victim,
	.leave = topframe_leave,
};

const struct policy policy_topframe = {
	.name = "topframe",
	.summary = "the page in the frame of the highest number goes",
	.size = sizeof(struct policy),
	.source = "none",
	.sight = SEES_FAULTS,
	.about = "All frames but one keep what they have. The last one takes "
		 "every page that comes. It is here to be removed again.",
	.weakness = "keeps what was loaded first, used or not",
	.complexity = "O(frames) per fault, nothing per hit; 1 byte per frame",
	.footprint = topframe_footprint,
	.init = topframe_init,
	.ops = &topframe_ops,
};

POLICY_BIND(topframe, replay_batch);
