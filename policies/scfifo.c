/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SCFIFO: second chance as a queue, as operating-systems courses set it for
 * the xv6 kernel (Silberschatz, Galvin and Gagne, Operating System Concepts,
 * "Second-Chance Algorithm").
 *
 * Pages are in a queue in the order of their loads.  If the accessed bit of the
 * oldest page is set, it is cleared and the page moves to the end of the queue
 * as if it had just been loaded; if not, the page is the victim.
 *
 * CLOCK is the same policy with a ring in place of the queue, and chooses the
 * same pages until one is unmapped: in CLOCK a new page then takes the empty
 * frame, wherever the hand is; here a new page is always examined last.
 */
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct scfifo {
	const struct frame_table *frames;
	struct lru_queue queue; /* of frames */
};

static size_t
scfifo_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct scfifo) +
		lru_queue_bytes(setup->nframes, setup->nframes));
}

static void
scfifo_init(void *st, const struct policy_setup *setup)
{
	struct scfifo *q = st;

	q->frames = setup->frames;
	lru_queue_place(&q->queue, q + 1, setup->nframes, setup->nframes);
}

static void
scfifo_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct scfifo *q = st;

	lru_queue_append(&q->queue, f);
}

static frame_t
scfifo_victim(void *st, not_used page_id_t page)
{
	struct scfifo *q = st;
	frame_t f;

	while (frame_accessed(q->frames, f = lru_queue_oldest(&q->queue))) {
		frame_clear_accessed(q->frames, f);
		lru_queue_move(&q->queue, f);
	}
	return (f);
}

static void
scfifo_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct scfifo *q = st;

	lru_queue_remove(&q->queue, f);
}

static void
scfifo_state(const void *st, struct policy_state *to)
{
	state_frames(to, "order", &((const struct scfifo *)st)->queue);
}

static const struct policy_ops scfifo_ops = {
	.size = sizeof(struct policy_ops),
	.admit = scfifo_admit,
	.victim = scfifo_victim,
	.leave = scfifo_leave,
	.state = scfifo_state,
};

const struct policy policy_scfifo = {
	.name = "scfifo",
	.summary = "second chance as a queue",
	.size = sizeof(struct policy),
	.source = "Silberschatz, Galvin and Gagne, Operating System "
		  "Concepts, 10.4.5.2; xv6 assignments of Ben-Gurion "
		  "University",
	.sight = SEES_BITS,
	.about = "Pages stand in a queue in the order of their loads. The page "
		 "at the front is evicted if its accessed bit is clear; "
		 "otherwise the bit is cleared and the page moves to the back. "
		 "This is the form of second chance that courses implement; it "
		 "differs from clock where pages are unmapped.",
	.weakness = "scans and loops longer than memory, like clock; it moves "
		    "list entries where clock moves only a hand",
	.complexity = "O(1) per fault on average, O(n) at worst, nothing per "
		      "hit; 20 bytes per frame",
	.footprint = scfifo_footprint,
	.init = scfifo_init,
	.ops = &scfifo_ops,
};

POLICY_BIND(scfifo, replay_batch);
