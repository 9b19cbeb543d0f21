/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NFU: not frequently used (Tanenbaum and Bos, Modern Operating Systems,
 * section 3.4.7).
 *
 * Every page has a counter, 0 at first.  At a tick the accessed bit of each
 * page in memory is added to its counter and cleared; at a fault the page with
 * the lowest counter is evicted.  A counter never decreases: that is what the
 * book finds wrong with it, and what 'aging' mends by shifting.
 *
 * The book leaves two points open.  Of equal counters the first that a hand
 * reaches is evicted, and the hand moves past it.  Whether a counter outlives
 * the page's stay in memory is a parameter, as in lfu: memory=resident, it is 0
 * at every load; memory=perfect, it continues from its value at the eviction.
 */
#include "policies/lib/state_rows.h"
#include "policies/lib/tick_counter.h"
#include "sim/bind.h"

enum nfu_memory { MEMORY_RESIDENT, MEMORY_PERFECT };

struct nfu_params {
	uint64_t tick;
	int memory;
};

struct nfu {
	struct tick_counter counter; /* first: tick_counter.h is given this */
	uint64_t *known; /* by page: the counter at its eviction; NULL: none */
};

/* The lower the counter, the higher the score. */
#define NFU_EMPTY INT64_MAX

static bool
nfu_perfect(const struct policy_setup *setup)
{
	const struct nfu_params *p = setup->params;

	return (p->memory == MEMORY_PERFECT);
}

static size_t
nfu_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct nfu) + max_tree_bytes(setup->nframes) +
		(nfu_perfect(setup) ? setup->npages * sizeof(uint64_t) : 0));
}

static void
nfu_init(void *st, const struct policy_setup *setup)
{
	struct nfu *u = st;
	char *scores = (char *)(u + 1);

	u->counter.frames = setup->frames;
	u->counter.nframes = setup->nframes;
	max_tree_place(&u->counter.scores, scores, setup->nframes);
	if (nfu_perfect(setup))
		u->known =
		    (uint64_t *)(scores + max_tree_bytes(setup->nframes));
}

static void
nfu_admit(void *st, frame_t f, page_id_t page)
{
	struct nfu *u = st;
	uint64_t known = u->known == NULL ? 0 : u->known[page];

	tick_counter_admit(&u->counter, f, NFU_EMPTY - known);
}

static void
nfu_leave(void *st, frame_t f, enum leave_why why)
{
	struct nfu *u = st;

	if (u->known != NULL)
		u->known[u->counter.frames->page[f]] =
		    why != LEAVE_EVICTED
			? 0
			: NFU_EMPTY - u->counter.scores.level[0][f];
	tick_counter_leave(&u->counter, f, why);
}

static inline uint64_t
nfu_add(uint64_t score, bool accessed)
{
	return (score - accessed);
}

static void
nfu_tick(void *st)
{
	struct nfu *u = st;

	tick_counter_tick(&u->counter, nfu_add);
}

static uint64_t
nfu_tick_every(const void *params)
{
	const struct nfu_params *p = params;

	return (p->tick);
}

static void
nfu_state(const void *st, struct policy_state *to)
{
	const struct tick_counter *c = &((const struct nfu *)st)->counter;

	state_hand(to, "hand", c->hand);
	to->row(to, "count");
	for (frame_t f = 0; f < c->top; f++) {
		if (c->scores.level[0][f] == 0)
			continue;
		to->page_in(to, f);
		state_count(to, NFU_EMPTY - c->scores.level[0][f]);
	}
}

static const struct policy_ops nfu_ops = {
	.size = sizeof(struct policy_ops),
	.admit = nfu_admit,
	.victim = tick_counter_victim,
	.leave = nfu_leave,
	.state = nfu_state,
};

static const char *const nfu_memories[] = { "resident", "perfect", NULL };

static const struct param nfu_params[] = {
	{ .name = "tick",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct nfu_params, tick),
	    .dflt = "0",
	    .unit = "references",
	    .text = "how often accessed bits are added to the counters; 0: "
		    "1000, or the number of frames if that is larger" },
	{ .name = "memory",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct nfu_params, memory),
	    .dflt = "resident",
	    .choices = nfu_memories,
	    .text = "a counter is lost at eviction, or kept until the page "
		    "returns" },
	{ .name = NULL },
};

const struct policy policy_nfu = {
	.name = "nfu",
	.summary = "counters of accessed bits; evicts the lowest",
	.size = sizeof(struct policy),
	.source = "Tanenbaum and Bos, Modern Operating Systems, 3.4.7",
	.sight = SEES_BITS,
	.params = nfu_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct nfu_params),
	.about = "At regular intervals the accessed bit of every page is added "
		 "to the page's counter and cleared; the page with the lowest "
		 "counter is evicted. It approximates LFU by accessed bits. "
		 "The counter is not shifted: the policy that shifts it is "
		 "aging.",
	.weakness = "never forgets: pages used often long ago stay, and new "
		    "pages replace each other; depends on the tick",
	.complexity = "O(log n) per fault, nothing per hit, O(n) per tick; 9.1 "
		      "bytes per frame, and 8 per page for memory=perfect",
	.footprint = nfu_footprint,
	.init = nfu_init,
	.tick = nfu_tick,
	.tick_every = nfu_tick_every,
	.ops = &nfu_ops,
	.counts_references = true,
};

POLICY_BIND(nfu, replay_batch);
