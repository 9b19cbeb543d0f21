/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AGING: LRU by samples (Tanenbaum and Bos, Modern Operating Systems, section
 * 3.4.7).
 *
 * Every page has a shift register.  At a tick each moves one to the right, the
 * accessed bit comes in from the left and is cleared; the lowest register goes,
 * and of equal ones the next in the way of a hand that goes round the frames.
 *
 *	accessed ──▶ [ 1 0 1 1 0 0 0 0 ] ──▶ lost
 *
 * A page just loaded has an empty register: what has not been shifted in does
 * not count, so in a storm of faults between two ticks new pages replace each
 * other.  The book leaves open what a page loaded begins with.
 *
 * Registers change at ticks only, and between ticks pages come in with the
 * least there is.  So the pages with the lowest register are kept as a set: it
 * is made anew at a tick, and should it run empty; a page loaded joins it or,
 * if its members have more than nothing, replaces it.
 */
#include "policy/ring.h"
#include "replay/loop.h"

struct aging_params {
	uint64_t tick;
	uint64_t bits;
};

struct aging {
	const struct frame_table *frames;
	uint64_t *age;        /* by frame: the register */
	bool *present;        /* by frame: holds a page of ours */
	struct bitset lowest; /* frames whose register is 'low' */
	uint64_t low;         /* no register is below */
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
	bitset_place(&a->lowest, at, setup->nframes);
	a->age = (uint64_t *)(at + bitset_bytes(setup->nframes));
	a->present = (bool *)(a->age + setup->nframes);
}

/* The set becomes empty, with 'low' for those to come. */
static void
aging_lower(struct aging *a, uint64_t low)
{
	for (uint64_t f; (f = bitset_lowest(&a->lowest)) != BITSET_NONE;)
		bitset_remove(&a->lowest, f);
	a->low = low;
}

static void
aging_admit(void *st, frame_t f, vpn_t page)
{
	struct aging *a = st;

	(void)page;
	a->present[f] = true;
	a->age[f] = 0;
	if (a->low > 0)
		aging_lower(a, 0);
	bitset_add(&a->lowest, f);
	if (f >= a->top)
		a->top = f + 1;
}

static void
aging_leave(void *st, frame_t f, enum leave_why why)
{
	struct aging *a = st;

	(void)why;
	a->present[f] = false;
	bitset_remove(&a->lowest, f);
}

static void
aging_collect(struct aging *a)
{
	uint64_t low = UINT64_MAX;

	for (frame_t f = 0; f < a->top; f++)
		if (a->present[f] && a->age[f] < low)
			low = a->age[f];
	aging_lower(a, low);
	for (frame_t f = 0; f < a->top; f++)
		if (a->present[f] && a->age[f] == low)
			bitset_add(&a->lowest, f);
}

static frame_t
aging_victim(void *st, vpn_t page)
{
	struct aging *a = st;
	uint64_t f = ring_next(&a->lowest, a->hand);

	(void)page;
	if (f == BITSET_NONE) {
		aging_collect(a);
		f = ring_next(&a->lowest, a->hand);
	}
	a->hand = f + 1 == a->nframes ? 0 : (frame_t)f + 1;
	return ((frame_t)f);
}

static void
aging_tick(void *st)
{
	struct aging *a = st;

	for (frame_t f = 0; f < a->top; f++) {
		uint64_t accessed;

		if (!a->present[f])
			continue;
		accessed = frame_accessed(a->frames, f);
		a->age[f] = a->age[f] >> 1 | accessed << (a->bits - 1);
		frame_clear_accessed(a->frames, f);
	}
	aging_collect(a);
}

static uint64_t
aging_tick_every(const void *params)
{
	const struct aging_params *p = params;

	return (p->tick);
}

static const struct policy_verbs aging_verbs = {
	.admit = aging_admit,
	.victim = aging_victim,
	.leave = aging_leave,
};

static void
aging_replay(struct replay *r, const struct reference *ref, size_t n)
{
	replay_batch(r, ref, n, &aging_verbs);
}

static const struct param aging_params[] = {
	{ .name = "tick",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct aging_params, tick),
	    .dflt = "1000",
	    .min = 1,
	    .unit = "references",
	    .text = "how often the registers shift" },
	{ .name = "bits",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct aging_params, bits),
	    .dflt = "8",
	    .min = 1,
	    .max = 64,
	    .text = "the width of a register: how many ticks are remembered" },
	{ .name = NULL },
};

const struct policy policy_aging = {
	.name = "aging",
	.summary = "shift registers of accessed bits; the lowest goes",
	.source = "Tanenbaum and Bos, Modern Operating Systems, 3.4.7",
	.sight = SEES_BITS,
	.params_size = sizeof(struct aging_params),
	.params = aging_params,
	.about = "Every page has a register into which its accessed bit is "
		 "shifted at regular times; the lowest register goes. The "
		 "registers remember in which of the last ticks a page was "
		 "used. It is the textbooks' way to LRU with the bits that "
		 "there are.",
	.weakness = "between two ticks it cannot tell pages apart, and new "
		    "pages go first; as good as its tick fits the trace",
	.complexity = "O(1) a fault on average, nothing a hit, O(n) a tick; "
		      "9.2 bytes a frame",
	.footprint = aging_footprint,
	.init = aging_init,
	.tick = aging_tick,
	.tick_every = aging_tick_every,
	.verbs = &aging_verbs,
	.replay = aging_replay,
};
