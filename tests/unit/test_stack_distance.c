/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stack distances with pages that leave, against a list that is searched; so
 * many references that stamps are given anew several times.
 */
#include "base/rng.h"
#include "study/stack_distance.h"
#include "unit/fixture.h"

#define PAGES 90
#define REFS  300000

/* The pages from the most recent one on; NO_PAGE is a hole. */
static page_id_t list[2 * PAGES];
static size_t n;

static size_t
find(page_id_t page)
{
	size_t i = 0;

	while (i < n && list[i] != page)
		i++;
	return (i);
}

static void
refer(page_id_t page)
{
	size_t at = find(page), hole = find(NO_PAGE);
	size_t to = hole < at ? hole : at;

	if (hole < at && at < n)
		list[at] = NO_PAGE;
	n += to == n;
	for (size_t i = to; i > 0; i--)
		list[i] = list[i - 1];
	list[0] = page;
}

static uint64_t
leave(page_id_t page)
{
	size_t at = find(page);

	if (at == n)
		return (0);
	list[at] = NO_PAGE;
	return (at + 1);
}

/* Mostly few pages, for some time the others. */
static page_id_t
draw(struct rng *r, uint64_t i)
{
	page_id_t few = i % 1000 < 600 ? 5 : i % 1000 < 900 ? 40 : PAGES;

	return ((page_id_t)rng_below(r, few));
}

/* An assertion for each reference would be a system call each. */
static void
same(uint64_t a, uint64_t b)
{
	if (a != b)
		ck_assert_uint_eq(a, b);
}

START_TEST(holes)
{
	struct mem *m = mem_open();
	struct rng r = { 7 };
	struct stack_distance s;
	uint64_t far = 0;

	stack_distance_init(&s, m);
	s.stamp = mem_array(m, PAGES, sizeof(*s.stamp));
	n = 0;
	for (uint64_t i = 0; i < REFS; i++) {
		page_id_t page = draw(&r, i);
		uint64_t was = find(page) < n ? find(page) + 1 : 0;

		same(stack_distance_of(&s, page), was);
		if (_i > 0 && rng_below(&r, 40) == 0) {
			same(stack_distance_leave(&s, page), leave(page));
			continue;
		}
		far += was > STACK_DISTANCE_RECENT;
		same(stack_distance_next(&s, page, PAGES), was);
		refer(page);
		same(stack_distance_pages(&s), n);
	}
	/* Else no stamps were given anew. */
	ck_assert_uint_gt(far, 70000);
	mem_close(m);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("stack_distance");

	fixture_mem(t);
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, holes, 0, 2);
	return (fixture_run("stack_distance", t));
}
