/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * EXTENDED CLOCK: the clock of uCore's laboratories that cleans pages on its
 * way (uCore OS plus, laboratory 3, "extended clock", swap manager of the
 * os2019 course; rCore's EnhancedClock tests have the same steps).
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
 * It is not the enhanced second chance of the books, which searches for a clean
 * page and writes only its victim: that is enhanced_clock.c.  This one writes
 * more than clock, but no fault waits for the write.  In the model a write
 * takes effect at once, so a search ends within three turns: one clears bits,
 * one cleans pages, one finds a victim.
 */
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct extended_clock {
	const struct frame_table *frames;
	struct policy_host *host;
	frame_t nframes;
	frame_t hand;
	frame_t absent; /* frames without a page that may be evicted */
	bool present[]; /* by frame: has a page that may be evicted */
};

static size_t
extended_clock_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct extended_clock) + setup->nframes * sizeof(bool));
}

static void
extended_clock_init(void *st, const struct policy_setup *setup)
{
	struct extended_clock *c = st;

	c->frames = setup->frames;
	c->host = setup->host;
	c->nframes = setup->nframes;
	c->absent = setup->nframes;
}

static void
extended_clock_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct extended_clock *c = st;

	c->present[f] = true;
	c->absent--;
}

static frame_t
extended_clock_victim(void *st, not_used page_id_t page)
{
	struct extended_clock *c = st;
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
extended_clock_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct extended_clock *c = st;

	c->present[f] = false;
	c->absent++;
}

static void
extended_clock_state(const void *st, struct policy_state *to)
{
	state_hand(to, "hand", ((const struct extended_clock *)st)->hand);
}

static const struct policy_ops extended_clock_ops = {
	.size = sizeof(struct policy_ops),
	.admit = extended_clock_admit,
	.victim = extended_clock_victim,
	.leave = extended_clock_leave,
	.state = extended_clock_state,
};

const struct policy policy_extended_clock = {
	.name = "extended-clock",
	.summary = "a clock that writes dirty pages back before it evicts them",
	.size = sizeof(struct policy),
	.source = "uCore laboratories, laboratory 3, extended clock (os2019)",
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
	.footprint = extended_clock_footprint,
	.init = extended_clock_init,
	.ops = &extended_clock_ops,
};

POLICY_BIND(extended_clock, replay_batch);
