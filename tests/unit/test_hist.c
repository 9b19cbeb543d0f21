/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The histogram: buckets, quantiles, moments; merging two equals recording all
 * values in one.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/hist.h"
#include "base/rng.h"
#include "unit/fixture.h"

static struct hist h;

/* Values worked out from HdrHistogram's own formula: bit length of v | 255 less
 * 8 is the doubling, the bits above it the place within. */
static const struct {
	uint64_t v, low, high;
	unsigned index;
} BUCKET[] = {
	{ 0, 0, 0, 0 },
	{ 1, 1, 1, 1 },
	{ 255, 255, 255, 255 },
	{ 256, 256, 257, 256 },
	{ 257, 256, 257, 256 },
	{ 511, 510, 511, 383 },
	{ 512, 512, 515, 384 },
	{ 1000, 1000, 1003, 384 + 122 },
	{ UINT64_MAX, UINT64_C(255) << 56, UINT64_MAX, HIST_BUCKETS - 1 },
};

START_TEST(bucket)
{
	unsigned i = hist_index(BUCKET[_i].v);

	ck_assert_uint_eq(i, BUCKET[_i].index);
	ck_assert_uint_eq(hist_low(i), BUCKET[_i].low);
	ck_assert_uint_eq(hist_high(i), BUCKET[_i].high);
}
END_TEST

/* Buckets join without gaps, and each is its own index. */
START_TEST(joined)
{
	for (unsigned i = 0; i < HIST_BUCKETS; i++) {
		ck_assert_uint_eq(hist_index(hist_low(i)), i);
		ck_assert_uint_eq(hist_index(hist_high(i)), i);
		if (i > 0)
			ck_assert_uint_eq(hist_low(i), hist_high(i - 1) + 1);
		/* Within 1/128 of the value. */
		ck_assert(hist_high(i) - hist_low(i) <= hist_low(i) / 128);
	}
}
END_TEST

START_TEST(empty)
{
	unsigned i = 0;

	memset(&h, 0, sizeof(h));
	hist_add(&h, 77, 0);
	ck_assert_uint_eq(h.count, 0);
	ck_assert_uint_eq(h.max, 0);
	ck_assert_uint_eq(hist_quantile(&h, 500000), 0);
	ck_assert(hist_mean(&h) == 0 && hist_deviation(&h) == 0);
	ck_assert(!hist_next(&h, &i));
}
END_TEST

START_TEST(moments)
{
	memset(&h, 0, sizeof(h));
	hist_add(&h, 2, 1);
	hist_add(&h, 4, 3);
	hist_add(&h, 5, 2);
	hist_add(&h, 7, 1);
	hist_add(&h, 9, 1);
	ck_assert_uint_eq(h.count, 8);
	ck_assert_uint_eq(h.min, 2);
	ck_assert_uint_eq(h.max, 9);
	ck_assert(h.sum == 40);
	ck_assert(hist_mean(&h) == 5);
	ck_assert(fabs(hist_deviation(&h) - 2) < 1e-12);
}
END_TEST

static const struct {
	uint64_t ppm, v;
} QUANTILE[] = {
	{ 0, 1 },
	{ 1, 1 },
	{ 10000, 1 },
	{ 10001, 2 },
	{ 500000, 50 },
	{ 990000, 99 },
	{ 990001, 100 },
	{ 1000000, 100 },
};

START_TEST(quantile)
{
	memset(&h, 0, sizeof(h));
	for (uint64_t v = 1; v <= 100; v++)
		hist_add(&h, v, 1);
	ck_assert_uint_eq(hist_quantile(&h, QUANTILE[_i].ppm), QUANTILE[_i].v);
}
END_TEST

/* Never above the maximum, also with large counts. */
START_TEST(extremes)
{
	memset(&h, 0, sizeof(h));
	hist_add(&h, 80000, UINT64_MAX / 2);
	ck_assert_uint_eq(hist_quantile(&h, 500000), 80000);
	ck_assert(h.sum == (unsigned __int128)80000 * (UINT64_MAX / 2));
	hist_add(&h, UINT64_MAX, 1);
	ck_assert_uint_eq(hist_quantile(&h, 1000000), UINT64_MAX);
	ck_assert_uint_eq(
	    hist_quantile(&h, 999999), hist_high(hist_index(80000)));
}
END_TEST

/* Many values at once are as each by itself. */
START_TEST(add_all)
{
	static const uint64_t value[] = { 700, 3, 3, 0, UINT64_MAX, 1 << 20 };
	static struct hist each, all;

	for (size_t n = 0; n <= sizeof(value) / sizeof(value[0]); n++) {
		hist_add_all(&all, value, n);
		for (size_t i = 0; i < n; i++)
			hist_add(&each, value[i], 1);
		ck_assert_mem_eq(&all, &each, sizeof(all));
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("hist");

	tcase_add_test(t, add_all);
	tcase_add_loop_test(t, bucket, 0, ROWS(BUCKET));
	tcase_add_test(t, joined);
	tcase_add_test(t, empty);
	tcase_add_test(t, moments);
	tcase_add_loop_test(t, quantile, 0, ROWS(QUANTILE));
	tcase_add_test(t, extremes);
	return (fixture_run("hist", t));
}
