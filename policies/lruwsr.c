/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU-WSR: LRU that keeps a dirty page once more (Jung, Shim, Park, Kang
 * and Cha, "LRU-WSR: Integration of LRU and Writes Sequence Reordering for
 * Flash Memory", IEEE Transactions on Consumer Electronics 54(3), 2008).
 *
 * Made for flash, where a write costs more than a read.  Pages are in LRU order
 * and each has a cold flag, which is cleared when it is loaded and at each hit.
 * At the old end a page is evicted if it is clean, or if it is dirty and cold;
 * a dirty page that is not cold becomes cold and moves to the young end.
 *
 * The paper's figure sets the flag of a page that is passed over and clears it
 * when the page is referenced, by read or by write; so does this file.  On
 * strings of reads it is the same as LRU.
 */
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct lruwsr {
	const struct frame_table *frames;
	struct lru_queue uses; /* of frames */
	bool *cold;            /* by frame */
};

static size_t
lruwsr_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct lruwsr) +
		lru_queue_bytes(setup->nframes, setup->nframes) +
		setup->nframes * sizeof(bool));
}

static void
lruwsr_init(void *st, const struct policy_setup *setup)
{
	struct lruwsr *l = st;

	l->frames = setup->frames;
	l->cold =
	    lru_queue_place(&l->uses, l + 1, setup->nframes, setup->nframes);
}

static void
lruwsr_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct lruwsr *l = st;

	l->cold[f] = false;
	lru_queue_append(&l->uses, f);
}

static void
lruwsr_touch(void *st, frame_t f)
{
	struct lruwsr *l = st;

	l->cold[f] = false;
	lru_queue_move(&l->uses, f);
}

static frame_t
lruwsr_victim(void *st, not_used page_id_t page)
{
	struct lruwsr *l = st;
	frame_t f;

	for (;;) {
		f = lru_queue_oldest(&l->uses);
		if (l->cold[f] || !frame_dirty(l->frames, f))
			return (f);
		l->cold[f] = true;
		lru_queue_move(&l->uses, f);
	}
}

static void
lruwsr_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct lruwsr *l = st;

	lru_queue_remove(&l->uses, f);
}

static void
lruwsr_state(const void *st, struct policy_state *to)
{
	const struct lruwsr *l = st;

	to->row(to, "order");
	for (uint32_t i = l->uses.head; i < l->uses.end; i++) {
		frame_t f = lru_queue_at(&l->uses, i);

		if (f == LRU_QUEUE_NONE)
			continue;
		to->page_in(to, f);
		if (l->cold[f])
			to->remark(to, " cold");
	}
}

static const struct policy_ops lruwsr_ops = {
	.size = sizeof(struct policy_ops),
	.admit = lruwsr_admit,
	.touch = lruwsr_touch,
	.victim = lruwsr_victim,
	.leave = lruwsr_leave,
	.state = lruwsr_state,
};

const struct policy policy_lruwsr = {
	.name = "lruwsr",
	.summary = "LRU with a second chance for dirty pages",
	.size = sizeof(struct policy),
	.source = "Jung et al., IEEE Trans. Consumer Electronics 54(3) 2008",
	.sight = SEES_ACCESSES,
	.about = "Pages are evicted in the order of their last use, but a "
		 "dirty page is kept the first time and marked cold. It is "
		 "evicted the second time, unless it was used in between. So "
		 "writes are delayed, and a page that is often written to is "
		 "written back less often.",
	.weakness = "cold dirty pages displace clean ones that are in use, so "
		    "it faults more than LRU, which costs time where writes "
		    "are cheap; scans, like LRU",
	.complexity = "O(1) per hit and per fault on average; 21 bytes per "
		      "frame",
	.footprint = lruwsr_footprint,
	.init = lruwsr_init,
	.ops = &lruwsr_ops,
};

POLICY_BIND(lruwsr, replay_batch);
