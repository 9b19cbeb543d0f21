/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parameter tables: values are set, refused, and printed in a form that can be
 * set again.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/param.h"
#include "unit/fixture.h"

struct values {
	bool flag;
	uint64_t count, size, time, share;
	int choice;
	struct amount amount;
	double real, open;
	const char *text;
};

static const char *const WORDS[] = { "drop", "write", NULL };

static const struct param TABLE[] = {
	{ "flag", PARAM_BOOL, offsetof(struct values, flag), "no", 0, 0, NULL,
	    NULL, "A flag." },
	{ "count", PARAM_COUNT, offsetof(struct values, count), "4k", 1, 5000,
	    NULL, "pages", "A count." },
	{ "size", PARAM_SIZE, offsetof(struct values, size), "4KiB", 512, 0,
	    NULL, NULL, "A size." },
	{ "time", PARAM_TIME, offsetof(struct values, time), "10us", 0, 0, NULL,
	    NULL, "A time." },
	{ "share", PARAM_SHARE, offsetof(struct values, share), "12.5%", 0,
	    1000000, NULL, NULL, "A share." },
	{ "choice", PARAM_CHOICE, offsetof(struct values, choice), "write", 0,
	    0, WORDS, NULL, "A choice." },
	{ "amount", PARAM_AMOUNT, offsetof(struct values, amount), "25%", 1, 0,
	    NULL, NULL, "An amount." },
	{ "real", PARAM_REAL, offsetof(struct values, real), "0.45", 0, 1, NULL,
	    NULL, "A real." },
	{ "open", PARAM_REAL, offsetof(struct values, open), "2", 1, 0, NULL,
	    NULL, "A real without an upper limit." },
	{ "text", PARAM_TEXT, offsetof(struct values, text), NULL, 0, 0, NULL,
	    NULL, "A text." },
	{ .name = NULL },
};

START_TEST(defaults)
{
	struct values v = { .text = NULL };

	param_defaults(TABLE, &v);
	ck_assert(!v.flag);
	ck_assert_uint_eq(v.count, 4000);
	ck_assert_uint_eq(v.size, 4096);
	ck_assert_uint_eq(v.time, 10000);
	ck_assert_uint_eq(v.share, 125000);
	ck_assert_int_eq(v.choice, 1);
	ck_assert_uint_eq(v.amount.ppm, 250000);
	ck_assert(v.real == 0.45);
	ck_assert_ptr_null(v.text);
	param_defaults(NULL, &v);
}
END_TEST

/* A value as given, and as printed. */
static const struct {
	const char *name, *value, *printed;
} SET[] = {
	{ "flag", "yes", "yes" },
	{ "flag", "on", "yes" },
	{ "flag", "0", "no" },
	{ "count", "1", "1" },
	{ "count", "5k", "5000" },
	{ "size", "1MiB", "1048576" },
	{ "time", "2.5us", "2500" },
	{ "share", "99.99%", "99.99%" },
	{ "choice", "drop", "drop" },
	{ "amount", "512", "512" },
	{ "amount", "0.5%", "0.5%" },
	{ "amount", "100%", "100%" },
	{ "real", "0", "0" },
	{ "real", "1", "1" },
	{ "real", "0.1", "0.1" },
	{ "real", "0.123456789", "0.123456789" },
	{ "real", "0.00001", "0.00001" },
	{ "open", "1234567.5", "1234567.5" },
	{ "text", "anything at all", "anything at all" },
	{ "text", "", "" },
};

START_TEST(set)
{
	struct setting s = { .name = SET[_i].name, .value = SET[_i].value };
	struct values v = { .text = NULL };
	char buf[64], again[64];
	struct err err;

	param_defaults(TABLE, &v);
	ck_assert_int_eq(param_set(TABLE, "thing", &v, &s, ERR_USAGE, &err), 0);
	param_print(param_find(TABLE, s.name), &v, buf, sizeof(buf));
	ck_assert_str_eq(buf, SET[_i].printed);
	s.value = buf;
	ck_assert_int_eq(param_set(TABLE, "thing", &v, &s, ERR_USAGE, &err), 0);
	param_print(param_find(TABLE, s.name), &v, again, sizeof(again));
	ck_assert_str_eq(buf, again);
}
END_TEST

static const struct {
	const char *name, *range;
} RANGES[] = {
	{ "flag", "yes or no" },
	{ "count", "1 to 5000" },
	{ "size", "at least 512" },
	{ "share", "0% to 100%" },
	{ "choice", "drop or write" },
	{ "real", "0 to 1" },
	{ "text", "" },
};

START_TEST(ranges)
{
	static const char *const three[] = { "a", "b", "c", NULL };
	const struct param choice = { .type = PARAM_CHOICE, .choices = three };
	char buf[96];

	ck_assert_str_eq(
	    param_range(param_find(TABLE, RANGES[_i].name), buf, sizeof(buf)),
	    RANGES[_i].range);
	ck_assert_str_eq(param_range(&choice, buf, sizeof(buf)), "a, b or c");
}
END_TEST

static const struct {
	const char *name, *value, *msg;
} REFUSED[] = {
	{ "flag", "maybe", "bad flag 'maybe' (yes or no)" },
	{ "count", "0", "bad count '0' (1 to 5000)" },
	{ "count", "5001", "bad count '5001' (1 to 5000)" },
	{ "count", "x",
	    "bad count 'x' (a count such as 4096, 64k or 2m; k is 1000)" },
	{ "size", "511", "bad size '511' (at least 512)" },
	{ "share", "101%", "bad share '101%' (0% to 100%)" },
	{ "share", "5", "bad share '5' (a share such as 25% or 12.5%)" },
	{ "choice", "keep", "bad choice 'keep' (drop or write)" },
	{ "amount", "0", "bad amount '0' (at least 1)" },
	{ "amount", "0%",
	    "bad amount '0%' (a share above 0% up to 100%, of at most four "
	    "decimals)" },
	{ "amount", "101%",
	    "bad amount '101%' (a share above 0% up to 100%, of at most four "
	    "decimals)" },
	{ "amount", "x%",
	    "bad amount 'x%' (a share above 0% up to 100%, of at most four "
	    "decimals)" },
	{ "real", "1.5", "bad real '1.5' (0 to 1)" },
	{ "real", "nan", "bad real 'nan' (0 to 1)" },
	{ "real", "0x1p-3", "bad real '0x1p-3' (0 to 1)" },
	{ "real", ".", "bad real '.' (0 to 1)" },
	{ "real", "0.1.2", "bad real '0.1.2' (0 to 1)" },
	{ "real", "", "bad real '' (0 to 1)" },
	{ "open", "0.5", "bad open '0.5' (at least 1)" },
	{ "cuont", "1", "thing has no 'cuont'; did you mean 'count'?" },
	{ "zzzzzz", "1",
	    "thing has no 'zzzzzz' (there are: flag, count, size, time, share, "
	    "choice, amount, real, open, text)" },
};

START_TEST(refused)
{
	const struct setting s = { REFUSED[_i].name, REFUSED[_i].value,
		{ "suite.yaml", 4, 11 } };
	struct values v = { .text = NULL };
	struct err err;

	ck_assert_int_eq(
	    param_set(TABLE, "thing", &v, &s, ERR_CONFIG, &err), -1);
	ck_assert_int_eq(err.kind, ERR_CONFIG);
	ck_assert_uint_eq(err.where.line, 4);
	ck_assert_str_eq(err.msg, REFUSED[_i].msg);
}
END_TEST

/* A number of 400 digits exceeds the range of double. */
START_TEST(endless)
{
	struct setting s = { .name = "open" };
	struct values v;
	char digits[401];
	struct err err;

	memset(digits, '9', 400);
	digits[400] = '\0';
	s.value = digits;
	ck_assert_int_eq(
	    param_set(TABLE, "thing", &v, &s, ERR_USAGE, &err), -1);
}
END_TEST

START_TEST(none)
{
	const struct setting s = { .name = "k", .value = "1" };
	struct err err;

	ck_assert_int_eq(
	    param_set(NULL, "policy fifo", NULL, &s, ERR_USAGE, &err), -1);
	ck_assert_str_eq(err.msg, "policy fifo has no parameters, so no 'k'");
	ck_assert_ptr_null(param_find(NULL, "k"));
}
END_TEST

START_TEST(shares)
{
	ck_assert_uint_eq(amount_of((struct amount){ 512, 0 }, 7), 512);
	ck_assert_uint_eq(amount_of((struct amount){ 0, 250000 }, 103), 25);
	ck_assert_uint_eq(
	    amount_of((struct amount){ 0, 1000000 }, UINT64_MAX), UINT64_MAX);
}
END_TEST

/* A row without a default is unused while its member is zero, of any type. */
START_TEST(unused)
{
	struct values v;

	for (const struct param *p = TABLE; p->name != NULL; p++) {
		struct param row = *p;

		memset(&v, 0, sizeof(v));
		ck_assert(!param_is_unused(p, &v) || p->dflt == NULL);
		row.dflt = NULL;
		ck_assert_msg(param_is_unused(&row, &v), "%s", row.name);
		memset(&v, 1, sizeof(v));
		ck_assert_msg(!param_is_unused(&row, &v), "%s", row.name);
	}
}
END_TEST

START_TEST(help)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	for (const struct param *p = TABLE; p->name != NULL; p++)
		param_help(p, to);
	fclose(to);
	ck_assert_ptr_nonnull(
	    strstr(text, "  count=4k\n      A count. (1 to 5000 pages)\n"));
	ck_assert_ptr_nonnull(
	    strstr(text, "  choice=write\n      A choice. (drop or write)\n"));
	ck_assert_ptr_nonnull(strstr(text, "  text=\n      A text.\n"));
	free(text);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("param");

	tcase_add_test(t, defaults);
	tcase_add_loop_test(t, set, 0, ROWS(SET));
	tcase_add_loop_test(t, ranges, 0, ROWS(RANGES));
	tcase_add_loop_test(t, refused, 0, ROWS(REFUSED));
	tcase_add_test(t, endless);
	tcase_add_test(t, none);
	tcase_add_test(t, shares);
	tcase_add_test(t, unused);
	tcase_add_test(t, help);
	return (fixture_run("param", t));
}
