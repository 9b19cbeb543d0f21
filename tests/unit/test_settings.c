/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of settings: its defaults, values that are refused, and
 * combinations that are refused.
 */
#include <stdlib.h>
#include <string.h>

#include "config/settings.h"
#include "unit/fixture.h"

static const struct {
	const char *name, *value;
	const char *says; /* NULL: accepted */
} VALUES[] = {
	{ "page_size", "4KiB", NULL },
	{ "page_size", "16KiB", NULL },
	{ "page_size", "2MiB", NULL },
	{ "page_size", "4097", "not a power of two: 4097 (4096 or 8192)" },
	{ "page_size", "16", NULL },
	{ "page_size", "1GiB", NULL },
	{ "page_size", "8", "(16 to 1073741824)" },
	{ "page_size", "2GiB", "(16 to 1073741824)" },
	{ "page_size", "0", "(16 to 1073741824)" },
	{ "page_size", "-4096", "bad page_size" },
	{ "page_size", "", "bad page_size" },
	{ "page_size", "99999999999999999999999", "below 2^64" },
	{ "straddle", "first", NULL },
	{ "straddle", "second", "split or first" },
	{ "ifetch", "no", NULL },
	{ "ifetch", "maybe", "yes or no" },
	{ "areas", "declared", NULL },
	{ "strict", "yes", NULL },
	{ "swap_cache", "yes", NULL },
	{ "slot_mode", "vaddr", NULL },
	{ "always_write", "yes", NULL },
	{ "unwritten", "write", NULL },
	{ "swap_size", "1GiB", NULL },
	{ "writeback", "sync", NULL },
	{ "seed", "18446744073709551615", NULL },
	{ "think_ns", "10us", NULL },
	{ "think_ns", "2s", "(0 to 1000000000)" },
	{ "think", "trace", NULL },
	{ "think", "both", "fixed" },
	{ "tick", "1000", NULL },
	{ "scope", "local", NULL },
	{ "contents", "stamps", NULL },
	{ "paging", "sv39", NULL },
	{ "paging", "sv32", "la57" },
	{ "level", "2", NULL },
	{ "level", "two", "auto, 0, 1" },
	{ "read_ahead", "slot", NULL },
	{ "page_cluster", "6", "(0 to 5)" },
	{ "slot_order", "cluster", NULL },
	{ "pagesize", "4096", "did you mean 'page_size'" },
	{ "zzzzzzzzz", "1", "there are: page_size" },
};

/* Two settings, and the message about them together. */
static const struct {
	const char *name[2], *value[2];
	const char *says;
} PAIRS[] = {
	{ { "swap_size", "page_size" }, { "6KiB", "4KiB" }, "whole number" },
	{ { "level", "swap_cache" }, { "1", "no" }, "says otherwise" },
	{ { "swap_cache", "level" }, { "no", "1" }, "says otherwise" },
	{ { "swap_cache", "level" }, { "yes", "0" }, "says otherwise" },
	{ { "level", "page_cluster" }, { "1", "2" }, "level: 2" },
	{ { "slot_order", "slot_mode" }, { "next", "vaddr" }, "slot_order" },
	{ { "swap_size", "page_size" }, { "8TiB", "4096" }, "too large" },
	{ { "swap_size", "page_size" }, { "64GiB", "4096" }, NULL },
	{ { "swap_cache", "always_write" }, { "yes", "yes" }, "one of them" },
	{ { "swap_cache", "slot_mode" }, { "yes", "vaddr" }, "slot_mode" },
	{ { "swap_cache", "writeback" }, { "yes", "sync" }, NULL },
};

START_TEST(test_value)
{
	struct settings s = { .page_size = 0 };
	struct setting v = { VALUES[_i].name, VALUES[_i].value,
		{ "a.yaml", 3, 7 } };
	struct err err;
	int rc;

	param_defaults(settings_table, &s);
	rc = settings_set(&s, &v, ERR_CONFIG, &err);
	if (VALUES[_i].says == NULL) {
		ck_assert_int_eq(rc, 0);
		return;
	}
	ck_assert_int_eq(rc, -1);
	ck_assert_int_eq(err.kind, ERR_CONFIG);
	ck_assert_int_eq(err.where.line, 3);
	ck_assert_int_eq(err.where.column, 7);
	ck_assert_msg(strstr(err.msg, VALUES[_i].says) != NULL, "%s", err.msg);
}
END_TEST

START_TEST(test_pair)
{
	struct settings s = { .page_size = 0 };
	struct err err;
	int rc;

	param_defaults(settings_table, &s);
	for (int i = 0; i < 2; i++) {
		struct setting v = { .name = PAIRS[_i].name[i],
			.value = PAIRS[_i].value[i] };

		ck_assert_int_eq(settings_set(&s, &v, ERR_USAGE, &err), 0);
	}
	rc = settings_check(&s, &err);
	ck_assert_int_eq(rc, PAIRS[_i].says == NULL ? 0 : -1);
	if (rc != 0)
		ck_assert_msg(
		    strstr(err.msg, PAIRS[_i].says) != NULL, "%s", err.msg);
}
END_TEST

START_TEST(test_defaults)
{
	struct settings s = { .page_size = 0 };
	struct err err;

	param_defaults(settings_table, &s);
	ck_assert_int_eq(settings_check(&s, &err), 0);
	ck_assert_uint_eq(s.page_size, 4096);
	ck_assert_uint_eq(settings_page_shift(&s), 12);
	ck_assert_int_eq(s.straddle, STRADDLE_SPLIT);
	ck_assert_int_eq(s.areas, AREAS_IMPLICIT);
	ck_assert_int_eq(s.slot_mode, SLOTS_ALLOC);
	ck_assert_int_eq(s.unwritten, UNWRITTEN_DROP);
	ck_assert_int_eq(s.writeback, WRITEBACK_ASYNC);
	ck_assert_int_eq(s.scope, SCOPE_GLOBAL);
	ck_assert_int_eq(s.contents, CONTENTS_NONE);
	ck_assert_int_eq(s.paging, PAGING_X86_64);
	ck_assert(s.ifetch && !s.strict && !s.swap_cache && !s.always_write);
	ck_assert_uint_eq(s.seed, 1);
	ck_assert_uint_eq(s.think_ns, 1);
	ck_assert_uint_eq(s.tick, 0);
	ck_assert_uint_eq(s.swap_size, 0);
}
END_TEST

/* The text of each row is a sentence with a full stop. */
START_TEST(test_sentences)
{
	for (const struct param *p = settings_table; p->name != NULL; p++) {
		ck_assert_ptr_nonnull(p->text);
		ck_assert_msg(
		    p->text[strlen(p->text) - 1] == '.', "%s", p->name);
	}
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("settings");

	tcase_add_loop_test(t, test_value, 0, ROWS(VALUES));
	tcase_add_loop_test(t, test_pair, 0, ROWS(PAIRS));
	tcase_add_test(t, test_defaults);
	tcase_add_test(t, test_sentences);
	return (fixture_run("settings", t));
}
