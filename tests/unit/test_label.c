/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Labels of runs, and that no name from outside reaches a terminal unchanged.
 */
#include <stdlib.h>
#include <string.h>

#include "golden/studies.h"
#include "result/label.h"
#include "unit/fixture.h"

static const struct {
	const char *name, *clean;
} CLEAN[] = {
	{ "gcc.trace", "gcc.trace" },
	{ "", "" },
	{ "a\x1b[2Jb\n\tc\x7f", "a?[2Jb??c?" },
	{ "na\xc3\xafve \xe2\x82\xac \xf0\x9f\x90\xa7",
	    "na\xc3\xafve \xe2\x82\xac \xf0\x9f\x90\xa7" },
	{ "\xc3", "?" },
	{ "\xff\xfe", "??" },
	{ "\xc0\xaf", "??" },           /* overlong */
	{ "\xe0\x80\xaf", "???" },      /* overlong */
	{ "\xed\xa0\x80", "???" },      /* a surrogate */
	{ "\xf4\x90\x80\x80", "????" }, /* above U+10FFFF */
	{ "\xc2\x9b"
	  "31m",
	    "?31m" }, /* CSI in one character */
	{ "\xe2\x82", "??" },
};

START_TEST(clean)
{
	char buf[64];

	ck_assert_str_eq(
	    label_clean(buf, sizeof(buf), CLEAN[_i].name), CLEAN[_i].clean);
}
END_TEST

/* Cut between characters, never within. */
START_TEST(cut)
{
	char buf[8];

	ck_assert_str_eq(label_clean(buf, 8, "1234567890"), "1234567");
	ck_assert_str_eq(label_clean(buf, 4, "ab\xe2\x82\xac"), "ab");
	ck_assert_str_eq(label_clean(buf, 1, "a"), "");
}
END_TEST

START_TEST(params)
{
	char buf[LABEL_SIZE];
	struct study s;
	const struct run *clock = NULL;

	sample_comparison(&s, mem);
	for (size_t i = 0; i < s.nrun && clock == NULL; i++)
		if (strcmp(s.run[i].policy, "clock") == 0)
			clock = &s.run[i];
	ck_assert_ptr_nonnull(clock);
	ck_assert_str_eq(
	    label_policy(buf, sizeof(buf), clock), "clock:hands=2");
	ck_assert_str_eq(label_params(buf, sizeof(buf), clock->policy_params,
			     clock->policy_values, true),
	    "hands=2,window=25%,dirty=no,weight=0.45");
	ck_assert_str_eq(label_policy(buf, sizeof(buf), &s.run[0]), "lru");
	ck_assert_str_eq(label_device(buf, sizeof(buf), &s.run[0]), "flash");
	ck_assert_str_eq(label_params(buf, sizeof(buf), NULL, NULL, true), "");
	label_params(buf, 6, clock->policy_params, clock->policy_values, true);
	ck_assert_str_eq(buf, "hands");
}
END_TEST

static const struct {
	struct memory_size size;
	const char *text;
} MEMORY[] = {
	{ { .unit = MEMORY_FRAMES, .n = 64 }, "64" },
	{ { .unit = MEMORY_BYTES, .n = 65536 }, "65536B" },
	{ { .unit = MEMORY_SHARE, .n = 125000 }, "12.5%" },
};

START_TEST(memory)
{
	char buf[32];

	ck_assert_str_eq(
	    label_memory(buf, sizeof(buf), &MEMORY[_i].size), MEMORY[_i].text);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("label");

	fixture_mem(t);
	tcase_add_loop_test(t, clean, 0, ROWS(CLEAN));
	tcase_add_test(t, cut);
	tcase_add_test(t, params);
	tcase_add_loop_test(t, memory, 0, ROWS(MEMORY));
	return (fixture_run("label", t));
}
