/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Two experts' weights, as LeCaR and CACHEUS keep them, in integers: 1.0 is
 * 2^32, so results are the same on every machine.
 *
 * The second weight is what the first leaves of 1.0.  Neither falls below
 * 0.01.
 */
#ifndef LAWS_PLAIN_WEIGHTS_H
#define LAWS_PLAIN_WEIGHTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/rng.h"

#define FIX_ONE   (UINT64_C(1) << 32)
#define FIX_LOG2E UINT64_C(6196328019)  /* log2(e) */
#define FIX_L200  UINT64_C(32830112350) /* log2(200) */
#define FIX_HIGH  UINT64_C(4252017623)  /* 0.99 */

static inline uint64_t
fix_mul(uint64_t a, uint64_t b)
{
	return ((uint64_t)(((unsigned __int128)a * b) >> 32));
}

/* 2 to the power of -y: the product of 2^-(2^-i) over the bits of y. */
static inline uint64_t
fix_exp2n(uint64_t y)
{
	static const uint64_t root[32] = { 3037000500, 3611622603, 3938502376,
		4112874773, 4202935003, 4248701965, 4271771996, 4283353945,
		4289156690, 4292061010, 4293513907, 4294240540, 4294603903,
		4294785595, 4294876445, 4294921870, 4294944583, 4294955939,
		4294961618, 4294964457, 4294965876, 4294966586, 4294966941,
		4294967119, 4294967207, 4294967252, 4294967274, 4294967285,
		4294967290, 4294967293, 4294967295, 4294967295 };
	uint64_t product = FIX_ONE;

	if ((y >> 32) >= 32)
		return (0);
	for (int i = 1; i <= 32; i++)
		if ((y >> (32 - i)) & 1)
			product = (product * root[i - 1]) >> 32;
	return (product >> (y >> 32));
}

/* e to the power of -x. */
static inline uint64_t
fix_exp_neg(uint64_t x)
{
	return (fix_exp2n(fix_mul(x, FIX_LOG2E)));
}

/* w is the weight of LRU; the expert at fault has its own times factor. */
static inline uint64_t
weight_penalise(uint64_t w, bool lru, uint64_t factor)
{
	uint64_t a = w;
	uint64_t b = FIX_ONE - w;

	if (lru)
		a = (a * factor) >> 32;
	else
		b = (b * factor) >> 32;
	w = (a << 32) / (a + b);
	if (w >= FIX_HIGH)
		return (FIX_HIGH);
	if (w <= FIX_ONE - FIX_HIGH)
		return (FIX_ONE - FIX_HIGH);
	return (w);
}

/* Draws: is it LRU's turn to choose? */
static inline bool
weight_choose_lru(uint64_t w, struct rng *rng)
{
	return ((rng_next(rng) >> 32) < w);
}

#endif
