/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shares of faults, against a list that is searched; between two powers of two
 * they lie on a line.
 */
#include <string.h>

#include "base/rng.h"
#include "study/fault_shares.h"
#include "unit/fixture.h"

#define PAGES 70
#define REFS  20000

static struct reference string[REFS];

/* LRU's faults with so many frames, first references left out. */
static double
faults(size_t frames)
{
	page_id_t list[PAGES];
	size_t n = 0, faults = 0;

	for (size_t i = 0; i < REFS; i++) {
		page_id_t page = reference_page(string[i]);
		size_t at = 0;

		while (at < n && list[at] != page)
			at++;
		faults += at < n && at >= frames;
		n += at == n;
		memmove(list + 1, list, at * sizeof(*list));
		list[0] = page;
	}
	return ((double)faults / REFS);
}

START_TEST(shares)
{
	struct rng r = { 3 };
	struct fault_shares f;

	for (size_t i = 0; i < REFS; i++)
		string[i] = reference_make(
		    (page_id_t)rng_below(&r, rng_below(&r, 3) == 0 ? PAGES : 6),
		    false);
	fault_shares_init(&f, mem);
	ck_assert(fault_shares_of(&f, 1) <= 0);
	fault_shares_note(&f, string, 1000, PAGES);
	fault_shares_note(&f, string + 1000, REFS - 1000, PAGES);
	for (size_t power = 1; power <= 128; power *= 2) {
		double at = fault_shares_of(&f, power - 1);
		double next = fault_shares_of(&f, 2 * power - 1);
		double middle = fault_shares_of(&f, power + power / 2 - 1);

		if (power > 1)
			ck_assert_double_eq_tol(at, faults(power - 1), 1e-9);
		if (power > 2)
			ck_assert_double_eq_tol(middle, (at + next) / 2, 1e-9);
	}
}
END_TEST

/* Pages with numbers that are too large are left out, and nothing else is. */
START_TEST(large)
{
	struct fault_shares f;
	const struct reference two[] = { reference_make(UINT32_MAX / 2, false),
		reference_make(7, false), reference_make(8, false),
		reference_make(7, true) };

	fault_shares_init(&f, mem);
	fault_shares_note(&f, two, 4, UINT32_MAX / 2 + 1);
	ck_assert_double_eq_tol(fault_shares_of(&f, 1), 0.25, 1e-9);
	ck_assert(fault_shares_of(&f, 3) <= 0);
	ck_assert(fault_shares_of(&f, UINT64_MAX) <= 0);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("fault_shares");

	fixture_mem(t);
	tcase_add_test(t, shares);
	tcase_add_test(t, large);
	return (fixture_run("fault_shares", t));
}
