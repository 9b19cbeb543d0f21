/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Powers of two in fixed point, and two weights that stay within their bounds.
 */
#include <math.h>
#include <stdlib.h>

#include "policies/lib/weights.h"
#include "unit/fixture.h"

static const struct {
	uint64_t y, power;
} EXACT[] = {
	{ 0, Q32_ONE },
	{ Q32_ONE, Q32_ONE / 2 },
	{ Q32_ONE / 2, 3037000500 },
	{ 13 * Q32_ONE / 4, 451452825 },
	{ 31 * Q32_ONE, 2 },
	{ 32 * Q32_ONE, 0 },
	{ UINT64_MAX, 0 },
};

START_TEST(exact)
{
	ck_assert_uint_eq(q32_exp2_minus(EXACT[_i].y), EXACT[_i].power);
}
END_TEST

/* The error of every bit is less than one unit in the last place. */
START_TEST(near)
{
	struct rng rng = { 1 };

	for (int i = 0; i < 10000; i++) {
		uint64_t y = rng_next(&rng) >> 27;
		double want = exp2(-(double)y / (double)Q32_ONE) * Q32_ONE;
		double error = want - (double)q32_exp2_minus(y);

		ck_assert(error > -33 && error < 33);
	}
}
END_TEST

START_TEST(learning_rate)
{
	uint64_t rate = 450000 * Q32_ONE / 1000000;

	ck_assert_uint_eq(
	    q32_exp2_minus(q32_times(rate, Q32_LOG2E)), 2738592050);
}
END_TEST

START_TEST(bounded)
{
	struct weights w;

	weights_init(&w, 1);
	ck_assert_uint_eq(w.lru, Q32_ONE / 2);
	weights_penalise(&w, EXPERT_LFU, Q32_ONE / 3);
	ck_assert_uint_ge(w.lru, 3 * (Q32_ONE / 4));
	ck_assert_uint_le(w.lru, 3 * (Q32_ONE / 4) + 2);
	for (int i = 0; i < 20; i++)
		weights_penalise(&w, EXPERT_LFU, 0);
	ck_assert_uint_eq(w.lru, WEIGHT_MAX);
	for (int i = 0; i < 20; i++)
		weights_penalise(&w, EXPERT_LRU, 0);
	ck_assert_uint_eq(w.lru, Q32_ONE - WEIGHT_MAX);
}
END_TEST

/* The frequency of a choice is its weight. */
START_TEST(chosen)
{
	struct weights w;
	int lru = 0;

	weights_init(&w, 1);
	w.lru = Q32_ONE / 5;
	for (int i = 0; i < 100000; i++)
		lru += weights_choose(&w) == EXPERT_LRU;
	ck_assert_int_gt(lru, 19500);
	ck_assert_int_lt(lru, 20500);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("weights");

	tcase_add_loop_test(t, exact, 0, ROWS(EXACT));
	tcase_add_test(t, near);
	tcase_add_test(t, learning_rate);
	tcase_add_test(t, bounded);
	tcase_add_test(t, chosen);
	return (fixture_run("weights", t));
}
