/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CLOCK2: the enhanced, or extended, second chance (Silberschatz, Galvin and
 * Gagne, Operating System Concepts, "Enhanced Second-Chance Algorithm"; the
 * extended clock of uCore's laboratories).
 *
 * A hand moves round the frames and reads the pair (accessed, dirty):
 *
 *	(1, any)  the accessed bit is cleared
 *	(0, 1)    the page is written back and is clean from now on
 *	(0, 0)    the page is evicted
 *
 * The hand moves past each frame that it reads, also the victim's.  So a page
 * that is used and written stays for two turns of the hand, and a victim is
 * always clean; it was written one turn earlier, when no fault waited for the
 * frame.
 *
 * The books rank the four pairs as classes and search for the lowest one
 * present; they skip a dirty page in the hope of a clean one, while this form
 * writes it.  In the model a write takes effect at once, so a search ends
 * within three turns: one clears bits, one cleans pages, one finds a victim.
 */
#include "sim/bind.h"

struct clock2 {
	const struct frame_table *frames;
	struct policy_host *host;
	frame_t nframes;
	frame_t hand;
	frame_t absent; /* frames without a page that may be evicted */
	bool present[]; /* by frame: has a page that may be evicted */
};

static size_t
clock2_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct clock2) + setup->nframes * sizeof(bool));
}

static void
clock2_init(void *st, const struct policy_setup *setup)
{
	struct clock2 *c = st;

	c->frames = setup->frames;
	c->host = setup->host;
	c->nframes = setup->nframes;
	c->absent = setup->nframes;
}

static void
clock2_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct clock2 *c = st;

	c->present[f] = true;
	c->absent--;
}

static frame_t
clock2_victim(void *st, not_used page_id_t page)
{
	struct clock2 *c = st;
	frame_t f = c->hand;

	for (;; f = frame_after(f, c->nframes)) {
		if (unlikely(c->absent > 0) && !c->present[f])
			continue;
		if (frame_accessed(c->frames, f)) {
			frame_clear_accessed(c->frames, f);
			continue;
		}
		if (!frame_dirty(c->frames, f))
			break;
		c->host->clean(c->host, f);
		/* The host has refused: without this the hand would turn for
		 * ever. */
		if (frame_dirty(c->frames, f))
			break;
	}
	c->hand = frame_after(f, c->nframes);
	return (f);
}

static void
clock2_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct clock2 *c = st;

	c->present[f] = false;
	c->absent++;
}

static const struct policy_ops clock2_ops = {
	.size = sizeof(struct policy_ops),
	.admit = clock2_admit,
	.victim = clock2_victim,
	.leave = clock2_leave,
};

const struct policy policy_clock2 = {
	.name = "clock2",
	.summary = "a clock that writes dirty pages back before it evicts them",
	.size = sizeof(struct policy),
	.source = "Silberschatz, Galvin and Gagne, Operating System Concepts, "
		  "enhanced second chance",
	.sight = SEES_BITS,
	.about = "A hand moves round the frames. It clears the accessed bit of "
		 "an accessed page, writes back a page that is dirty but not "
		 "accessed, and evicts the first page that is neither. So a "
		 "victim is always clean and no fault waits for its write.",
	.weakness = "scans and loops longer than memory, like clock; a page "
		    "that is written back early and then written to again "
		    "costs two writes",
	.complexity = "O(1) per fault on average, O(n) at worst, nothing per "
		      "hit; 1 byte per frame",
	.footprint = clock2_footprint,
	.init = clock2_init,
	.ops = &clock2_ops,
};

POLICY_BIND(clock2, replay_batch);
