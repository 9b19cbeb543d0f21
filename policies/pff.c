/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PFF: page fault frequency (Chu and Opderbeck, "Program Behavior and the
 * Page-Fault-Frequency Replacement Algorithm", IEEE Computer 9(11), 1976).
 *
 * The time from one fault to the next shows whether a program has enough
 * memory.  At a fault that follows the last one by less than 'threshold'
 * references, memory grows by the page that is loaded.  At a later one it
 * shrinks: every page not used since the accessed bits were last cleared is
 * released.  A released page counts as an eviction and is written if dirty.
 *
 * Sources differ on when the bits are cleared.  clear=fault: at every fault,
 * so that what stays is what was used between the last fault and this
 * one.  The paper's use bits are of an inter-page-fault interval, its
 * authors' model of it (CACM 19(5), 1976) counts the distinct pages of such
 * an interval, and Denning ("Working Sets Past and Present", IEEE TSE 6(1),
 * 1980) has it as the working set with that interval for a window, the bits
 * reset at each fault. clear=shrink: only at a fault that shrinks memory, as
 * the textbook of Stallings words it and programs made after it do; memory
 * shrinks less then.
 *
 * The paper lets memory grow without limit; here the memory of the machine is
 * the upper bound, and where it is full, a clock chooses a victim.  At a
 * fault that clears the bits the clock does not: the victim is the first page
 * from the hand that is not accessed, or else the one at the hand.
 *
 * Frames whose bits are set are kept in a set, so clearing them costs no more
 * than setting them did.
 *
 * Time is virtual: the references that touch() and admit() report.  It needs
 * accesses for that only; a kernel would read its process's clock.
 */
#include "base/bitset.h"
#include "sim/bind.h"

enum pff_clear { CLEAR_FAULT, CLEAR_SHRINK };

struct pff_params {
	uint64_t threshold;
	int clear; /* enum pff_clear */
};

struct pff {
	const struct frame_table *frames;
	struct policy_host *host;
	uint64_t now;
	uint64_t fault; /* the time of the last; 0: there was none */
	uint64_t threshold;
	frame_t nframes;
	frame_t hand;
	frame_t absent;        /* frames without a page that may be evicted */
	bool every;            /* every fault clears the bits */
	struct bitset present; /* frames that have one */
	struct bitset used;    /* of them, those whose bits may be set */
};

static size_t
pff_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct pff) + 2 * bitset_bytes(setup->nframes));
}

static void
pff_init(void *st, const struct policy_setup *setup)
{
	const struct pff_params *p = setup->params;
	struct pff *c = st;

	c->frames = setup->frames;
	c->host = setup->host;
	c->threshold = p->threshold;
	c->every = p->clear == CLEAR_FAULT;
	c->nframes = setup->nframes;
	c->absent = setup->nframes;
	bitset_place(&c->present, c + 1, setup->nframes);
	bitset_place(&c->used, (char *)(c + 1) + bitset_bytes(setup->nframes),
	    setup->nframes);
}

/* Does memory shrink at a fault at this time? */
static bool
pff_shrinks(const struct pff *c, uint64_t at)
{
	return (c->fault != 0 && at - c->fault >= c->threshold);
}

/* Releases the pages that were not used since the bits were cleared, except for
 * the page just loaded into 'wanted'.  Every page that is visited was used
 * since the last time or is released now, so the mean cost is O(1) for a
 * reference. */
static never_inline void
pff_shrink(struct pff *c, frame_t wanted)
{
	uint64_t next;

	for (uint64_t i = bitset_lowest(&c->present); i != BITSET_NONE;
	     i = next) {
		frame_t f = (frame_t)i;

		next = bitset_next(&c->present, i + 1);
		if (f != wanted && !frame_accessed(c->frames, f))
			c->host->release(c->host, f);
	}
}

static never_inline void
pff_clear(struct pff *c, frame_t wanted)
{
	uint64_t i;

	while ((i = bitset_lowest(&c->used)) != BITSET_NONE) {
		bitset_remove(&c->used, i);
		if (i != wanted)
			frame_clear_accessed(c->frames, (frame_t)i);
	}
}

static void
pff_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct pff *c = st;
	bool shrinks;

	c->now++;
	bitset_add(&c->present, f);
	c->absent--;
	shrinks = pff_shrinks(c, c->now);
	if (unlikely(shrinks))
		pff_shrink(c, f);
	if (shrinks || c->every)
		pff_clear(c, f);
	bitset_add(&c->used, f);
	c->fault = c->now;
}

static void
pff_touch(void *st, frame_t f)
{
	struct pff *c = st;

	c->now++;
	if (unlikely(!frame_accessed(c->frames, f)))
		bitset_add(&c->used, f);
}

static frame_t
pff_victim(void *st, not_used page_id_t page)
{
	struct pff *c = st;
	bool keep = c->every || pff_shrinks(c, c->now + 1);
	frame_t f = c->hand, first = NO_FRAME;

	for (;; f = frame_after(f, c->nframes)) {
		if (unlikely(c->absent > 0) && !bitset_has(&c->present, f))
			continue;
		if (f == first || !frame_accessed(c->frames, f))
			break;
		if (!keep)
			frame_clear_accessed(c->frames, f);
		else if (first == NO_FRAME)
			first = f;
	}
	c->hand = frame_after(f, c->nframes);
	return (f);
}

static void
pff_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct pff *c = st;

	bitset_remove(&c->present, f);
	bitset_remove(&c->used, f);
	c->absent++;
}

static const struct policy_ops pff_ops = {
	.size = sizeof(struct policy_ops),
	.admit = pff_admit,
	.touch = pff_touch,
	.victim = pff_victim,
	.leave = pff_leave,
};

static const char *const pff_clears[] = { "fault", "shrink", NULL };

static const struct param pff_params[] = {
	{ .name = "threshold",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct pff_params, threshold),
	    .dflt = "1000",
	    .min = 1,
	    .unit = "references",
	    .text = "memory shrinks at a fault that comes this long or longer "
		    "after the last" },
	{ .name = "clear",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct pff_params, clear),
	    .dflt = "fault",
	    .choices = pff_clears,
	    .text = "accessed bits are cleared at every fault, so that what "
		    "was used between two faults stays, or only at those that "
		    "shrink memory" },
	{ .name = NULL },
};

const struct policy policy_pff = {
	.name = "pff",
	.summary = "memory grows while faults are frequent, else shrinks",
	.size = sizeof(struct policy),
	.source = "Chu and Opderbeck, IEEE Computer 9(11) 1976",
	.sight = SEES_ACCESSES,
	.params = pff_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct pff_params),
	.about = "At a fault that comes threshold references or more after the "
		 "last fault, every page not used between the two is released; "
		 "at a fault that comes sooner, memory grows. At the memory "
		 "given, a clock chooses the victim. It needs only the "
		 "accessed bits; it sees every access because its clock counts "
		 "references. Read its faults together with its mean "
		 "residency.",
	.weakness = "acts at faults only: between two phases a program keeps "
		    "all its pages, and one isolated fault may release most of "
		    "them",
	.complexity = "O(1) per fault on average, O(n) where memory shrinks; "
		      "one addition per hit; 0.25 bytes per frame",
	.footprint = pff_footprint,
	.init = pff_init,
	.ops = &pff_ops,
	.varies_space = true,
};

POLICY_BIND(pff, replay_batch);
