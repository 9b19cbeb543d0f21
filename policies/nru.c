/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NRU: not recently used (Tanenbaum and Bos, Modern Operating Systems,
 * section 3.4.2).
 *
 * The accessed and dirty bits make four classes, 2 * accessed + dirty; a page
 * of the lowest class that is not empty is evicted.  Every 'period' references
 * the accessed bits are cleared; otherwise all would be set in the end.
 *
 * Within a class a hand moves round the frames, the lowest frame is taken
 * (order=lowest), as a loop over the frames does it, or the page of the lowest
 * address (order=page), as a loop over the page table does it, or a random draw
 * decides (order=random, as in the book).  Frames are kept by class
 * (policies/lib/bit_classes.h).
 */
#include "base/rng.h"
#include "policies/lib/bit_classes.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

enum nru_order { ORDER_CLOCK, ORDER_LOWEST, ORDER_PAGE, ORDER_RANDOM };

struct nru_params {
	uint64_t period;
	int order;
};

struct nru {
	struct bit_classes by_class;
	const uint64_t *vpn;
	const uint32_t *process;
	struct rng rng;
	frame_t nframes;
	frame_t top; /* frames never used are at or above */
	frame_t hand;
	enum nru_order order;
};

static size_t
nru_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct nru) + bit_classes_bytes(setup->nframes));
}

static void
nru_init(void *st, const struct policy_setup *setup)
{
	const struct nru_params *p = setup->params;
	struct nru *u = st;

	u->vpn = setup->vpn;
	u->process = setup->process;
	u->rng.state = setup->seed;
	u->nframes = setup->nframes;
	u->order = (enum nru_order)p->order;
	bit_classes_place(&u->by_class, u + 1, setup->frames, setup->nframes);
}

static void
nru_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct nru *u = st;

	bit_classes_put(&u->by_class, f, 0);
	if (f >= u->top)
		u->top = f + 1;
}

static void
nru_leave(void *st, frame_t f, not_used enum leave_why why)
{
	struct nru *u = st;

	bit_classes_take(&u->by_class, f);
}

static frame_t
nru_first_from(struct nru *u, frame_t from)
{
	frame_t f;

	for (int k = 0;
	     (f = bit_classes_find(&u->by_class, k, from)) == NO_FRAME;)
		k++;
	return (f);
}

static frame_t
nru_by_hand(struct nru *u)
{
	frame_t f = nru_first_from(u, u->hand);

	u->hand = frame_after(f, u->nframes);
	return (f);
}

/* Checks every page whose stored class is this one; returns how many are in it.
 */
static uint64_t
nru_check_all(struct nru *u, int class)
{
	const uint64_t *words = u->by_class.of[class].level[0];
	uint64_t n = 0;

	for (uint64_t i = 0; i < ((uint64_t)u->top + 63) / 64; i++)
		for (uint64_t word = words[i]; word != 0; word &= word - 1)
			n += bit_classes_check(&u->by_class,
			    (frame_t)(i << 6 |
				      (uint64_t)__builtin_ctzll(word)));
	return (n);
}

static frame_t
nru_at_random(struct nru *u)
{
	const uint64_t *words;
	uint64_t n, word, i = 0;
	int k = 0;

	while ((n = nru_check_all(u, k)) == 0)
		k++;
	n = rng_below(&u->rng, n);
	words = u->by_class.of[k].level[0];
	while ((uint64_t)__builtin_popcountll(words[i]) <= n)
		n -= (uint64_t)__builtin_popcountll(words[i++]);
	for (word = words[i]; n > 0; n--)
		word &= word - 1;
	return ((frame_t)(i << 6 | (uint64_t)__builtin_ctzll(word)));
}

/* Does the page in f have a lower address than that in g, or the same in an
 * earlier process? */
static bool
nru_below(const struct nru *u, frame_t f, frame_t g)
{
	const page_id_t *page = u->by_class.frames->page;
	uint64_t a = policy_vpn(u->vpn, page[f]);
	uint64_t b = policy_vpn(u->vpn, page[g]);

	if (a != b || u->process == NULL)
		return (a < b || (a == b && page[f] < page[g]));
	return (
	    u->process[page[f]] < u->process[page[g]] ||
	    (u->process[page[f]] == u->process[page[g]] && page[f] < page[g]));
}

static frame_t
nru_by_page(struct nru *u)
{
	frame_t best = NO_FRAME;
	const struct bitset *set;
	int k = 0;

	while (nru_check_all(u, k) == 0)
		k++;
	set = &u->by_class.of[k];
	for (uint64_t f = bitset_lowest(set); f != BITSET_NONE;
	     f = bitset_next(set, f + 1))
		if (best == NO_FRAME || nru_below(u, (frame_t)f, best))
			best = (frame_t)f;
	return (best);
}

static frame_t
nru_victim(void *st, not_used page_id_t page)
{
	struct nru *u = st;

	switch (u->order) {
	case ORDER_LOWEST:
		return (nru_first_from(u, 0));
	case ORDER_PAGE:
		return (nru_by_page(u));
	case ORDER_RANDOM:
		return (nru_at_random(u));
	default:
		return (nru_by_hand(u));
	}
}

/* The levels above level 0 of a set that was written directly, up to frame
 * 'end'. */
static void
nru_settle(struct bitset *set, uint64_t end)
{
	for (int l = 1; l < set->nlevels; l++) {
		end = (end + 63) / 64;
		for (uint64_t i = 0; i < (end + 63) / 64; i++) {
			uint64_t word = 0;

			for (uint64_t k = i * 64; k < end && k < i * 64 + 64;
			     k++)
				word |= (uint64_t)(set->level[l - 1][k] != 0)
					<< (k & 63);
			set->level[l][i] = word;
		}
	}
}

/* Of 64 frames from 'first' on: the bits are cleared, and classes 2 and 3 are
 * 0 and 1 then.  Whole words, because a tick looks at every frame. */
static void
nru_tick_word(struct nru *u, frame_t first)
{
	struct bit_classes *c = &u->by_class;
	uint64_t ours = 0, dirty = 0;
	frame_t end = u->top - first < 64 ? u->top - first : 64;

	for (frame_t k = 0; k < end; k++) {
		frame_t f = first + k;

		if (c->reached[f] == 0)
			continue;
		frame_clear_accessed(c->frames, f);
		ours |= UINT64_C(1) << k;
		dirty |= (uint64_t)frame_dirty(c->frames, f) << k;
		c->reached[f] = (uint8_t)(1 + frame_dirty(c->frames, f));
	}
	c->of[0].level[0][first / 64] = ours & ~dirty;
	c->of[1].level[0][first / 64] = dirty;
	c->of[2].level[0][first / 64] = 0;
	c->of[3].level[0][first / 64] = 0;
}

static void
nru_tick(void *st)
{
	struct nru *u = st;

	for (frame_t f = 0; f < u->top; f += 64)
		nru_tick_word(u, f);
	for (int k = 0; k < BIT_CLASSES; k++)
		nru_settle(&u->by_class.of[k], u->top);
}

static uint64_t
nru_tick_every(const void *params)
{
	const struct nru_params *p = params;

	return (p->period);
}

static void
nru_state(const void *st, struct policy_state *to)
{
	const struct nru *u = st;

	if (u->order == ORDER_CLOCK)
		state_hand(to, "hand", u->hand);
}

static const struct policy_ops nru_ops = {
	.size = sizeof(struct policy_ops),
	.admit = nru_admit,
	.victim = nru_victim,
	.leave = nru_leave,
	.state = nru_state,
};

static const char *const nru_orders[] = { "clock", "lowest", "page", "random",
	NULL };

static const struct param nru_params[] = {
	{ .name = "period",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct nru_params, period),
	    .dflt = "0",
	    .unit = "references",
	    .text = "how often the accessed bits are cleared; 0: 1000, or the "
		    "number of frames if that is larger" },
	{ .name = "order",
	    .type = PARAM_CHOICE,
	    .offset = offsetof(struct nru_params, order),
	    .dflt = "clock",
	    .choices = nru_orders,
	    .text = "within a class a hand moves round the frames, the lowest "
		    "frame or the page of the lowest address goes, or the "
		    "choice is random" },
	{ .name = NULL },
};

static bool
nru_draws(const void *params)
{
	const struct nru_params *p = params;

	return (p->order == ORDER_RANDOM);
}

const struct policy policy_nru = {
	.name = "nru",
	.summary = "four classes by accessed and dirty bits; evicts the lowest",
	.size = sizeof(struct policy),
	.source = "Tanenbaum and Bos, Modern Operating Systems, 3.4.2",
	.sight = SEES_BITS,
	.params = nru_params,
	.param_size = sizeof(struct param),
	.params_size = sizeof(struct nru_params),
	.about = "Pages fall into four classes by their accessed and dirty "
		 "bits, and a page of the lowest class that is not empty is "
		 "evicted. The accessed bits are cleared at regular intervals. "
		 "It is cheap and coarse: it distinguishes only whether a page "
		 "was used since the last clearing.",
	.weakness = "one bit of history; a page used just before the bits are "
		    "cleared looks as old as any other; depends on the period",
	.complexity = "O(1) per fault on average, O(n) with order=page or "
		      "order=random, and O(n) per tick; 1.5 bytes per frame",
	.footprint = nru_footprint,
	.init = nru_init,
	.tick = nru_tick,
	.tick_every = nru_tick_every,
	.ops = &nru_ops,
	.draws = nru_draws,
	.counts_references = true,
};

POLICY_BIND(nru, replay_batch);
