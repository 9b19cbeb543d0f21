/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The log of uses against a plain list: the oldest page of memories of several
 * sizes, while pages are used, forgotten and dropped.
 */
#include <string.h>

#include "base/rng.h"
#include "study/use_log.h"
#include "unit/fixture.h"

#define PAGES 300
#define SIZES 3
#define STEPS 60000

static const uint32_t size[SIZES] = { 1, 7, 120 };

/* Pages, the last used first. */
static page_id_t list[PAGES];
static size_t n;

static void
remove_page(page_id_t page)
{
	size_t i = 0;

	while (i < n && list[i] != page)
		i++;
	if (i == n)
		return;
	memmove(list + i, list + i + 1, (n - i - 1) * sizeof(*list));
	n--;
}

static void
use(page_id_t page)
{
	remove_page(page);
	memmove(list + 1, list, n * sizeof(*list));
	list[0] = page;
	n++;
}

START_TEST(test_log)
{
	struct rng r = { 1 };
	uint32_t oldest[SIZES], used[SIZES] = { 0 }, compactions = 0;
	uint32_t *place[SIZES];
	bool in[SIZES][PAGES] = { { false } };
	struct use_log l;

	use_log_open(&l, mem, PAGES, size[SIZES - 1]);
	n = 0;
	for (size_t i = 0; i < SIZES; i++) {
		oldest[i] = USE_LOG_NONE + 1;
		place[i] = &oldest[i];
	}
	for (uint64_t step = 0; step < STEPS; step++) {
		page_id_t most = rng_below(&r, 8) == 0 ? PAGES : 40;
		page_id_t page = (page_id_t)rng_below(&r, most);

		if (rng_below(&r, 50) == 0) {
			use_log_forget(&l, page);
			remove_page(page);
			for (size_t i = 0; i < SIZES; i++) {
				used[i] -= in[i][page];
				in[i][page] = false;
			}
			continue;
		}
		ck_assert(
		    !use_log_is_newest(&l, page) || (n > 0 && list[0] == page));
		if (!use_log_is_newest(&l, page))
			use_log_add(&l, page);
		use(page);
		if (l.end == l.cap) {
			use_log_compact(&l, place, SIZES);
			compactions++;
		}
		for (size_t i = 0; i < SIZES; i++) {
			page_id_t victim;
			size_t k = n;

			if (in[i][page])
				continue;
			in[i][page] = true;
			if (used[i]++ < size[i])
				continue;
			while (!in[i][list[k - 1]])
				k--;
			oldest[i] = use_log_live(&l, oldest[i]);
			victim = l.page[oldest[i]++];
			ck_assert_uint_eq(victim, list[k - 1]);
			in[i][victim] = false;
			used[i]--;
		}
	}
	ck_assert_uint_gt(compactions, 5);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("use_log");

	fixture_mem(t);
	tcase_add_test(t, test_log);
	return (fixture_run("use_log", t));
}
