/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RANDOM: evicts any resident page with equal probability, from the run's seed.
 *
 * A frame is drawn; if it has no page that may be evicted (it is pinned),
 * another one is drawn.  Draws are made a few victims early, so that entries
 * can be prefetched; the draws themselves do not depend on that.
 */
#include "base/rng.h"
#include "policies/lib/state_rows.h"
#include "sim/bind.h"

/* Draws ahead of the victim. */
#define DRAWN 8

struct random {
	struct rng rng;
	const struct frame_table *frames;
	frame_t nframes;
	unsigned at;          /* of drawn, the next to be used */
	frame_t drawn[DRAWN]; /* a ring */
	bool present[];       /* by frame: has a page that may be evicted */
};

static size_t
random_footprint(const struct policy_setup *setup)
{
	return (sizeof(struct random) + setup->nframes * sizeof(bool));
}

static void
random_init(void *st, const struct policy_setup *setup)
{
	struct random *d = st;

	d->rng.state = setup->seed;
	d->frames = setup->frames;
	d->nframes = setup->nframes;
	for (int i = 0; i < DRAWN; i++)
		d->drawn[i] = (frame_t)rng_below(&d->rng, d->nframes);
}

static inline void
random_admit(void *st, frame_t f, not_used page_id_t page)
{
	struct random *d = st;

	d->present[f] = true;
}

/* The oldest draw; its page and entry were prefetched before, in two steps. */
static inline frame_t
random_draw(struct random *d)
{
	frame_t *next = &d->drawn[d->at++ % DRAWN], f = *next;

	*next = (frame_t)rng_below(&d->rng, d->nframes);
	__builtin_prefetch(&d->frames->page[*next], 1);
	__builtin_prefetch(&d->present[*next], 1);
	frame_prefetch(d->frames, d->drawn[(d->at + DRAWN / 2) % DRAWN]);
	return (f);
}

static inline frame_t
random_victim(void *st, not_used page_id_t page)
{
	struct random *d = st;
	frame_t f;

	do
		f = random_draw(d);
	while (!d->present[f]);
	return (f);
}

static inline void
random_leave(void *st, frame_t f, enum leave_why why)
{
	struct random *d = st;

	/* The frame of a victim is filled again at once. */
	if (why != LEAVE_EVICTED)
		d->present[f] = false;
}

/* The draws that are made: the pages there are evicted next. */
static void
random_state(const void *st, struct policy_state *to)
{
	const struct random *d = st;

	to->row(to, "drawn");
	for (unsigned i = 0; i < DRAWN; i++) {
		frame_t f = d->drawn[(d->at + i) % DRAWN];

		if (d->present[f])
			to->page_in(to, f);
	}
}

static const struct policy_ops random_ops = {
	.size = sizeof(struct policy_ops),
	.admit = random_admit,
	.victim = random_victim,
	.leave = random_leave,
	.state = random_state,
};

const struct policy policy_random = {
	.name = "random",
	.summary = "evicts any resident page with equal probability",
	.size = sizeof(struct policy),
	.source = "Belady, IBM Systems Journal 5(2) 1966, RAND",
	.sight = SEES_FAULTS,
	.about = "Each resident page is evicted with equal probability. The "
		 "random numbers come from the run's seed, so the same seed "
		 "gives the same run. It is the baseline for policies that use "
		 "past references.",
	.weakness = "uses no information about past references",
	.complexity = "O(1) per fault, nothing per hit; 1 byte per frame",
	.footprint = random_footprint,
	.init = random_init,
	.ops = &random_ops,
	.draws = policy_draws_always,
};

POLICY_BIND(random, replay_blocks);
