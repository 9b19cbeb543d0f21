/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AGING: LRU by samples (Tanenbaum and Bos, Modern Operating Systems, section
 * 3.4.7).
 *
 * Every page has a shift register.  At a tick each register is shifted one to
 * the right, the accessed bit is put in at the left and cleared.  The page
 * with the lowest register is evicted; of equal ones, the first from the
 * position of a hand on, which moves round the frames.
 *
 *	accessed ──▶ [ 1 0 1 1 0 0 0 0 ] ──▶ lost
 *
 * A page just loaded has an empty register: uses count only once they are
 * shifted in, so between two ticks new pages replace each other.  The book
 * does not say with which register a page is loaded.  It presents the policy as
 * NFU with aging; nfu.c is NFU without.  The NFUA of courses for the xv6 kernel
 * is this policy with registers of 32 bits.
 *
 * Registers change at ticks only, and a page is loaded with the lowest
 * register.  So the frames with an empty register are kept as a set, which
 * changes little from tick to tick.  If the set is empty the lowest register
 * is searched for, and the page that is loaded then is in the set: there is
 * at most one search a tick, and one more for each page that is unmapped or
 * pinned.
 */
#include "policies/lib/frame_ring.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

struct aging_params {
	uint64_t tick;
	uint64_t bits;
};

struct aging {
	const struct frame_table *frames;
	uint64_t *age;       /* by frame: the register */
	bool *present;       /* by frame: has a page that may be evicted */
	struct bitset empty; /* those of them whose register is 0 */
	frame_t nframes;
	frame_t top; /* frames never used are at or above */
	frame_t hand;
	unsigned bits;
};

static size_t
aging_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct aging) + bitset_bytes(setup->nframes) +
		setup->nframes * (sizeof(uint64_t) + sizeof(bool)));
}

static void
aging_init(void *st, const struct policy_setup *setup)
{
	const struct aging_params *p = setup->params;
	struct aging *a = st;
	char *at = (char *)(a + 1);

	a->frames = setup->frames;
	a->nframes = setup->nframes;
	a->bits = (unsigned)p->bits;
	bitset_place(&a->empty, at, setup->nframes);
	a->age = (uint64_t *)(at + bitset_bytes(setup->nframes));
	a->present = (bool *)(a->age + setup->nframes);
}

static void
aging_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct aging *a = st;

	a->present[f] = true;
	a->age[f] = 0;
	bitset_add(&a->empty, f);
	if (f >= a->top)
		a->top = f + 1;
}

static void
aging_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct aging *a = st;

	a->present[f] = false;
	bitset_remove(&a->empty, f);
}

/* The frame with the lowest register; of equal ones the first from the hand on.
 */
static frame_t
aging_search(const struct aging *a)
{
	frame_t best = NO_FRAME;

	for (frame_t i = 0, f = a->hand; i < a->nframes; i++) {
		if (a->present[f] &&
		    (best == NO_FRAME || a->age[f] < a->age[best]))
			best = f;
		f = frame_after(f, a->nframes);
	}
	return (best);
}

static frame_t
aging_victim(void *st, not_used page_id_t page)
{
	struct aging *a = st;
	uint64_t next = frame_ring_next(&a->empty, a->hand);
	frame_t f = next != BITSET_NONE ? (frame_t)next : aging_search(a);

	a->hand = frame_after(f, a->nframes);
	return (f);
}

static void
aging_tick(void *st)
{
	struct aging *a = st;

	for (frame_t f = 0; f < a->top; f++) {
		uint64_t before = a->age[f], after;

		if (!a->present[f])
			continue;
		after = before >> 1 | (uint64_t)frame_accessed(a->frames, f)
					  << (a->bits - 1);
		frame_clear_accessed(a->frames, f);
		a->age[f] = after;
		if (likely((before == 0) == (after == 0)))
			continue;
		if (after == 0)
			bitset_add(&a->empty, f);
		else
			bitset_remove(&a->empty, f);
	}
}

static uint64_t
aging_tick_every(const void *params)
{
	const struct aging_params *p = params;

	return (p->tick);
}

static void
aging_state(const void *st, struct policy_state *to)
{
	const struct aging *a = st;

	state_hand(to, "hand", a->hand);
	to->row(to, "age");
	for (frame_t f = 0; f < a->top; f++) {
		char text[2 + 64] = ":", *end = text + 1;

		if (!a->present[f])
			continue;
		for (unsigned bit = a->bits; bit > 0; bit--)
			*end++ = (char)('0' + (a->age[f] >> (bit - 1) & 1));
		*end = '\0';
		to->page_in(to, f);
		to->remark(to, text);
	}
}

static const struct policy_ops aging_ops = {
	.size = sizeof(struct policy_ops),
	.admit = aging_admit,
	.victim = aging_victim,
	.leave = aging_leave,
	.state = aging_state,
};

static const struct param aging_params[] = {
	{ .name = "tick",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct aging_params, tick),
	    .dflt = "0",
	    .unit = "references",
	    .text = "how often the registers shift; 0: 1000, or the number of "
		    "frames if that is larger" },
	{ .name = "bits",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct aging_params, bits),
	    .dflt = "8",
	    .min = 1,
	    .max = 64,
	    .text = "the width of a register: how many ticks are recorded" },
	{ .name = NULL },
};

const struct policy policy_aging = {
	.name = "aging",
	.summary = "shift registers of accessed bits; evicts the lowest",
	.size = sizeof(struct policy),
	.source = "Tanenbaum and Bos, Modern Operating Systems, 3.4.7, NFU "
		  "with aging",
	.sight = SEES_BITS,
	.params = aging_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct aging_params),
	.about = "Every page has a register into which its accessed bit is "
		 "shifted at regular intervals; the page with the lowest "
		 "register is evicted. The register records in which of the "
		 "last ticks the page was used. Textbooks describe it as an "
		 "approximation of LRU by accessed bits. Courses for the xv6 "
		 "kernel call it NFUA, with bits=32.",
	.weakness = "cannot order pages used between the same two ticks, and "
		    "evicts new pages first; depends on the tick",
	.complexity = "O(1) per fault on average, nothing per hit, O(n) per "
		      "tick; 9.1 bytes per frame",
	.footprint = aging_footprint,
	.init = aging_init,
	.tick = aging_tick,
	.tick_every = aging_tick_every,
	.ops = &aging_ops,
	.counts_references = true,
};

POLICY_BIND(aging, replay_batch);
