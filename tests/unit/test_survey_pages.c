/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages in the survey of a reference string: popularity, regions, the map, each
 * against the plainest computation of what it is defined as.
 */
#include "unit/survey_fixture.h"

static int
falling(const void *a, const void *b)
{
	const uint64_t *x = a, *y = b;

	return (*x > *y ? -1 : *x < *y);
}

START_TEST(popularity)
{
	uint64_t count[PAGES] = { 0 }, once = 0, written = 0, sum = 0;
	bool write[PAGES] = { false };

	make(6, REFS);
	for (uint64_t i = 0; i < n; i++) {
		count[page_at(i)]++;
		write[page_at(i)] |= reference_write(ref[i]);
	}
	for (page_id_t i = 0; i < most; i++) {
		once += count[i] == 1;
		written += write[i];
	}
	ck_assert_uint_eq(survey.once, once);
	ck_assert_uint_eq(survey.written, written);
	qsort(count, most, sizeof(*count), falling);
	ck_assert_uint_eq(survey.ntop, SURVEY_TOP_PAGES);
	for (size_t i = 0; i < survey.ntop; i++)
		ck_assert_uint_eq(survey.top[i].references, count[i]);
	for (size_t k = 0, at = 0; k < SURVEY_SHARES; k++) {
		const struct survey_share *s = &survey.share[k];

		ck_assert_uint_eq(s->pages,
		    s->ppm == 0 ? 1 : (most * s->ppm + 999999) / 1000000);
		for (; at < s->pages; at++)
			sum += count[at];
		ck_assert_uint_eq(s->references, sum);
	}
}
END_TEST

/* Every touched page is in one region, which is bounded by gaps. */
START_TEST(regions)
{
	uint64_t references = 0, pages = 0;

	make(7, REFS);
	ck_assert_uint_eq(survey.other_regions, 0);
	for (size_t k = 0; k < survey.nregion; k++) {
		const struct survey_region *g = &survey.region[k];
		uint64_t first = g->start / 4096, last = first + g->span - 1;
		uint64_t count = 0, touched = 0;

		for (uint64_t i = 0; i < n; i++) {
			page_id_t p = page_at(i);

			count += process[p] == g->process &&
				 area[p] == g->area && number[p] >= first &&
				 number[p] <= last;
		}
		for (page_id_t i = 0; i < most; i++) {
			if (process[i] != g->process || area[i] != g->area)
				continue;
			touched += number[i] >= first && number[i] <= last;
		}
		/* Areas lie within each other here, so a span may hold pages
		 * that belong to another region of the same area. */
		ck_assert_uint_ge(count, g->references);
		ck_assert_uint_ge(touched, g->pages);
		references += g->references;
		pages += g->pages;
	}
	ck_assert_uint_eq(references, n);
	ck_assert_uint_eq(pages, most);
}
END_TEST

/* Two groups of one process 64 and 65 untouched pages apart. */
START_TEST(gaps)
{
	n = 6;
	most = 3;
	memset(process, 0, sizeof(process));
	memset(area, 0, sizeof(area));
	number[0] = 1000;
	number[1] = 1065;
	number[2] = 1131;
	for (uint64_t i = 0; i < n; i++)
		ref[i] = reference_make(i < 3 ? (page_id_t)i : 2, i == 1);
	feed(1, 0);
	ck_assert_uint_eq(survey.nregion, 2);
	ck_assert_uint_eq(survey.region[0].start, 1000 * 4096);
	ck_assert_uint_eq(survey.region[0].span, 66);
	ck_assert_uint_eq(survey.region[0].pages, 2);
	ck_assert_uint_eq(survey.region[0].written, 1);
	ck_assert_uint_eq(survey.region[0].references, 2);
	ck_assert_uint_eq(survey.region[1].span, 1);
	ck_assert_uint_eq(survey.region[1].references, 4);
}
END_TEST

/* More regions than are listed: those with the most references are. */
START_TEST(many_regions)
{
	static uint64_t far[3000];
	static uint32_t none[3000];
	struct trace_facts trace = { .page_size = 4096, .nprocess = 1 };
	const struct stream_facts facts = {
		.page = { .number = far, .area = none, .process = none },
		.npages = 3000,
		.trace = &trace,
	};

	n = 0;
	for (page_id_t i = 0; i < 3000; i++) {
		far[i] = UINT64_C(1000) * i;
		for (int k = 0; k < (i % 3 == 0 ? 2 : 1); k++)
			ref[n++] = reference_make(i, false);
	}
	feed_facts(&facts, REFS, 0);
	ck_assert_uint_eq(survey.nregion, SURVEY_REGIONS);
	ck_assert_uint_eq(survey.other_regions, 2000);
	ck_assert_uint_eq(survey.other_references, 2000);
	for (size_t i = 0; i < survey.nregion; i++) {
		ck_assert_uint_eq(survey.region[i].references, 2);
		ck_assert_uint_eq(survey.region[i].start, i * 3000 * 4096);
	}
}
END_TEST

/* Each cell has the references to its addresses at its time. */
START_TEST(map)
{
	make(8, REFS);
	ck_assert_uint_le(survey.nblock, SURVEY_BLOCKS);
	ck_assert_uint_ge(survey.nblock, 2);
	for (size_t k = 0; k < survey.nblock; k++) {
		const struct survey_block *b = &survey.block[k];
		uint64_t first = b->start / 4096, sum = 0;

		ck_assert_uint_eq(first % survey.block_pages, 0);
		for (size_t c = 0; c < survey.ncolumn; c++) {
			uint64_t count = 0, at = c * survey.column_references;
			uint64_t end = at + survey.column_references;

			for (; at < end && at < n; at++) {
				page_id_t p = page_at(at);

				count += process[p] == b->process &&
					 number[p] - first < survey.block_pages;
			}
			ck_assert_uint_eq(b->count[c], count);
			sum += count;
		}
		ck_assert_uint_gt(sum, 0);
		if (k > 0)
			ck_assert(b->process > b[-1].process ||
				  (b->process == b[-1].process &&
				      b->start > b[-1].start));
	}
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("survey pages");

	fixture_mem(tc);
	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, popularity);
	tcase_add_test(tc, regions);
	tcase_add_test(tc, gaps);
	tcase_add_test(tc, many_regions);
	tcase_add_test(tc, map);
	return (fixture_run("survey pages", tc));
}
