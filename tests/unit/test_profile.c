/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traces with a given profile of stack distances: the distances are measured by
 * a list that is searched.
 */
#include "model/profile.h"
#include "unit/lru_stack.h"
#include "unit/pattern_fixture.h"

static size_t
    measured[LRU_STACK_MAX + 1]; /* references by distance; 0: first ones */

static void
measure(size_t n)
{
	struct lru_stack stack = { .n = 0 };

	memset(measured, 0, sizeof(measured));
	for (size_t i = 0; i < n; i++)
		measured[lru_stack_next(&stack, page_[i])]++;
}

static size_t
sum_of(size_t above, size_t upto)
{
	size_t sum = 0;

	while (++above <= upto)
		sum += measured[above];
	return (sum);
}

/* Weights are shares of the references, once there are pages enough. */
START_TEST(distance)
{
	enum { REFS = 60000 };
	struct lru_stack stack = { .n = 0 };
	size_t count[3] = { 0 }, known = 0;

	MAKE("distance", SET("n", "60000"), SET("pages", "500"),
	    SET("profile", "1:20+10:50+300:30"),
	    SET("exact", _i == 0 ? "yes" : "no"));
	for (size_t i = 0; i < REFS; i++) {
		size_t d = lru_stack_next(&stack, page_[i]);

		if (d == 0) {
			ck_assert_uint_eq(page_[i], stack.n - 1);
		} else if (stack.n >= 300) {
			known++;
			count[d <= 1 ? 0 : d <= 10 ? 1 : 2]++;
			ck_assert_uint_le(d, 300);
		}
	}
	ck_assert_uint_ge(stack.n, 300);
	ck_assert_uint_le(stack.n, 500);
	expect_share(count[0], known, 0.2);
	expect_share(count[1], known, 0.5);
	expect_share(count[2], known, 0.3);
}
END_TEST

/* inf: a new page while there are any, then the one used least recently. */
START_TEST(distance_new)
{
	MAKE("distance", SET("n", "1000"), SET("pages", "10"),
	    SET("profile", "inf:1"));
	for (size_t i = 0; i < 1000; i++)
		ck_assert_uint_eq(page_[i], i % 10);
}
END_TEST

/* Each class has as many references as its weight says, of 40,000. */
START_TEST(exact)
{
	MAKE("distance", SET("n", "40000"),
	    SET("profile", "1:50+8:30+100:15+1000:4+inf:3"));
	measure(40000);
	ck_assert_uint_eq(measured[0], 1177); /* rounded */
	ck_assert_uint_eq(measured[1], 40000 * 50 / 102);
	ck_assert_uint_le(sum_of(1, 8), 40000 * 30 / 102 + 1);
	ck_assert_uint_ge(sum_of(1, 8), 40000 * 30 / 102);
	ck_assert_uint_eq(sum_of(8, 100), 40000 * 15 / 102);
	ck_assert_uint_le(sum_of(100, 1000), 40000 * 4 / 102 + 1);
	ck_assert_uint_ge(sum_of(100, 1000), 40000 * 4 / 102);
}
END_TEST

/* Where weights are the numbers of references: those numbers. */
START_TEST(exact_counts)
{
	static const struct {
		const char *n, *profile;
		size_t upto[4], count[4];
	} row[] = {
		{ "1000", "1:600+2:250+3:100+inf:50", { 1, 2, 3 },
		    { 600, 250, 100 } },
		/* As many pages as the farthest distance needs. */
		{ "2000", "5:1000+40:960+inf:40", { 5, 40 }, { 1000, 960 } },
		{ "700", "inf:700", { 0 }, { 0 } },
		{ "300", "1:299+inf:1", { 1 }, { 299 } },
	};
	size_t last = 0;

	MAKE("distance", SET("n", row[_i].n), SET("profile", row[_i].profile));
	measure(strtoul(row[_i].n, NULL, 10));
	for (size_t k = 0; k < 4 && row[_i].upto[k] > 0; k++) {
		ck_assert_uint_eq(
		    sum_of(last, row[_i].upto[k]), row[_i].count[k]);
		last = row[_i].upto[k];
	}
}
END_TEST

/* Of two processes each has its own. */
START_TEST(exact_processes)
{
	size_t n[2] = { 0 };

	ck_assert_uint_eq(
	    MAKE("distance", SET("n", "3100"), SET("processes", "2"),
		SET("quantum", "100"), SET("profile", "1:9+inf:1")),
	    3100);
	for (size_t i = 0; i < 3100; i++)
		n[access_[i].pid] += page_[i] + 1 > n[access_[i].pid];
	ck_assert_uint_eq(n[0], 160);
	ck_assert_uint_eq(n[1], 150);
}
END_TEST

/* The curve of a histogram. */
START_TEST(curve)
{
	static const struct profile_point good[] = { { 0, 100 }, { 1, 60 },
		{ 4, 60 }, { 9, 7 } };
	struct profile_point bad[] = { { 0, 10 }, { 2, 11 } };
	struct profile p = { .n = 0 };
	size_t where;

	ck_assert_ptr_null(profile_of_curve(&p, mem, good, 4, &where));
	ck_assert_uint_eq(p.n, 4);
	ck_assert_uint_eq(p.sum, 100);
	ck_assert_uint_eq(p.class[0].upto, 1);
	ck_assert_uint_eq(p.class[0].weight, 40);
	ck_assert_uint_eq(p.class[1].weight, 0);
	ck_assert_uint_eq(p.class[2].weight, 53);
	ck_assert_uint_eq(p.class[3].upto, PROFILE_FIRST);
	ck_assert_uint_eq(p.class[3].weight, 7);
	p = (struct profile){ .n = 0 };
	ck_assert_ptr_nonnull(profile_of_curve(&p, mem, bad, 2, &where));
	ck_assert_uint_eq(where, 1);
	p = (struct profile){ .n = 0 };
	bad[1] = (struct profile_point){ 0, 3 };
	ck_assert_ptr_nonnull(profile_of_curve(&p, mem, bad, 2, &where));
	p = (struct profile){ .n = 0 };
	ck_assert_ptr_nonnull(profile_of_curve(&p, mem, good + 1, 3, &where));
	ck_assert_ptr_nonnull(profile_of_curve(&p, mem, good, 1, &where));
}
END_TEST

static const struct {
	const char *name, *key, *value;
} refusals[] = {
	{ "distance", "profile", "" },
	{ "distance", "profile", "5:1+5:1" },
	{ "distance", "profile", "5:0" },
	{ "distance", "profile", "5" },
	{ "distance", "profile", "x:1" },
	{ "distance", "profile", "5:1," },
	{ "distance", "profile", "inf:1+5:1" },
	{ "distance", "profile", "5:1000000000" },
	{ "distance", "profile", "1000000000:5" },
	{ "distance", "profile", "999999999:5" },
	{ "distance", "histogram", "file" },
};

START_TEST(refused)
{
	expect_refused(refusals[_i].name, refusals[_i].key, refusals[_i].value);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("profile");

	fixture_mem(tc);
	tcase_set_timeout(tc, 600);
	tcase_add_loop_test(tc, distance, 0, 2);
	tcase_add_test(tc, distance_new);
	tcase_add_test(tc, exact);
	tcase_add_loop_test(tc, exact_counts, 0, 4);
	tcase_add_test(tc, exact_processes);
	tcase_add_test(tc, curve);
	tcase_add_loop_test(tc, refused, 0, ROWS(refusals));
	return (fixture_run("profile", tc));
}
