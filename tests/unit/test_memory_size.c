/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sizes of memory and ranges of them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/selection.h"
#include "unit/fixture.h"

static const struct err_where AT = { NULL, 0, 0 };
static struct err err;

/* A text and its meaning (f frames, b bytes, p parts per million) or its
 * error. */
static const struct {
	const char *text, *is, *says;
} LISTS[] = {
	{ "64", "64f", NULL },
	{ "25%", "250000p", NULL },
	{ "12.5%", "125000p", NULL },
	{ "0.0001%", "1p", NULL },
	{ "100%", "1000000p", NULL },
	{ "64KiB", "65536b", NULL },
	{ "256MiB", "268435456b", NULL },
	{ "1.5MiB", "1572864b", NULL },
	{ "64k", "65536b", NULL },
	{ "64K", "65536b", NULL },
	{ "64MB", "67108864b", NULL },
	{ "64m,64M,64 mib", "67108864b", NULL },
	{ "10%, 20%", "100000p 200000p", NULL },
	{ " 64 ,\n25 %", "64f 250000p", NULL },
	{ "4k..16k*2", "4096b 8192b 16384b", NULL },
	{ "268435456", "268435456f", NULL },
	{ "1,2,3", "1f 2f 3f", NULL },
	{ "3,25%,3,4KiB,25%", "3f 250000p 4096b", NULL },
	{ "10..20/3", "10f 15f 20f", NULL },
	{ "1..4/100", "1f 2f 3f 4f", NULL },
	{ "7..7/5", "7f", NULL },
	{ "10%..100%/4", "100000p 400000p 700000p 1000000p", NULL },
	{ "1..1000*10", "1f 10f 100f 1000f", NULL },
	{ "16..100*2", "16f 32f 64f", NULL },
	{ "5..5*2", "5f", NULL },
	{ "4KiB..16KiB*2", "4096b 8192b 16384b", NULL },
	/* 64 KiB divides both ends: 544 KiB between them is cut to 512. */
	{ "64KiB..1MiB/3", "65536b 524288b 1048576b", NULL },
	{ "1%..50%*5", "10000p 50000p 250000p", NULL },
	{ "2,1..3/3", "2f 1f 3f", NULL },
	{ "0", NULL, "at least one frame" },
	{ "0%", NULL, "at least one frame" },
	{ "0KiB", NULL, "at least one frame" },
	{ "101%", NULL, "at most 100%" },
	{ "268435457", NULL, "at most 2^28" },
	{ "1000000000000000000000000000000", NULL, "below 2^64" },
	{ "1048576TiB", NULL, "at most 2^58" },
	{ "0.00001%", NULL, "whole number" },
	{ "-1", NULL, "bad memory size '-1' (64 frames, 25% of" },
	{ "64 64", NULL, "64 frames" },
	{ "64x", NULL, "64 frames" },
	{ "64.5", NULL, "64 frames" },
	{ "", NULL, "64 frames" },
	{ "1,,2", NULL, "64 frames" },
	{ "1,", NULL, "64 frames" },
	{ "many", NULL, "64 frames" },
	{ "%", NULL, "a share such as" },
	{ "B", NULL, "64 frames" },
	{ "1e6", NULL, "64 frames" },
	{ "1..10", NULL, "a range says how" },
	{ "1..10/", NULL, "N is how many" },
	{ "1..10/1", NULL, "N is from 2" },
	{ "1..10/0", NULL, "N is from 2" },
	{ "1..10/x", NULL, "N is how many" },
	{ "1..10/5000", NULL, "2 to 4096" },
	{ "1..10*1", NULL, "F is a whole number" },
	{ "1..10*0", NULL, "F is a whole number" },
	{ "1..10*1.5", NULL, "F is a whole number" },
	{ "10..1/3", NULL, "smaller end first" },
	{ "1..50%/3", NULL, "both ends" },
	{ "1..4KiB*2", NULL, "both ends" },
	{ "..10/3", NULL, "64 frames" },
	{ "1../3", NULL, "64 frames" },
	{ "0..10/3", NULL, "at least one" },
	{ "1..2..3/4", NULL, "64 frames" },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	  "aa"
	  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    NULL, "95 characters" },
};

START_TEST(test_list)
{
	static const char unit[] = { [MEMORY_FRAMES] = 'f',
		[MEMORY_BYTES] = 'b',
		[MEMORY_SHARE] = 'p' };
	struct memories list = { .item = NULL };
	char is[512] = "";
	int rc =
	    memories_read(&list, mem, LISTS[_i].text, &AT, ERR_USAGE, &err);

	if (LISTS[_i].says != NULL) {
		ck_assert_int_eq(rc, -1);
		ck_assert_int_eq(err.kind, ERR_USAGE);
		ck_assert_msg(
		    strstr(err.msg, LISTS[_i].says) != NULL, "%s", err.msg);
		return;
	}
	ck_assert_msg(rc == 0, "%s", err.msg);
	for (size_t i = 0; i < list.n; i++)
		snprintf(is + strlen(is), sizeof(is) - strlen(is), "%s%ju%c",
		    i > 0 ? " " : "", (uintmax_t)list.item[i].n,
		    unit[list.item[i].unit]);
	ck_assert_str_eq(is, LISTS[_i].is);
}
END_TEST

START_TEST(test_range)
{
	struct memories list = { .item = NULL };

	ck_assert_int_eq(
	    memories_read(&list, mem, "1%..100%/20", &AT, ERR_USAGE, &err), 0);
	ck_assert_uint_eq(list.n, 20);
	ck_assert_uint_eq(list.item[0].n, 10000);
	ck_assert_uint_eq(list.item[19].n, 1000000);
	list.n = 0;
	ck_assert_int_eq(
	    memories_read(&list, mem, "16..65536*2", &AT, ERR_USAGE, &err), 0);
	ck_assert_uint_eq(list.n, 13);
	ck_assert_uint_eq(list.item[12].n, 65536);
	/* Whole pages of 4 KiB stay whole pages. */
	list.n = 0;
	ck_assert_int_eq(
	    memories_read(&list, mem, "4KiB..100KiB/7", &AT, ERR_USAGE, &err),
	    0);
	ck_assert_uint_eq(list.n, 7);
	for (size_t i = 0; i < list.n; i++)
		ck_assert_uint_eq(list.item[i].n % 4096, 0);
}
END_TEST

START_TEST(test_too_many)
{
	struct memories list = { .item = NULL };

	ck_assert_int_eq(
	    memories_read(&list, mem, "1..4096/4096", &AT, ERR_USAGE, &err), 0);
	ck_assert_uint_eq(list.n, MEMORIES_MAX);
	ck_assert_int_eq(
	    memories_read(&list, mem, "17", &AT, ERR_USAGE, &err), 0);
	ck_assert_int_eq(
	    memories_read(&list, mem, "5000", &AT, ERR_USAGE, &err), -1);
	ck_assert_msg(strstr(err.msg, "too many") != NULL, "%s", err.msg);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("memory_size");

	fixture_mem(t);
	tcase_add_loop_test(t, test_list, 0, ROWS(LISTS));
	tcase_add_test(t, test_range);
	tcase_add_test(t, test_too_many);
	return (fixture_run("memory_size", t));
}
