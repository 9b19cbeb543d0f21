/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * FIFO: the page that was loaded longest ago goes first; hits change nothing.
 *
 * The oldest policy and the bound that a kernel gets for nothing.  It suffers
 * from Belady's anomaly: with more frames it can fault more (Belady, Nelson,
 * Shedler, CACM 12(6), 1969).
 *
 * The frames stand in a log in the order of their loads; a page unmapped
 * leaves it from wherever it is.
 */
#include "policy/log.h"
#include "replay/loop.h"

struct fifo {
	struct log loads;
};

static size_t
fifo_footprint(const struct policy_setup *setup)
{
	return (
	    sizeof(struct fifo) + log_bytes(setup->nframes, setup->nframes));
}

static void
fifo_init(void *st, const struct policy_setup *setup)
{
	struct fifo *q = st;

	log_place(&q->loads, q + 1, setup->nframes, setup->nframes);
}

static void
fifo_admit(void *st, frame_t f, vpn_t page)
{
	struct fifo *q = st;

	(void)page;
	log_append(&q->loads, f);
}

static frame_t
fifo_victim(void *st, vpn_t page)
{
	struct fifo *q = st;

	(void)page;
	return (log_oldest(&q->loads));
}

static void
fifo_leave(void *st, frame_t f, enum leave_why why)
{
	struct fifo *q = st;

	(void)why;
	log_remove(&q->loads, f);
}

static const struct policy_verbs fifo_verbs = {
	.admit = fifo_admit,
	.victim = fifo_victim,
	.leave = fifo_leave,
};

static void
fifo_replay(struct replay *r, const struct reference *ref, size_t n)
{
	replay_batch(r, ref, n, &fifo_verbs);
}

const struct policy policy_fifo = {
	.name = "fifo",
	.summary = "the oldest load goes first",
	.source = "Belady, Nelson and Shedler, CACM 12(6) 1969; any textbook",
	.sight = SEES_FAULTS,
	.about = "Pages leave in the order in which they were loaded. "
		 "Hits change nothing, so it needs no hardware support. "
		 "It is the base line that every other policy must beat.",
	.weakness = "hot pages leave as soon as cold ones; Belady's anomaly: "
		    "more frames can mean more faults",
	.complexity = "O(1) a fault, nothing a hit; 20 bytes a frame",
	.footprint = fifo_footprint,
	.init = fifo_init,
	.verbs = &fifo_verbs,
	.replay = fifo_replay,
};
