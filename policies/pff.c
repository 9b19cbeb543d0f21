/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PFF: page fault frequency (Chu and Opderbeck, "Program Behavior and the
 * Page-Fault-Frequency Replacement Algorithm", IEEE Computer 9(11), 1976).
 *
 * The time from one fault to the next says whether a program has memory enough.
 * At a fault that follows the last by less than 'threshold' references, memory
 * grows by the page wanted.  At one that comes later it shrinks first: every
 * page not used since the last such fault is given up, and the accessed bits of
 * the others are cleared.  A page that is given up is an eviction, written if
 * dirty.  (Others take the paper to keep what was used since the last fault of
 * any kind, clearing the bits at every fault; then memory shrinks further.)
 *
 * The paper lets memory grow without limit; here the memory of the machine is
 * the upper bound, and where it is full, a clock makes room.  At a fault that
 * shrinks, the clock's bits are not cleared twice: the victim is the first page
 * from the hand that is not accessed, or else the one at the hand.
 *
 * Time is virtual: references this policy is told of.  Nothing else makes it
 * see accesses; a kernel would read its process's clock.
 */
#include "policy/ring.h"
#include "replay/loop.h"

struct pff_params {
	uint64_t threshold;
};

struct pff {
	const struct frame_table *frames;
	struct policy_host *host;
	uint64_t now;
	uint64_t fault; /* the time of the last; 0: there was none */
	uint64_t threshold;
	frame_t nframes;
	frame_t hand;
	frame_t absent;        /* frames that hold no page of ours */
	struct bitset present; /* frames that do */
};

static size_t
pff_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct pff) + bitset_bytes(setup->nframes));
}

static void
pff_init(void *st, const struct policy_setup *setup)
{
	const struct pff_params *p = setup->params;
	struct pff *c = st;

	c->frames = setup->frames;
	c->host = setup->host;
	c->threshold = p->threshold;
	c->nframes = setup->nframes;
	c->absent = setup->nframes;
	bitset_place(&c->present, c + 1, setup->nframes);
}

/* Does memory shrink at a fault at this time? */
static bool
pff_shrinks(const struct pff *c, uint64_t at)
{
	return (c->fault != 0 && at - c->fault >= c->threshold);
}

/* Gives up what was not used since the last fault at which this was done; the
 * page just loaded into 'wanted' stays as it is.  Every page met has been
 * loaded or hit since the last time, so over all this costs O(1) a reference.
 */
static never_inline void
pff_shrink(struct pff *c, frame_t wanted)
{
	uint64_t next;

	for (uint64_t i = bitset_lowest(&c->present); i != BITSET_NONE;
	     i = next) {
		frame_t f = (frame_t)i;

		next = i + 1 < c->nframes ? ring_next(&c->present, i + 1) : 0;
		if (next <= i)
			next = BITSET_NONE;
		if (f == wanted)
			continue;
		if (frame_accessed(c->frames, f))
			frame_clear_accessed(c->frames, f);
		else
			c->host->release(c->host, f);
	}
}

static void
pff_admit(void *st, frame_t f, vpn_t page)
{
	struct pff *c = st;

	(void)page;
	c->now++;
	bitset_add(&c->present, f);
	c->absent--;
	if (unlikely(pff_shrinks(c, c->now)))
		pff_shrink(c, f);
	c->fault = c->now;
}

static void
pff_touch(void *st, frame_t f)
{
	struct pff *c = st;

	(void)f;
	c->now++;
}

static frame_t
pff_next(const struct pff *c, frame_t f)
{
	return (f + 1 == c->nframes ? 0 : f + 1);
}

static frame_t
pff_victim(void *st, vpn_t page)
{
	struct pff *c = st;
	bool shrinks = pff_shrinks(c, c->now + 1);
	frame_t f = c->hand, first = NO_FRAME;

	(void)page;
	for (;; f = pff_next(c, f)) {
		if (unlikely(c->absent > 0) && !bitset_has(&c->present, f))
			continue;
		if (f == first || !frame_accessed(c->frames, f))
			break;
		if (!shrinks)
			frame_clear_accessed(c->frames, f);
		else if (first == NO_FRAME)
			first = f;
	}
	c->hand = pff_next(c, f);
	return (f);
}

static void
pff_leave(void *st, frame_t f, enum leave_why why)
{
	struct pff *c = st;

	(void)why;
	bitset_remove(&c->present, f);
	c->absent++;
}

static const struct policy_verbs pff_verbs = {
	.admit = pff_admit,
	.touch = pff_touch,
	.victim = pff_victim,
	.leave = pff_leave,
};

static void
pff_replay(struct replay *r, const struct reference *ref, size_t n)
{
	replay_batch(r, ref, n, &pff_verbs);
}

static const struct param pff_params[] = {
	{ .name = "threshold",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct pff_params, threshold),
	    .dflt = "1000",
	    .min = 1,
	    .unit = "references",
	    .text = "memory shrinks at a fault that comes as long or longer "
		    "after the last" },
	{ .name = NULL },
};

const struct policy policy_pff = {
	.name = "pff",
	.summary = "memory grows while faults are frequent and else shrinks",
	.source = "Chu and Opderbeck, IEEE Computer 9(11) 1976",
	.sight = SEES_ACCESSES,
	.params_size = sizeof(struct pff_params),
	.params = pff_params,
	.about = "At a fault long after the last, every page not used since is "
		 "given up; at one that follows soon, memory grows, up to the "
		 "memory given, where a clock makes room. It needs no more "
		 "than the accessed bits, but its clock counts references, and "
		 "for that alone it must be told of them. Read its faults "
		 "together with its mean residency.",
	.weakness = "acts at faults only: between two phases a program keeps "
		    "all it had, and one sudden fault may empty memory",
	.complexity = "O(1) a fault on average, O(n) where memory shrinks; "
		      "counting a hit; 0.13 bytes a frame",
	.footprint = pff_footprint,
	.init = pff_init,
	.verbs = &pff_verbs,
	.replay = pff_replay,
	.varies_space = true,
};
