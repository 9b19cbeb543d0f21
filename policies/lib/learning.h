/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A learning rate that follows the hit rate (CACHEUS, FAST 2021): how far a
 * regret moves the weights of experts.
 *
 * References are divided into intervals of n, the number of frames, and the
 * hit rate of each is compared with that of the one before.  The rate
 * continues in its direction while the hit rate rises, reverses when it
 * falls, and stays where either did not change.  If the hit rate falls and
 * there is no direction, the rate jumps; after ten such intervals it is
 * reset.
 *
 * The rate is Q32 (policies/lib/weights.h), a hit rate in thousandths; both
 * are rounded as in the authors' program.
 */
#ifndef POLICIES_LIB_LEARNING_H
#define POLICIES_LIB_LEARNING_H

#include "base/inline.h"
#include "policies/lib/weights.h"

#define RATE_MIN      UINT64_C(4294967)    /* 0.001, Q32 */
#define RATE_HIGH     UINT64_C(3865470566) /* 0.9: a jump from the top */
#define RATE_LOW      UINT64_C(21474836)   /* 0.005: one from the bottom */
#define RATE_PATIENCE 10                   /* bad intervals before a reset */

/* The learning rate, Q32, and what it is judged by. */
struct learning {
	uint64_t now;
	uint64_t last,
	    before; /* at the end of the last interval, and the one before */
	uint64_t reset;
	uint64_t hits;          /* of this interval */
	int64_t hit_rate;       /* of the last one, in thousandths */
	uint32_t zero, falling; /* bad intervals */
	uint64_t left;          /* references of this interval */
};

/* sqrt(2 ln 2 / n), Q32. */
static inline uint64_t
learning_first(uint32_t n)
{
	const uint128 two_ln2 =
	    (uint128)1 << 64 | UINT64_C(7125873216695759704);
	uint64_t root = 0;

	for (uint64_t bit = Q32_ONE; bit != 0; bit >>= 1) {
		uint64_t more = root | bit;

		if ((uint128)more * more <= two_ln2 / n)
			root = more;
	}
	return (root);
}

static inline void
learning_init(struct learning *r, uint32_t n)
{
	r->now = r->last = r->reset = learning_first(n);
	if (r->reset < RATE_MIN)
		r->reset = RATE_MIN;
	if (r->reset > Q32_ONE)
		r->reset = Q32_ONE;
	r->left = n;
}

static inline int64_t
learning_thousandths(uint64_t q32)
{
	return ((int64_t)((q32 * 1000 + Q32_ONE / 2) >> 32));
}

/* A jump of the rate, when there is no direction to follow. */
static inline void
learning_jump(struct learning *r, struct rng *rng)
{
	uint64_t step = r->now / 4;

	if (r->now >= Q32_ONE)
		r->now = RATE_HIGH;
	else if (r->now <= RATE_MIN)
		r->now = RATE_LOW;
	else if (rng_next(rng) >> 63 == 1)
		r->now = r->now + step < Q32_ONE ? r->now + step : Q32_ONE;
	else
		r->now = r->now - step > RATE_MIN ? r->now - step : RATE_MIN;
}

/* The rate or the hit rate did not change, and there was no gain. */
static inline void
learning_without_gain(
    struct learning *r, int64_t hit_rate, int64_t gain, struct rng *rng)
{
	if (gain < 0)
		r->falling++;
	if (gain < 0 || hit_rate == 0)
		r->zero++;
	if (r->zero >= RATE_PATIENCE) {
		r->now = r->reset;
		r->zero = 0;
	} else if (gain < 0 && r->falling >= RATE_PATIENCE) {
		r->now = r->reset;
		r->falling = 0;
	} else if (gain < 0) {
		learning_jump(r, rng);
	}
}

/* An interval of n references is over. */
static inline void
learning_end_interval(struct learning *r, uint32_t n, struct rng *rng)
{
	int64_t hit_rate = (int64_t)((2000 * r->hits + n) / (2 * (uint64_t)n));
	int64_t gain = hit_rate - r->hit_rate;
	int64_t moved =
	    learning_thousandths(r->last) - learning_thousandths(r->before);
	uint64_t step = r->now * (uint64_t)(moved < 0 ? -moved : moved) / 1000;

	if (moved * gain == 0 && gain <= 0) {
		learning_without_gain(r, hit_rate, gain, rng);
	} else if (moved * gain != 0) {
		if (moved * gain > 0)
			r->now =
			    r->now + step < Q32_ONE ? r->now + step : Q32_ONE;
		else
			r->now =
			    r->now > step + RATE_MIN ? r->now - step : RATE_MIN;
		r->zero = r->falling = 0;
	}
	r->before = r->last;
	r->last = r->now;
	r->hit_rate = hit_rate;
	r->hits = 0;
	r->left = n;
}

#endif
