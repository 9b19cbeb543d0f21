/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Quotients in integers.
 */
#include <stdlib.h>

#include "result/ratio.h"
#include "unit/fixture.h"

static const struct {
	uint64_t part, whole;
	unsigned scale, places;
	const char *text;
} PRINT[] = {
	{ 0, 7, 100, 2, "0.00" },
	{ 1, 3, 1, 2, "0.33" },
	{ 2, 3, 1, 2, "0.67" },
	{ 1, 3, 100, 2, "33.33" },
	{ 1, 8, 1, 2, "0.13" },
	{ 995, 1000, 1, 2, "1.00" },
	{ 994, 1000, 1, 2, "0.99" },
	{ 9, 7, 1, 2, "1.29" },
	{ 5, 1, 1, 0, "5" },
	{ 1, 2, 1, 0, "1" },
	{ 1020500000, 1000000, 1, 1, "1020.5" },
	{ UINT64_MAX, UINT64_MAX, 100, 9, "100.000000000" },
	{ 3, 0, 1, 2, "-" },
};

START_TEST(print)
{
	char buf[64];

	ck_assert_str_eq(
	    ratio_print(buf, sizeof(buf), PRINT[_i].part, PRINT[_i].whole,
		PRINT[_i].scale, PRINT[_i].places),
	    PRINT[_i].text);
}
END_TEST

START_TEST(wide)
{
	unsigned __int128 sum = (unsigned __int128)UINT64_MAX << 28;

	ck_assert_uint_eq(
	    ratio_of(sum, UINT64_MAX, 1000), (UINT64_C(1) << 28) * 1000);
	ck_assert_uint_eq(ratio_of(sum, 1, 1), UINT64_MAX);
	ck_assert_uint_eq(ratio_of(1, 0, 1), UINT64_MAX);
	ck_assert_uint_eq(ratio_of(10, 4, 1), 3);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("ratio");

	tcase_add_loop_test(t, print, 0, ROWS(PRINT));
	tcase_add_test(t, wide);
	return (fixture_run("ratio", t));
}
