/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Seeded random numbers: splitmix64 (Steele, Lea, Flood, OOPSLA 2014, Figure
 * 17, with the constants of Vigna's public-domain version).
 *
 * The state is one word, every seed is good, and the k-th number of a stream
 * can be computed directly, so a draw need not depend on earlier draws.
 */
#ifndef BASE_RNG_H
#define BASE_RNG_H

#include <stdint.h>

#include "base/inline.h"

struct rng {
	uint64_t state;
};

/* From a state to the next, and the factors of a number made from it. */
#define RNG_STEP   UINT64_C(0x9e3779b97f4a7c15)
#define RNG_FIRST  UINT64_C(0xbf58476d1ce4e5b9)
#define RNG_SECOND UINT64_C(0x94d049bb133111eb)

static inline uint64_t
rng_mix(uint64_t z)
{
	z = (z ^ (z >> 30)) * RNG_FIRST;
	z = (z ^ (z >> 27)) * RNG_SECOND;
	return (z ^ (z >> 31));
}

static inline uint64_t
rng_next(struct rng *r)
{
	r->state += RNG_STEP;
	return (rng_mix(r->state));
}

/* The index-th number of the stream that begins at seed. */
static inline uint64_t
rng_at(uint64_t seed, uint64_t index)
{
	return (rng_mix(seed + (index + 1) * RNG_STEP));
}

/* Uniform in [0, n), n > 0 (Lemire 2019, without the rejection: the bias is
 * below n / 2^64). */
static inline uint64_t
rng_below(struct rng *r, uint64_t n)
{
	return ((uint64_t)(((uint128)rng_next(r) * n) >> 64));
}

#endif
