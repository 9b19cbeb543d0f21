/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * splitmix64 against the numbers of its public-domain version; properties of
 * its streams.
 */
#include <stdlib.h>

#include "base/rng.h"
#include "unit/fixture.h"

START_TEST(known)
{
	static const uint64_t want[] = { UINT64_C(6457827717110365317),
		UINT64_C(3203168211198807973), UINT64_C(9817491932198370423),
		UINT64_C(4593380528125082431), UINT64_C(16408922859458223821) };
	struct rng r = { 1234567 };

	for (int i = 0; i < 5; i++)
		ck_assert_uint_eq(rng_next(&r), want[i]);
}
END_TEST

/* The k-th number can be had directly. */
START_TEST(at)
{
	for (uint64_t seed = 0; seed < 5; seed++) {
		struct rng r = { seed };

		for (uint64_t k = 0; k < 100; k++)
			ck_assert_uint_eq(rng_next(&r), rng_at(seed, k));
	}
}
END_TEST

static const uint64_t BELOW[] = { 1, 2, 3, 10, 1000, UINT64_MAX };

/* In range; and for few outcomes each comes about as often: 10,000 draws, 5
 * standard deviations. */
START_TEST(below)
{
	uint64_t n = BELOW[_i], seen[10] = { 0 };
	struct rng r = { 42 };

	for (int i = 0; i < 10000; i++) {
		uint64_t v = rng_below(&r, n);

		ck_assert(v < n);
		if (n <= 10)
			seen[v]++;
	}
	for (uint64_t v = 0; n <= 10 && v < n; v++) {
		double mean = 10000.0 / (double)n;
		double off = (double)seen[v] - mean;

		ck_assert(off * off <= 25 * mean);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("rng");

	tcase_add_test(t, known);
	tcase_add_test(t, at);
	tcase_add_loop_test(t, below, 0, ROWS(BELOW));
	return (fixture_run("rng", t));
}
