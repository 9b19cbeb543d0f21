/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counters that change at ticks only: at a tick the accessed bit of each page
 * is shifted into the counter of its frame and cleared; at a fault the page
 * with the highest score is evicted, and of equal scores the first from the
 * position of a hand on.
 *
 * The policy computes the score from the counter: 0 for a frame without a page,
 * else higher the sooner the page is to be evicted.  Scores are the leaves of a
 * tree (max_tree.h), so a victim is found in O(log n); a tick visits every
 * frame that was used.  The memory is the caller's: tick_counter_bytes(),
 * zeroed.
 */
#ifndef POLICIES_LIB_TICK_COUNTER_H
#define POLICIES_LIB_TICK_COUNTER_H

#include "base/inline.h"
#include "policies/lib/max_tree.h"
#include "policy/policy.h"

/* The parameters of such a policy, and policy.tick_every for them. */
struct tick_counter_params {
	uint64_t tick;
};

static const struct param tick_counter_params[] = {
	{ .name = "tick",
	    .type = PARAM_COUNT,
	    .offset = offsetof(struct tick_counter_params, tick),
	    .dflt = "0",
	    .min = 0,
	    .max = 0,
	    .choices = NULL,
	    .unit = "references",
	    .text = "how often the counters shift; 0: 1000, or "
		    "the number of frames if that is larger" },
	{ NULL, PARAM_BOOL, 0, NULL, 0, 0, NULL, NULL, NULL },
};

static inline uint64_t
tick_counter_every(const void *params)
{
	return (((const struct tick_counter_params *)params)->tick);
}

struct tick_counter {
	struct max_tree scores; /* by frame */
	const struct frame_table *frames;
	frame_t nframes;
	frame_t top; /* frames that were never used are at or above */
	frame_t hand;
};

static inline size_t
tick_counter_bytes(const struct policy_setup *setup)
{
	return (sizeof(struct tick_counter) + max_tree_bytes(setup->nframes));
}

static inline void
tick_counter_init(void *st, const struct policy_setup *setup)
{
	struct tick_counter *c = (struct tick_counter *)st;

	c->frames = setup->frames;
	c->nframes = setup->nframes;
	max_tree_place(&c->scores, c + 1, setup->nframes);
}

/* A page came into f; its score. */
static always_inline void
tick_counter_admit(struct tick_counter *c, frame_t f, uint64_t score)
{
	if (f >= c->top)
		c->top = f + 1;
	max_tree_set(&c->scores, f, score);
}

static inline frame_t
tick_counter_victim(void *st, not_used page_id_t page)
{
	struct tick_counter *c = (struct tick_counter *)st;
	frame_t f = max_tree_find(&c->scores, c->hand);

	c->hand = frame_after(f, c->nframes);
	return (f);
}

/* After an eviction the frame gets another page at once: its score can stay. */
static inline void
tick_counter_leave(void *st, frame_t f, enum leave_why why)
{
	struct tick_counter *c = (struct tick_counter *)st;

	if (why != LEAVE_EVICTED)
		max_tree_set(&c->scores, f, 0);
}

/* shift: the score after a tick.  It should not branch on the bit, because it
 * is not predictable which pages were used. */
static always_inline void
tick_counter_tick(
    struct tick_counter *c, uint64_t (*shift)(uint64_t score, bool accessed))
{
	uint64_t *score = c->scores.level[0];

	for (frame_t f = 0; f < c->top; f++) {
		if (score[f] == 0)
			continue;
		score[f] = shift(score[f], frame_accessed(c->frames, f));
		frame_clear_accessed(c->frames, f);
	}
	max_tree_settle(&c->scores, c->top);
}

#endif
