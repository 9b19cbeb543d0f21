/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sorting by digits: by key, in order where keys are equal, either way round.
 */
#include "base/radix.h"
#include "base/rng.h"
#include "unit/fixture.h"

#define N 5000

static uint32_t index_[N], spare[N];
static uint64_t key[N];

/* Keys below a power of two: few of them are equal many times. */
START_TEST(sorts)
{
	static const unsigned bits[] = { 0, 1, 11, 12, 40, 64 };
	struct rng r = { 5 };

	for (size_t way = 0; way < 2; way++) {
		for (uint32_t i = 0; i < N; i++) {
			index_[i] = i;
			key[i] =
			    bits[_i] == 0 ? 7 : rng_next(&r) >> (64 - bits[_i]);
		}
		radix_sort(index_, spare, N, key, way == 1);
		for (uint32_t i = 1; i < N; i++) {
			uint64_t a = key[index_[i - 1]], b = key[index_[i]];

			ck_assert(way == 1 ? a >= b : a <= b);
			ck_assert(a != b || index_[i - 1] < index_[i]);
		}
	}
}
END_TEST

START_TEST(few)
{
	index_[0] = 3;
	radix_sort(index_, spare, 0, key, false);
	radix_sort(index_, spare, 1, key, true);
	ck_assert_uint_eq(index_[0], 3);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("radix");

	tcase_add_loop_test(tc, sorts, 0, 6);
	tcase_add_test(tc, few);
	return (fixture_run("radix", tc));
}
