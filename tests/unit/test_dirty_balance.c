/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When dirty pages of files are written, with the numbers of a 6.12.117 whose
 * writeback events were traced: a group of 1,500 pages.
 */
#include "policies/lib/dirty_balance.h"
#include "unit/fixture.h"

#define LIMIT 1500
#define MS    UINT64_C(1000000)

static struct dirty_balance
copied(uint64_t dirty, uint64_t files)
{
	struct dirty_balance d = { .now = dirty, .pause = DIRTY_FIRST };

	dirty_copy(&d, files);
	return (d);
}

static enum dirty_verdict
look(struct dirty_balance *d, uint64_t used, uint64_t ns)
{
	const struct charge c = { .limit = LIMIT, .used = used };

	return (dirty_look(d, &c, ns));
}

/* The first look is after 32 pages, the next after the root of what is left. */
START_TEST(looks)
{
	struct dirty_balance d = copied(0, 0);
	unsigned n = 1;

	while (!dirty_count(&d))
		n++;
	ck_assert_uint_eq(n, DIRTY_FIRST);
	dirty_copy(&d, 355);
	ck_assert_int_eq(look(&d, 704, 0), DIRTY_FEW);
	ck_assert_uint_eq(d.count, 0);
	ck_assert_uint_eq(d.pause, 8); /* 230 - 32 pages */
	ck_assert_uint_eq(d.now, DIRTY_FIRST);
}
END_TEST

/* Between 15 and 20 percent all are written at each look, and looks are after
 * twice as many pages each. */
START_TEST(many)
{
	struct dirty_balance d = copied(84, 550);

	ck_assert_int_eq(look(&d, 1488, 0), DIRTY_FEW);
	d = copied(85, 550);
	for (d.pause = 4; d.pause <= 64;) {
		const uint64_t pause = d.pause;

		while (!dirty_count(&d))
			;
		ck_assert_int_eq(look(&d, 1488, 0), DIRTY_MANY);
		ck_assert_uint_eq(d.count, pause);
		ck_assert_uint_eq(d.pause, 2 * pause);
	}
}
END_TEST

/* With 20 percent the process sleeps at each page, until the timer copies. */
START_TEST(sleeps)
{
	struct dirty_balance d = copied(127, 562);
	unsigned n = 1;

	ck_assert_int_eq(look(&d, 1472, 20 * MS), DIRTY_SLEEP);
	while (!dirty_sleep(&d, 20 * MS)) {
		ck_assert(dirty_count(&d));
		ck_assert_int_eq(look(&d, 1472, 20 * MS), DIRTY_SLEEP);
		n++;
	}
	ck_assert_uint_eq(n, 248); /* 1,980 ms; the kernel: 245 */
}
END_TEST

/* After that the limit is what it was: 93 of 356 pages are not too many. */
START_TEST(limit)
{
	struct dirty_balance d = copied(93, 356);

	ck_assert_int_eq(look(&d, 1490, 0), DIRTY_SLEEP);
	d = copied(127, 562);
	(void)look(&d, 1472, 300 * MS);
	ck_assert_uint_eq(d.limit, 117);
	d.dirty = 93;
	d.files = 356;
	ck_assert_int_eq(look(&d, 1490, 301 * MS), DIRTY_MANY);
	ck_assert_uint_eq(d.limit, 117);
	d.dirty = 0;
	d.files = 20;
	(void)look(&d, LIMIT, 302 * MS);
	d.dirty = 20;
	(void)look(&d, LIMIT, 600 * MS);
	ck_assert_uint_eq(d.limit, 114); /* (117 - 20) / 32 less */
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("dirty balance");

	tcase_add_test(t, looks);
	tcase_add_test(t, many);
	tcase_add_test(t, sleeps);
	tcase_add_test(t, limit);
	return (fixture_run("dirty balance", t));
}
