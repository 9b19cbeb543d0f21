/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The weights of two experts, LRU and LFU.
 *
 * Weights and all that changes them are Q32 fixed point, 2^32 being 1, so
 * that a run gives the same result on every machine.  Where the papers raise
 * e to a power, 2 is raised to that times log2 e.  Neither weight leaves
 * [0.01, 0.99], as in the authors' programs.
 */
#ifndef POLICIES_LIB_WEIGHTS_H
#define POLICIES_LIB_WEIGHTS_H

#include <stdint.h>

#include "base/rng.h"

#define Q32_ONE   (UINT64_C(1) << 32)
#define Q32_LOG2E UINT64_C(6196328019) /* log2 e */

#define WEIGHT_MAX UINT64_C(4252017623) /* 0.99 */

enum expert { EXPERT_LRU, EXPERT_LFU };

struct weights {
	uint64_t lru; /* the weight of LRU; that of LFU is the rest of 1 */
	struct rng rng;
};

/* a * b, which is below 2^32 itself. */
static inline uint64_t
q32_times(uint64_t a, uint64_t b)
{
	return ((uint64_t)((uint128)a * b >> 32));
}

/* 2^-y, by a square root of 1/2 for each bit of y behind the point. */
static inline uint64_t
q32_exp2_minus(uint128 y)
{
	/* 2^-(1/2), 2^-(1/4), 2^-(1/8)... */
	static const uint32_t root[32] = {
		3037000500,
		3611622603,
		3938502376,
		4112874773,
		4202935003,
		4248701965,
		4271771996,
		4283353945,
		4289156690,
		4292061010,
		4293513907,
		4294240540,
		4294603903,
		4294785595,
		4294876445,
		4294921870,
		4294944583,
		4294955939,
		4294961618,
		4294964457,
		4294965876,
		4294966586,
		4294966941,
		4294967119,
		4294967207,
		4294967252,
		4294967274,
		4294967285,
		4294967290,
		4294967293,
		4294967295,
		4294967295,
	};
	uint64_t r = Q32_ONE;

	if (y >> 32 >= 32)
		return (0);
	for (uint32_t rest = (uint32_t)y; rest != 0;) {
		int i = __builtin_clz(rest);

		r = r * root[i] >> 32;
		rest ^= UINT32_C(1) << (31 - i);
	}
	return (r >> (y >> 32));
}

/* The draws are not those of the seed itself: a generated trace has those. */
static inline void
weights_init(struct weights *w, uint64_t seed)
{
	w->lru = Q32_ONE / 2;
	w->rng.state = rng_mix(seed);
}

/* Multiplies the weight of the expert by m (Q32), then scales both weights to a
 * sum of 1. */
static inline void
weights_penalise(struct weights *w, enum expert which, uint64_t m)
{
	uint64_t a = w->lru, b = Q32_ONE - a;

	if (which == EXPERT_LRU)
		a = q32_times(a, m);
	else
		b = q32_times(b, m);
	w->lru = (a << 32) / (a + b);
	if (w->lru > WEIGHT_MAX)
		w->lru = WEIGHT_MAX;
	if (w->lru < Q32_ONE - WEIGHT_MAX)
		w->lru = Q32_ONE - WEIGHT_MAX;
}

/* The expert to follow now, by one draw. */
static inline enum expert
weights_choose(struct weights *w)
{
	return (rng_next(&w->rng) >> 32 < w->lru ? EXPERT_LRU : EXPERT_LFU);
}

#endif
