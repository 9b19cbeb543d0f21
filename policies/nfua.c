/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NFUA: not frequently used, with aging, as set in courses for the xv6 kernel
 * (after Tanenbaum and Bos, Modern Operating Systems, section 3.4.7).
 *
 * Every page has a counter of 32 bits, 0 when it is loaded.  At a tick each
 * counter is shifted one to the right, the accessed bit is put in at the left
 * and cleared; a fault takes the page with the lowest counter.
 *
 *	accessed ──▶ [ 1 0 1 1 ... 0 0 ] ──▶ lost
 *
 * The course leaves ties open: of equal counters the first that a hand meets
 * goes, which then stands past it.  It is 'aging' with registers as wide as
 * xv6 has them.
 */
#include "policies/lib/max_tree.h"
#include "sim/bind.h"

struct nfua_params {
	uint64_t tick;
};

struct nfua {
	struct max_tree idle; /* by frame: its score, 0: no page of ours */
	const struct frame_table *frames;
	frame_t nframes;
	frame_t top; /* frames never used are at or above */
	frame_t hand;
};

/* The lower the counter, the higher the score; the highest counter has 1. */
#define NFUA_EMPTY (UINT64_C(1) << 32)

static uint64_t
nfua_shift(uint64_t score, bool accessed)
{
	uint64_t counter = NFUA_EMPTY - score;

	return (NFUA_EMPTY - (counter >> 1 | (uint64_t)accessed << 31));
}

static size_t
nfua_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct nfua) + max_tree_bytes(setup->nframes));
}

static void
nfua_init(void *st, const struct policy_setup *setup)
{
	struct nfua *a = st;

	a->frames = setup->frames;
	a->nframes = setup->nframes;
	max_tree_place(&a->idle, a + 1, setup->nframes);
}

static void
nfua_admit(void *st, frame_t f, page_id_t page)
{
	struct nfua *a = st;

	(void)page;
	if (f >= a->top)
		a->top = f + 1;
	max_tree_set(&a->idle, f, NFUA_EMPTY);
}

static frame_t
nfua_victim(void *st, page_id_t page)
{
	struct nfua *a = st;
	frame_t f = max_tree_find(&a->idle, a->hand);

	(void)page;
	a->hand = f + 1 == a->nframes ? 0 : f + 1;
	return (f);
}

/* After an eviction the frame is taken again at once: its score can stay. */
static void
nfua_leave(void *st, frame_t f, enum leave_why why)
{
	struct nfua *a = st;

	if (why != LEAVE_EVICTED)
		max_tree_set(&a->idle, f, 0);
}

/* Without a branch on the bit: which pages were used cannot be foretold. */
static void
nfua_tick(void *st)
{
	struct nfua *a = st;
	uint64_t *score = a->idle.level[0];

	for (frame_t f = 0; f < a->top; f++) {
		if (score[f] == 0)
			continue;
		score[f] = nfua_shift(score[f], frame_accessed(a->frames, f));
		frame_clear_accessed(a->frames, f);
	}
	max_tree_settle(&a->idle, a->top);
}

static uint64_t
nfua_tick_every(const void *params)
{
	const struct nfua_params *p = params;

	return (p->tick);
}

static const struct policy_ops nfua_ops = {
	.size = sizeof(struct policy_ops),
	.admit = nfua_admit,
	.victim = nfua_victim,
	.leave = nfua_leave,
};

static const struct param nfua_params[] = {
	{ .name = "tick",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct nfua_params, tick),
	    .dflt = "0",
	    .unit = "references",
	    .text = "how often the counters are shifted; 0: "
		    "1000, or as many as there are frames where that is more" },
	{ .name = NULL },
};

const struct policy policy_nfua = {
	.name = "nfua",
	.summary = "aging counters of 32 bits; the lowest goes",
	.size = sizeof(struct policy),
	.source = "Tanenbaum and Bos, Modern Operating Systems, 3.4.7; xv6 "
		  "courses",
	.sight = SEES_BITS,
	.params = nfua_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct nfua_params),
	.about =
	    "At every tick the accessed bit of a page is shifted into its "
	    "counter from the left; the lowest counter goes. The counter "
	    "tells when in the last 32 ticks the page was used, the latest "
	    "use weighing most. A page is loaded with an empty counter.",
	.weakness = "between two ticks new pages replace each other, however "
		    "hot; as good as its tick fits the trace",
	.complexity =
	    "O(log n) a fault, nothing a hit, O(n) a tick; 9.1 bytes a frame",
	.footprint = nfua_footprint,
	.init = nfua_init,
	.tick = nfua_tick,
	.tick_every = nfua_tick_every,
	.ops = &nfua_ops,
};

POLICY_BIND(nfua, replay_batch);
