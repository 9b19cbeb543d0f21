/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * FIFO: the page that was loaded longest ago is evicted; hits change nothing.
 *
 * It has Belady's anomaly: with more frames it can have more faults (Belady,
 * Nelson, Shedler, CACM 12(6), 1969).
 *
 * Frames are filled in their order and, as long as pages leave by eviction
 * only, emptied in their order: then one frame number is the whole
 * queue.  The first load out of order, or the first page that is unmapped or
 * pinned, turns the frames into a queue in the order of their loads
 * (lru_queue.h), which a page may leave from anywhere.
 */
#include "policies/lib/lru_queue.h"
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

/* round: all frames have been filled once.  If not, those from 'next' on have
 * never been, and their pages must not be read. */
static never_inline void
fifo_begin_queue(struct fifo *q, bool round)
{
	frame_t f = round ? q->next : 0;

	for (frame_t n = round ? q->nframes : q->next; n > 0; n--) {
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
	/* There is a page that leaves, so if 'next' is the first frame
	 * all have been filled. */
	if (!q->queued)
		fifo_begin_queue(q, q->full || q->next == 0);
	lru_queue_remove(&q->loads, f);
}

static const struct policy_ops fifo_ops = {
	.size = sizeof(struct policy_ops),
	.admit = fifo_admit,
	.victim = fifo_victim,
	.leave = fifo_leave,
};

const struct policy policy_fifo = {
	.name = "fifo",
	.summary = "evicts the page that was loaded first",
	.size = sizeof(struct policy),
	.source = "Belady, Nelson and Shedler, CACM 12(6) 1969; any textbook",
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
