/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PFF: page fault frequency (Chu and Opderbeck, "Program Behavior and the
 * Page-Fault-Frequency Replacement Algorithm", IEEE Computer 9(11), 1976).
 *
 * The time from one fault to the next says whether a program has enough
 * memory.  At a fault that follows the last by less than 'threshold'
 * references, the resident set grows by the page that is loaded.  At one that
 * comes later, every page not used since the accessed bits were last cleared is
 * released: evicted, and written if dirty, without another taking its frame.
 *
 * Sources differ on when the bits are cleared.  clear=fault: at every fault, so
 * that the pages used between the last fault and this one stay.  The paper's
 * use bits are of an inter-page-fault interval, its authors' model of it (CACM
 * 19(5), 1976) counts the distinct pages of such an interval, and Denning
 * ("Working Sets Past and Present", IEEE TSE 6(1), 1980) describes it as the
 * working set with that interval for a window, the bits reset at each fault.
 * clear=shrink: only at a fault at which pages are released, as in Stallings,
 * "Operating Systems", and programs that follow it; fewer pages are released
 * then.
 *
 * The paper does not limit the resident set; here the memory of the machine is
 * the upper bound, and where it is full, a clock chooses a victim.  At a fault
 * that clears all bits anyway the clock clears none: the victim is the first
 * page from the hand on that is not accessed, or else the one at the hand.
 *
 * Frames whose bits are set are in a set, so clearing them costs no more than
 * setting them did.
 *
 * Time is virtual: the number of calls of touch() and admit().  admit() is
 * called for each reference that faults, and also for a page that is populated
 * or unpinned without a reference, so such a page counts as one reference.
 * host->now does not count such a page, but it counts the references of all
 * processes, while under scope=local a policy has the pages of one.  The policy
 * needs to see accesses for its clock only; a kernel would read the process's
 * CPU time.
 */
#include "base/bitset.h"
#include "policies/lib/state_rows.h"
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
	uint64_t last_fault; /* its time; 0: there was none */
	uint64_t threshold;
	frame_t nframes;
	frame_t hand;
	frame_t absent;         /* frames without a page that may be evicted */
	bool clear_every_fault; /* the accessed bits; else only a fault at
				 * which pages are released */
	struct bitset present;  /* frames that have one */
	struct bitset used;     /* of these, those whose bits may be set */
};

static size_t
pff_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct pff) + 2 * bitset_bytes(setup->nframes));
}

static void
pff_init(void *st, const struct policy_setup *setup)
{
	const struct pff_params *params = setup->params;
	struct pff *p = st;

	p->frames = setup->frames;
	p->host = setup->host;
	p->threshold = params->threshold;
	p->clear_every_fault = params->clear == CLEAR_FAULT;
	p->nframes = setup->nframes;
	p->absent = setup->nframes;
	bitset_place(&p->present, p + 1, setup->nframes);
	bitset_place(&p->used, (char *)(p + 1) + bitset_bytes(setup->nframes),
	    setup->nframes);
}

/* Are unused pages released at a fault at this time? */
static bool
pff_must_shrink(const struct pff *p, uint64_t at)
{
	return (p->last_fault != 0 && at - p->last_fault >= p->threshold);
}

/* Releases the pages that were not used since the bits were cleared, except for
 * the page just loaded into 'wanted'.  Every page that is visited was used
 * since the last time or is released now, so the mean cost is O(1) for a
 * reference. */
static never_inline void
pff_release_unused(struct pff *p, frame_t wanted)
{
	uint64_t next;

	for (uint64_t i = bitset_lowest(&p->present); i != BITSET_NONE;
	     i = next) {
		frame_t f = (frame_t)i;

		next = bitset_next(&p->present, i + 1);
		if (f != wanted && !frame_accessed(p->frames, f))
			p->host->release(p->host, f);
	}
}

static never_inline void
pff_clear(struct pff *p, frame_t wanted)
{
	uint64_t i;

	while ((i = bitset_lowest(&p->used)) != BITSET_NONE) {
		bitset_remove(&p->used, i);
		if (i != wanted)
			frame_clear_accessed(p->frames, (frame_t)i);
	}
}

static void
pff_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct pff *p = st;
	bool shrink;

	p->now++;
	bitset_add(&p->present, f);
	p->absent--;
	shrink = pff_must_shrink(p, p->now);
	if (unlikely(shrink))
		pff_release_unused(p, f);
	if (shrink || p->clear_every_fault)
		pff_clear(p, f);
	bitset_add(&p->used, f);
	p->last_fault = p->now;
}

static void
pff_touch(void *st, frame_t f)
{
	struct pff *p = st;

	p->now++;
	if (unlikely(!frame_accessed(p->frames, f)))
		bitset_add(&p->used, f);
}

static frame_t
pff_victim(void *st, not_used page_id_t page)
{
	struct pff *p = st;
	bool keep_bits = p->clear_every_fault || pff_must_shrink(p, p->now + 1);
	frame_t f = p->hand, first = NO_FRAME;

	for (;; f = frame_after(f, p->nframes)) {
		if (unlikely(p->absent > 0) && !bitset_has(&p->present, f))
			continue;
		if (f == first || !frame_accessed(p->frames, f))
			break;
		if (!keep_bits)
			frame_clear_accessed(p->frames, f);
		else if (first == NO_FRAME)
			first = f;
	}
	p->hand = frame_after(f, p->nframes);
	return (f);
}

static void
pff_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct pff *p = st;

	bitset_remove(&p->present, f);
	bitset_remove(&p->used, f);
	p->absent++;
}

static void
pff_state(const void *st, struct policy_state *to)
{
	const struct pff *p = st;

	state_hand(to, "hand", p->hand);
	state_value(to, "last fault", p->last_fault);
}

static const struct policy_ops pff_ops = {
	.size = sizeof(struct policy_ops),
	.admit = pff_admit,
	.touch = pff_touch,
	.victim = pff_victim,
	.leave = pff_leave,
	.state = pff_state,
};

static const char *const pff_clears[] = { "fault", "shrink", NULL };

static const struct param pff_params[] = {
	{ .name = "threshold",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct pff_params, threshold),
	    .dflt = "1000",
	    .min = 1,
	    .unit = "references",
	    .text = "unused pages are released at a fault that comes this "
		    "long or longer after the last" },
	{ .name = "clear",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct pff_params, clear),
	    .dflt = "fault",
	    .choices = pff_clears,
	    .text = "accessed bits are cleared at every fault, so that pages "
		    "used between two faults stay, or only at those that "
		    "release pages" },
	{ .name = NULL },
};

const struct policy policy_pff = {
	.name = "pff",
	.summary = "the resident set grows while faults are frequent",
	.size = sizeof(struct policy),
	.source = "Chu and Opderbeck, IEEE Computer 9(11) 1976",
	.sight = SEES_ACCESSES,
	.params = pff_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct pff_params),
	.about = "At a fault that comes threshold references or more after the "
		 "last fault, every page not used between the two is released; "
		 "at a fault that comes sooner, the resident set grows. At the "
		 "memory given, a clock chooses the victim. It needs only the "
		 "accessed bits; it sees every access because its clock counts "
		 "references. Read its faults together with its mean "
		 "residency.",
	.weakness = "acts at faults only: between two phases a program keeps "
		    "all its pages, and one isolated fault may release most of "
		    "them",
	.complexity = "O(1) per fault amortised, O(n) if pages are released; "
		      "one addition per hit; 0.25 bytes per frame",
	.footprint = pff_footprint,
	.init = pff_init,
	.ops = &pff_ops,
	.varies_space = true,
	.counts_references = true,
};

POLICY_BIND(pff, replay_batch);
