/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * FIFO: the page that was loaded first is evicted; hits change nothing.
 *
 * The simplest policy that a kernel can have.  It has Belady's anomaly: with
 * more frames it can fault more (Belady, Nelson, Shedler, CACM 12(6), 1969).
 *
 * Frames are filled in the order of their numbers and, as long as pages leave
 * by eviction only, evicted in that order, because the frame of a victim is
 * filled before the next eviction (policy.h).  Then one frame number is the
 * whole queue.  At the first load out of order, or the first page that is
 * unmapped or pinned, the frames are put into a queue in the order of their
 * loads (lru_queue.h), from which any page may be removed.
 */
#include "policies/lib/lru_queue.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

/* Victims ahead whose entries are prefetched: 11.1 ns a reference became 7.0
 * with a million pages and one fault in four. */
#define FIFO_AHEAD 8

_Static_assert(FIFO_AHEAD <= FRAMES_SPARE, "page[] is read beyond the end");

struct fifo {
	const struct frame_table *frames;
	frame_t nframes;
	frame_t next; /* the frame loaded longest ago, which is loaded next */
	bool full;    /* victim() was called: all frames were filled */
	bool queued;  /* 'loads' is used, no longer 'next' */
	struct lru_queue loads;
};

static size_t
fifo_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct fifo) +
		lru_queue_bytes(setup->nframes, setup->nframes));
}

static void
fifo_init(void *st, const struct policy_setup *setup)
{
	struct fifo *q = st;

	q->frames = setup->frames;
	q->nframes = setup->nframes;
	lru_queue_place(&q->loads, q + 1, setup->nframes, setup->nframes);
}

/* wrapped: all frames were filled.  If not, those from 'next' on never were,
 * and frames->page[] must not be read for them. */
static never_inline void
fifo_begin_queue(struct fifo *q, bool wrapped)
{
	frame_t f = wrapped ? q->next : 0;

	for (frame_t n = wrapped ? q->nframes : q->next; n > 0; n--) {
		if (q->frames->page[f] != NO_PAGE)
			lru_queue_append(&q->loads, f);
		f = frame_after(f, q->nframes);
	}
	q->queued = true;
}

static inline void
fifo_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct fifo *q = st;

	if (likely(!q->queued && f == q->next)) {
		q->next = frame_after(f, q->nframes);
		return;
	}
	if (!q->queued) {
		fifo_begin_queue(q, q->full);
		if (lru_queue_has(&q->loads, f))
			lru_queue_remove(&q->loads, f);
	}
	lru_queue_append(&q->loads, f);
}

static inline frame_t
fifo_victim(void *st, not_used page_id_t page)
{
	struct fifo *q = st;

	if (unlikely(q->queued))
		return (lru_queue_oldest(&q->loads));
	q->full = true;
	frame_prefetch(q->frames, q->next + FIFO_AHEAD);
	return (q->next);
}

static inline void
fifo_leave(void *st, frame_t f, enum leave_why why)
{
	struct fifo *q = st;

	if (likely(!q->queued && why == LEAVE_EVICTED))
		return;
	/* A page leaves, so at least one frame was filled: if 'next' is 0, all
	 * were. */
	if (!q->queued)
		fifo_begin_queue(q, q->full || q->next == 0);
	lru_queue_remove(&q->loads, f);
}

static void
fifo_state(const void *st, struct policy_state *to)
{
	const struct fifo *q = st;
	frame_t f = q->full ? q->next : 0;

	if (q->queued) {
		state_frames(to, "order", &q->loads);
		return;
	}
	to->row(to, "order");
	for (frame_t n = q->full || q->next == 0 ? q->nframes : q->next; n > 0;
	     n--) {
		to->page_in(to, f);
		f = frame_after(f, q->nframes);
	}
}

static const struct policy_ops fifo_ops = {
	.size = sizeof(struct policy_ops),
	.admit = fifo_admit,
	.victim = fifo_victim,
	.leave = fifo_leave,
	.state = fifo_state,
};

const struct policy policy_fifo = {
	.name = "fifo",
	.summary = "evicts the page that was loaded first",
	.size = sizeof(struct policy),
	.source = "Belady, Nelson and Shedler, CACM 12(6) 1969; "
		  "Silberschatz, Galvin and Gagne, Operating System "
		  "Concepts, 10.4.2",
	.sight = SEES_FAULTS,
	.about = "Pages are evicted in the order in which they were loaded. A "
		 "hit changes nothing, so no hardware support is needed. It is "
		 "the baseline for the other policies.",
	.weakness = "frequently used pages are evicted as soon as others; "
		    "Belady's anomaly: more frames can mean more faults",
	.complexity = "O(1) per fault, nothing per hit; 20 bytes per frame",
	.footprint = fifo_footprint,
	.init = fifo_init,
	.ops = &fifo_ops,
};

POLICY_BIND(fifo, replay_blocks);
