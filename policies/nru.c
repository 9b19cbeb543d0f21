/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NRU: not recently used (Tanenbaum and Bos, Modern Operating Systems,
 * section 3.4.2).
 *
 * The accessed and dirty bits make four classes, 2 * accessed + dirty; a page
 * of the lowest class that is not empty is evicted.  Every 'period' references
 * the accessed bits are cleared; otherwise all would be set in the end.  Within
 * a class a hand moves round the frames, or a random draw decides
 * (order=random, as in the book).
 *
 * Hits are not reported, but between two ticks bits are only set.  So the class
 * that is stored for a frame is never too high.  A search that finds a page to
 * be in a higher class stores that; a page is moved at most three times between
 * two ticks.
 */
#include "base/rng.h"
#include "policies/lib/frame_ring.h"
#include "sim/bind.h"

enum nru_order { ORDER_CLOCK, ORDER_RANDOM };

#define NRU_CLASSES 4

struct nru_params {
	uint64_t period;
	int order;
};

struct nru {
	const struct frame_table *frames;
	/* Frames by stored class; a frame is in one at most. */
	struct bitset of_class[NRU_CLASSES];
	struct rng rng;
	frame_t nframes;
	frame_t top; /* frames never used are at or above */
	frame_t hand;
	bool random;
	uint8_t *reached; /* by frame: stored class + 1; 0: no page to evict */
};

static size_t
nru_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct nru) +
		NRU_CLASSES * bitset_bytes(setup->nframes) + setup->nframes);
}

static void
nru_init(void *st, const struct policy_setup *setup)
{
	const struct nru_params *p = setup->params;
	struct nru *u = st;
	char *at = (char *)(u + 1);

	u->frames = setup->frames;
	u->rng.state = setup->seed;
	u->nframes = setup->nframes;
	u->random = p->order == ORDER_RANDOM;
	for (int k = 0; k < NRU_CLASSES; k++) {
		bitset_place(&u->of_class[k], at, setup->nframes);
		at += bitset_bytes(setup->nframes);
	}
	u->reached = (uint8_t *)at;
}

static int
nru_class(const struct nru *u, frame_t f)
{
	return (2 * frame_accessed(u->frames, f) + frame_dirty(u->frames, f));
}

static void
nru_put(struct nru *u, frame_t f, int class)
{
	u->reached[f] = (uint8_t)(class + 1);
	bitset_add(&u->of_class[class], f);
}

static void
nru_take(struct nru *u, frame_t f)
{
	bitset_remove(&u->of_class[u->reached[f] - 1], f);
	u->reached[f] = 0;
}

static void
nru_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct nru *u = st;

	nru_put(u, f, 0);
	if (f >= u->top)
		u->top = f + 1;
}

static void
nru_leave(void *st, frame_t f, not_used enum leave_why why)
{
	nru_take(st, f);
}

/* Stores the present class of the frame's page; true: it has not changed. */
static bool
nru_check(struct nru *u, frame_t f)
{
	int class = nru_class(u, f);

	if (class + 1 == u->reached[f])
		return (true);
	nru_take(u, f);
	nru_put(u, f, class);
	return (false);
}

static frame_t
nru_by_hand(struct nru *u)
{
	for (int k = 0;;) {
		uint64_t f = frame_ring_next(&u->of_class[k], u->hand);

		if (f == BITSET_NONE) {
			k++;
		} else if (nru_check(u, (frame_t)f)) {
			u->hand = frame_after((frame_t)f, u->nframes);
			return ((frame_t)f);
		}
	}
}

/* Checks every page whose stored class is this one; returns how many are in it.
 */
static uint64_t
nru_check_all(struct nru *u, int class)
{
	const uint64_t *words = u->of_class[class].level[0];
	uint64_t n = 0;

	for (uint64_t i = 0; i < ((uint64_t)u->top + 63) / 64; i++)
		for (uint64_t word = words[i]; word != 0; word &= word - 1)
			n += nru_check(
			    u, (frame_t)(i << 6 |
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
	words = u->of_class[k].level[0];
	while ((uint64_t)__builtin_popcountll(words[i]) <= n)
		n -= (uint64_t)__builtin_popcountll(words[i++]);
	for (word = words[i]; n > 0; n--)
		word &= word - 1;
	return ((frame_t)(i << 6 | (uint64_t)__builtin_ctzll(word)));
}

static frame_t
nru_victim(void *st, not_used page_id_t page)
{
	struct nru *u = st;

	return (u->random ? nru_at_random(u) : nru_by_hand(u));
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
	uint64_t ours = 0, dirty = 0;
	frame_t end = u->top - first < 64 ? u->top - first : 64;

	for (frame_t k = 0; k < end; k++) {
		frame_t f = first + k;

		if (u->reached[f] == 0)
			continue;
		frame_clear_accessed(u->frames, f);
		ours |= UINT64_C(1) << k;
		dirty |= (uint64_t)frame_dirty(u->frames, f) << k;
		u->reached[f] = (uint8_t)(1 + frame_dirty(u->frames, f));
	}
	u->of_class[0].level[0][first / 64] = ours & ~dirty;
	u->of_class[1].level[0][first / 64] = dirty;
	u->of_class[2].level[0][first / 64] = 0;
	u->of_class[3].level[0][first / 64] = 0;
}

static void
nru_tick(void *st)
{
	struct nru *u = st;

	for (frame_t f = 0; f < u->top; f += 64)
		nru_tick_word(u, f);
	for (int k = 0; k < NRU_CLASSES; k++)
		nru_settle(&u->of_class[k], u->top);
}

static uint64_t
nru_tick_every(const void *params)
{
	const struct nru_params *p = params;

	return (p->period);
}

static const struct policy_ops nru_ops = {
	.size = sizeof(struct policy_ops),
	.admit = nru_admit,
	.victim = nru_victim,
	.leave = nru_leave,
};

static const char *const nru_orders[] = { "clock", "random", NULL };

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
	    .text = "within a class a hand moves round the frames, or the "
		    "choice is random" },
	{ .name = NULL },
};

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
	.complexity = "O(1) per fault on average, O(n) with order=random, and "
		      "O(n) per tick; 1.5 bytes per frame",
	.footprint = nru_footprint,
	.init = nru_init,
	.tick = nru_tick,
	.tick_every = nru_tick_every,
	.ops = &nru_ops,
};

POLICY_BIND(nru, replay_batch);
