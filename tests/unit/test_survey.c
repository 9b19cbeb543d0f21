/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Time in the survey of a reference string: windows, distances, runs, each
 * against the plainest computation of what it is defined as; the division of
 * the stream into chunks changes nothing.
 */
#include "unit/lru_stack.h"
#include "unit/survey_fixture.h"

/* The working set at each reference, by looking at the window. */
START_TEST(windows)
{
	make(1, 600);
	ck_assert_uint_eq(survey.references, n);
	ck_assert_uint_eq(survey.nwindow, 11); /* 1 to 1024 */
	for (size_t k = 0; k < survey.nwindow; k++) {
		uint64_t window = survey.window[k].references, sum = 0;
		uint64_t missing = 0;

		ck_assert_uint_eq(window, UINT64_C(1) << k);
		for (uint64_t i = 0; i < n; i++) {
			uint64_t from = i + 1 > window ? i + 1 - window : 0;
			bool seen[PAGES] = { false }, found = false;

			for (uint64_t j = from; j <= i; j++) {
				sum += !seen[page_at(j)];
				seen[page_at(j)] = true;
			}
			for (uint64_t j = i > window ? i - window : 0; j < i;
			     j++)
				found |= page_at(j) == page_at(i);
			missing += !found;
		}
		ck_assert_uint_eq((uint64_t)survey.window[k].page_sum, sum);
		ck_assert_uint_eq(survey.window[k].missing, missing);
	}
}
END_TEST

/* Distances by a list that is searched. */
START_TEST(distances)
{
	static uint64_t count[PAGES + 1]; /* by distance; 0: first ones */
	struct lru_stack stack = { .n = 0 };

	make(2, REFS);
	memset(count, 0, sizeof(count));
	for (uint64_t i = 0; i < n; i++)
		count[lru_stack_next(&stack, page_at(i))]++;
	ck_assert_uint_eq(survey.pages, stack.n);
	ck_assert_uint_eq(survey.distance_sample, 1);
	ck_assert_uint_eq(survey.distance->count, n - stack.n);
	for (unsigned i = 0; i < HIST_BUCKETS && hist_low(i) < PAGES; i++) {
		uint64_t sum = 0;

		for (uint64_t d = hist_low(i); d <= hist_high(i); d++)
			sum += d < PAGES ? count[d + 1] : 0;
		ck_assert_uint_eq(survey.distance->bucket[i], sum);
	}
}
END_TEST

/* Where every page is as likely, the distance is 0 to PAGES - 1, each as
 * likely: also estimated from a part of the pages. */
START_TEST(sampled)
{
	struct rng r = { 3 };

	n = REFS;
	most = PAGES;
	for (uint64_t i = 0; i < n; i++)
		ref[i] = reference_make(
		    i < PAGES ? (page_id_t)i : (page_id_t)rng_below(&r, PAGES),
		    false);
	feed(1000, 256);
	ck_assert_uint_ge(survey.distance_sample, 4);
	ck_assert_uint_eq(survey.exact_pages, 256);
	ck_assert_uint_ge(hist_quantile(survey.distance, 500000), 400);
	ck_assert_uint_le(hist_quantile(survey.distance, 500000), 500);
	ck_assert_uint_ge(survey.distance->count, (n - PAGES) * 8 / 10);
	ck_assert_uint_le(survey.distance->count, (n - PAGES) * 12 / 10);
	feed(1000, PAGES);
	ck_assert_uint_eq(survey.distance_sample, 1);
}
END_TEST

START_TEST(footprint)
{
	make(4, REFS);
	ck_assert_uint_eq(survey.column_references, 64);
	ck_assert_uint_eq(survey.ncolumn, (REFS + 63) / 64);
	for (size_t c = 0; c < survey.ncolumn; c++) {
		page_id_t seen = 0;

		for (uint64_t i = 0; i < (c + 1) * 64 && i < n; i++)
			if (page_at(i) >= seen)
				seen = page_at(i) + 1;
		ck_assert_uint_eq(survey.footprint[c], seen);
	}
}
END_TEST

START_TEST(runs)
{
	uint64_t same = 0, longest = 0, rising = 0, sum = 0, steepest = 0;

	make(5, REFS);
	for (uint64_t i = 0, from = 0; i < n; i++)
		if (i + 1 == n || page_at(i + 1) != page_at(i)) {
			same++;
			if (i + 1 - from > longest)
				longest = i + 1 - from;
			from = i + 1;
		}
	ck_assert_uint_eq(survey.same_page->count, same);
	ck_assert_uint_eq((uint64_t)survey.same_page->sum, n);
	ck_assert_uint_eq(survey.same_page->max, longest);
	for (uint64_t i = 0, len = 1; i < n; i++) {
		page_id_t a = page_at(i), b = i + 1 < n ? page_at(i + 1) : 0;

		if (i + 1 < n && a == b)
			continue;
		if (i + 1 < n && number[b] == number[a] + 1 &&
		    process[a] == process[b]) {
			len++;
			continue;
		}
		rising++;
		sum += len;
		steepest = len > steepest ? len : steepest;
		len = 1;
	}
	ck_assert_uint_eq(survey.sequential->count, rising);
	ck_assert_uint_eq((uint64_t)survey.sequential->sum, sum);
	ck_assert_uint_eq(survey.sequential->max, steepest);
	ck_assert_uint_eq(sum, same);
}
END_TEST

START_TEST(chunks)
{
	uint64_t count[SURVEY_BLOCKS];
	struct survey one;

	make(9, REFS);
	one = survey;
	for (size_t i = 0; i < one.nblock; i++)
		count[i] = one.block[i].count[7];
	feed(1, 0);
	ck_assert_uint_eq(survey.nblock, one.nblock);
	ck_assert_uint_eq(survey.block_pages, one.block_pages);
	for (size_t i = 0; i < one.nblock; i++)
		ck_assert_uint_eq(survey.block[i].count[7], count[i]);
	ck_assert_int_eq(
	    memcmp(survey.distance, one.distance, sizeof(*survey.distance)), 0);
	ck_assert_int_eq(
	    memcmp(survey.window, one.window, sizeof(one.window)), 0);
}
END_TEST

START_TEST(nothing)
{
	n = 0;
	most = 1;
	feed(1, 0);
	ck_assert_uint_eq(survey.references, 0);
	ck_assert_uint_eq(survey.pages, 0);
	ck_assert_uint_eq(survey.nregion, 0);
	ck_assert_uint_eq(survey.nblock, 0);
	ck_assert_uint_eq(survey.ncolumn, 0);
	ck_assert_uint_eq(survey.nwindow, 0);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("survey");

	fixture_mem(tc);
	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, windows);
	tcase_add_test(tc, distances);
	tcase_add_test(tc, sampled);
	tcase_add_test(tc, footprint);
	tcase_add_test(tc, runs);
	tcase_add_test(tc, chunks);
	tcase_add_test(tc, nothing);
	return (fixture_run("survey", tc));
}
