/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Errors: kinds, positions, texts that are too long, excerpts with bytes that
 * cannot be printed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "unit/fixture.h"

static const struct {
	enum err_kind kind;
	int status;
} STATUS[] = {
	{ ERR_NONE, 0 },
	{ ERR_USAGE, 2 },
	{ ERR_CONFIG, 3 },
	{ ERR_TRACE, 3 },
	{ ERR_PLUGIN, 3 },
	{ ERR_RESULT, 3 },
	{ ERR_LIMIT, 3 },
	{ ERR_POLICY, 3 },
	{ ERR_SYS, 4 },
};

START_TEST(status)
{
	ck_assert_int_eq(err_status(STATUS[_i].kind), STATUS[_i].status);
}
END_TEST

START_TEST(position)
{
	const struct err_where at = { "loop.trace", 118, 7 };
	struct err err = { .sys = 5, .excerpt = "old" };

	ck_assert_int_eq(
	    err_at(&err, ERR_TRACE, &at, "unknown operation '%c'", 'Q'), -1);
	ck_assert_int_eq(err.kind, ERR_TRACE);
	ck_assert_int_eq(err.sys, 0);
	ck_assert_str_eq(err.where.file, "loop.trace");
	ck_assert_uint_eq(err.where.line, 118);
	ck_assert_uint_eq(err.where.column, 7);
	ck_assert_str_eq(err.excerpt, "");
	ck_assert_str_eq(err.msg, "unknown operation 'Q'");
	ck_assert_int_eq(err_at(&err, ERR_USAGE, NULL, "no"), -1);
	ck_assert_ptr_null(err.where.file);
	ck_assert_uint_eq(err.where.line, 0);
	ck_assert_int_eq(err_set(&err, ERR_LIMIT, "%d", 3), -1);
	ck_assert_str_eq(err.msg, "3");
}
END_TEST

START_TEST(of_system)
{
	struct err err;

	errno = ENOENT;
	ck_assert_int_eq(err_sys(&err, "cannot open %s", "x"), -1);
	ck_assert_int_eq(err.kind, ERR_SYS);
	ck_assert_int_eq(err.sys, ENOENT);
	ck_assert_str_eq(err.msg, "cannot open x: No such file or directory");
}
END_TEST

START_TEST(too_long)
{
	char text[1000];
	struct err err;

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	err_set(&err, ERR_USAGE, "%s", text);
	ck_assert_uint_eq(strlen(err.msg), sizeof(err.msg) - 1);
	errno = EIO;
	err_sys(&err, "%s", text);
	ck_assert_uint_eq(strlen(err.msg), sizeof(err.msg) - 1);
	err_excerpt(&err, text, strlen(text));
	ck_assert_uint_eq(strlen(err.excerpt), sizeof(err.excerpt) - 1);
}
END_TEST

static const struct {
	const char *text;
	size_t len;
	const char *shown;
} EXCERPT[] = {
	{ "Q 7f3a10c4 8\nnext", 17, "Q 7f3a10c4 8" },
	{ "a\tb\x1b[1m\xff", 8, "a b?[1m?" },
	{ "no NUL here", 2, "no" },
	{ "", 0, "" },
};

START_TEST(excerpt)
{
	struct err err = { .kind = ERR_TRACE };

	err_excerpt(&err, EXCERPT[_i].text, EXCERPT[_i].len);
	ck_assert_str_eq(err.excerpt, EXCERPT[_i].shown);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("err");

	tcase_add_loop_test(t, status, 0, ROWS(STATUS));
	tcase_add_test(t, position);
	tcase_add_test(t, of_system);
	tcase_add_test(t, too_long);
	tcase_add_loop_test(t, excerpt, 0, ROWS(EXCERPT));
	return (fixture_run("err", t));
}
