/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Choosing an item of a list by its name, and the messages for unknown names.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/choice.h"
#include "unit/fixture.h"

static const struct choice CLOCK = { "clock", "" }, LRU = { "lru", "" },
			   FIFO = { "fifo", "" }, OPT = { "opt", "" };
static const void *const LIST[] = { &CLOCK, &LRU, &FIFO, &OPT, NULL };

START_TEST(found)
{
	struct err err = { .kind = ERR_NONE };

	ck_assert_ptr_eq(
	    choice_find(LIST, "policy", "fifo", ERR_USAGE, NULL, &err), &FIFO);
	ck_assert_ptr_eq(
	    choice_find(LIST, "policy", "FiFo", ERR_USAGE, NULL, &err), &FIFO);
	ck_assert_int_eq(err.kind, ERR_NONE);
}
END_TEST

static const struct {
	const char *name;
	const char *msg;
} MISSED[] = {
	{ "clok", "unknown policy 'clok'; did you mean 'clock'?" },
	{ "colck", "unknown policy 'colck'; did you mean 'clock'?" },
	{ "fif", "unknown policy 'fif'; did you mean 'fifo'?" },
	{ "arc2q",
	    "unknown policy 'arc2q' (there are: clock, lru, fifo, opt)" },
	{ "", "unknown policy '' (there are: clock, lru, fifo, opt)" },
};

START_TEST(missed)
{
	const struct err_where at = { "suite.yaml", 3, 9 };
	struct err err;

	ck_assert_ptr_null(choice_find(
	    LIST, "policy", MISSED[_i].name, ERR_CONFIG, &at, &err));
	ck_assert_int_eq(err.kind, ERR_CONFIG);
	ck_assert_uint_eq(err.where.column, 9);
	ck_assert_str_eq(err.msg, MISSED[_i].msg);
}
END_TEST

/* A name of any length is an error, not an overrun. */
START_TEST(long_names)
{
	char name[5000];
	struct err err;

	for (size_t len = 1; len < sizeof(name); len += 13) {
		memset(name, 'c', len);
		name[len] = '\0';
		ck_assert_ptr_null(
		    choice_find(LIST, "policy", name, ERR_USAGE, NULL, &err));
	}
}
END_TEST

/* More names than a message holds. */
START_TEST(many)
{
	static char names[300][8];
	static struct choice choice[300];
	static const void *list[301];
	struct err err;

	for (int i = 0; i < 300; i++) {
		snprintf(names[i], sizeof(names[i]), "name%d", i);
		choice[i].name = names[i];
		list[i] = &choice[i];
	}
	ck_assert_ptr_null(choice_find(
	    list, "policy", "completely else", ERR_USAGE, NULL, &err));
	ck_assert_ptr_nonnull(strstr(err.msg, "name0, name1, "));
	ck_assert_ptr_nonnull(strstr(err.msg, "..."));
}
END_TEST

START_TEST(near)
{
	static const char *const names[] = { "page_size", "seed", NULL };
	static const char *const none[] = { NULL };

	ck_assert_str_eq(choice_near(names, "pagesize"), "page_size");
	ck_assert_str_eq(choice_near(names, "sede"), "seed");
	ck_assert_ptr_null(choice_near(names, "xyz"));
	ck_assert_ptr_null(choice_near(none, "seed"));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("choice");

	tcase_add_test(t, found);
	tcase_add_loop_test(t, missed, 0, ROWS(MISSED));
	tcase_add_test(t, long_names);
	tcase_add_test(t, many);
	tcase_add_test(t, near);
	return (fixture_run("choice", t));
}
