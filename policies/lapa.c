/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LAPA: least accessed page, with aging, as set in courses for the xv6 kernel.
 *
 * Every page has a counter of 32 bits, all ones when it is loaded.  At a tick
 * each counter is shifted one to the right, the accessed bit is put in at the
 * left and cleared.  A fault takes the page with the fewest ones, that is, used
 * in the fewest of the last 32 ticks, and among those the one with the lowest
 * counter, whose uses lie furthest back.
 *
 * Where NFUA throws out new pages first, here a page begins as though it had
 * always been used and must fall behind for a time before it can go.
 *
 * The course leaves ties open: of equal counters the first that a hand meets
 * goes, which then stands past it.
 */
#include "policies/lib/max_tree.h"
#include "sim/bind.h"

struct lapa_params {
	uint64_t tick;
};

struct lapa {
	struct max_tree idle; /* by frame: its score, 0: no page of ours */
	const struct frame_table *frames;
	frame_t nframes;
	frame_t top; /* frames never used are at or above */
	frame_t hand;
};

/* Fewer ones, then a lower counter, make a higher score: one more than the
 * number of zeros and, in 32 bits below it, the counter with its bits turned.
 */
#define LAPA_FULL UINT64_C(1)

static uint64_t
lapa_shift(uint64_t score, bool accessed)
{
	uint64_t zeros = (score - 1) >> 32;
	uint32_t turned = (uint32_t)(score - 1);

	zeros += !accessed - (turned & 1);
	turned = turned >> 1 | (uint32_t)!accessed << 31;
	return ((zeros << 32 | turned) + 1);
}

static size_t
lapa_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct lapa) + max_tree_bytes(setup->nframes));
}

static void
lapa_init(void *st, const struct policy_setup *setup)
{
	struct lapa *a = st;

	a->frames = setup->frames;
	a->nframes = setup->nframes;
	max_tree_place(&a->idle, a + 1, setup->nframes);
}

static void
lapa_admit(void *st, frame_t f, page_id_t page)
{
	struct lapa *a = st;

	(void)page;
	if (f >= a->top)
		a->top = f + 1;
	max_tree_set(&a->idle, f, LAPA_FULL);
}

static frame_t
lapa_victim(void *st, page_id_t page)
{
	struct lapa *a = st;
	frame_t f = max_tree_find(&a->idle, a->hand);

	(void)page;
	a->hand = f + 1 == a->nframes ? 0 : f + 1;
	return (f);
}

/* After an eviction the frame is taken again at once: its score can stay. */
static void
lapa_leave(void *st, frame_t f, enum leave_why why)
{
	struct lapa *a = st;

	if (why != LEAVE_EVICTED)
		max_tree_set(&a->idle, f, 0);
}

/* Without a branch on the bit: which pages were used cannot be foretold. */
static void
lapa_tick(void *st)
{
	struct lapa *a = st;
	uint64_t *score = a->idle.level[0];

	for (frame_t f = 0; f < a->top; f++) {
		if (score[f] == 0)
			continue;
		score[f] = lapa_shift(score[f], frame_accessed(a->frames, f));
		frame_clear_accessed(a->frames, f);
	}
	max_tree_settle(&a->idle, a->top);
}

static uint64_t
lapa_tick_every(const void *params)
{
	const struct lapa_params *p = params;

	return (p->tick);
}

static const struct policy_ops lapa_ops = {
	.size = sizeof(struct policy_ops),
	.admit = lapa_admit,
	.victim = lapa_victim,
	.leave = lapa_leave,
};

static const struct param lapa_params[] = {
	{ .name = "tick",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct lapa_params, tick),
	    .dflt = "0",
	    .unit = "references",
	    .text = "how often the counters are shifted; 0: "
		    "1000, or as many as there are frames where that is more" },
	{ .name = NULL },
};

const struct policy policy_lapa = {
	.name = "lapa",
	.summary = "aging counters of 32 bits; the one with fewest ones goes",
	.size = sizeof(struct policy),
	.source = "xv6 courses, least accessed page + aging",
	.sight = SEES_BITS,
	.params = lapa_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct lapa_params),
	.about = "At every tick the accessed bit of a page is shifted into its "
		 "counter from the left; the counter with the fewest ones "
		 "goes. So it counts the ticks in which a page was used, "
		 "whenever in the last 32. A page is loaded with all ones and "
		 "is safe at first.",
	.weakness = "a page used once is kept for many ticks, so a scan pushes "
		    "out pages that are used at times",
	.complexity =
	    "O(log n) a fault, nothing a hit, O(n) a tick; 9.1 bytes a frame",
	.footprint = lapa_footprint,
	.init = lapa_init,
	.tick = lapa_tick,
	.tick_every = lapa_tick_every,
	.ops = &lapa_ops,
};

POLICY_BIND(lapa, replay_batch);
