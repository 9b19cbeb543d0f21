/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Events: what each means to pages, and which make no sense.
 */
#include "spacesfixture.h"

START_TEST(test_events)
{
	start(&plain, NULL, 0);
	ck_assert_int_eq(
	    happen(EVENT_MAP, 0x10000, 0x3000, 3, BACKEND_POPULATED), 0);
	ck_assert_str_eq(changes(), "L0 L1 L2 ");
	happen(EVENT_MAP, 0x20000, 0x2000, 3, BACKEND_LAZY);
	ck_assert_str_eq(changes(), "");
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x21000), 3);
	happen(EVENT_MAP, 0x30000, 0x2000, 1, BACKEND_LINEAR);
	ck_assert_uint_eq(touch(0, ACCESS_READ, 0x30000), NO_PAGE);
	ck_assert_uint_eq(facts().denied_area + facts().denied_permission, 0);
	ck_assert_uint_eq(touch(0, ACCESS_WRITE, 0x30000), NO_PAGE);
	ck_assert_uint_eq(facts().denied_permission, 1);

	/* Pins touch, do not nest, and pass over linear memory. */
	happen(EVENT_PIN, 0x20000, 0x2000, 0, 0);
	ck_assert_str_eq(changes(), "P4 P3 ");
	happen(EVENT_PIN, 0x21000, 0x1000, 0, 0);
	ck_assert_str_eq(changes(), "");
	happen(EVENT_PIN, 0x30000, 0x1000, 0, 0);
	ck_assert_str_eq(changes(), "");
	happen(EVENT_UNPIN, 0x20000, 0x1000, 0, 0);
	ck_assert_str_eq(changes(), "U4 ");

	/* A child: pages of its own, in order of address; nothing pinned. */
	happen_to(EVENT_FORK, 0, 9);
	ck_assert_str_eq(changes(), "S0>5 S1>6 S2>7 S4>8 S3>9 ");
	ck_assert_uint_eq(touch(9, ACCESS_READ, 0x21000), 9);
	ck_assert_uint_eq(touch(9, ACCESS_READ, 0x30000), NO_PAGE);
	ck_assert_uint_eq(facts().process[1].parent, 0);
	ck_assert_uint_eq(facts().process[1].pages, 5);
	ck_assert_uint_eq(spaces_page_facts(spaces).area[9], 4);

	happen(EVENT_UNMAP, 0x11000, 0x10000, 0, 0);
	ck_assert_str_eq(changes(), "F1 F2 F4 ");
	happen(EVENT_TICK, 0, 0, 0, 0);
	ck_assert_str_eq(changes(), "T ");
	happen_to(EVENT_EXIT, 9, 0);
	ck_assert_str_eq(changes(), "F5 F6 F7 F8 F9 ");
	ck_assert_uint_eq(facts().malformed, 0);

	/* The pid comes back as somebody else. */
	ck_assert_uint_eq(touch(9, ACCESS_READ, 0x21000), 10);
	ck_assert_uint_eq(facts().nprocess, 3);
	finish();
}
END_TEST

/* A map over what nobody mapped: what was touched there goes. */
START_TEST(test_map_over_implicit)
{
	start(&plain, NULL, 0);
	touch(0, ACCESS_WRITE, 0x5000);
	touch(0, ACCESS_WRITE, 0x6000);
	happen(EVENT_MAP, 0x6000, 0x1000, MAP_READ, BACKEND_LAZY);
	ck_assert_str_eq(changes(), "F1 ");
	ck_assert_uint_eq(touch(0, ACCESS_WRITE, 0x6000), NO_PAGE);
	ck_assert_uint_eq(touch(0, ACCESS_WRITE, 0x5000), 0);
	ck_assert_uint_eq(touch(0, ACCESS_WRITE, 0x7000), 2);
	/* A guard page is heeded even where nothing was mapped. */
	happen(EVENT_PROTECT, UINT64_C(1) << 40, 0x1000, 0, 0);
	ck_assert_uint_eq(touch(0, ACCESS_READ, UINT64_C(1) << 40), NO_PAGE);
	ck_assert_uint_eq(touch(0, ACCESS_READ, (UINT64_C(1) << 40) + 4096), 3);
	finish();
}
END_TEST

static const struct {
	enum event_kind kind;
	vaddr_t start;
	uint64_t size;
	uint32_t pid, child;
	bool good;
} events[] = {
	{ EVENT_MAP, 0x1000, 0, 0, 0, false },
	{ EVENT_MAP, 0x1001, 0x1000, 0, 0, false },
	{ EVENT_MAP, 0x1000, 0x1001, 0, 0, false },
	{ EVENT_MAP, UINT64_MAX - 4095, 0x1000, 0, 0, false },
	{ EVENT_MAP, 0x11000, 0x1000, 0, 0, false }, /* overlaps */
	{ EVENT_MAP, 0x9000, 0x8000, 0, 0, false },
	{ EVENT_MAP, 0x12000, 0x1000, 0, 0, true },
	{ EVENT_MAP, 0x11000, 0x1000, 4, 0, true },
	{ EVENT_UNMAP, 0x11000, 0, 0, 0, false },
	{ EVENT_UNMAP, 0x90000, 0x1000, 0, 0, true }, /* nothing there */
	{ EVENT_UNMAP, 0, UINT64_MAX - 4095, 0, 0, true },
	{ EVENT_PROTECT, 0x90001, 0x1000, 0, 0, false },
	{ EVENT_PIN, 0x10800, 0x800, 0, 0, false },
	{ EVENT_UNPIN, 0x90000, 0x1000, 0, 0, true },
	{ EVENT_FORK, 0, 0, 8, 9, false }, /* 8 was never seen */
	{ EVENT_FORK, 0, 0, 0, 0, false },
	{ EVENT_FORK, 0, 0, 0, 1, true },
	{ EVENT_EXIT, 0, 0, 8, 0, false },
	{ EVENT_EXIT, 0, 0, 0, 0, true },
};

START_TEST(test_sense)
{
	struct settings settings = plain;
	struct event ev = {
		.kind = events[_i].kind,
		.start = events[_i].start,
		.size = events[_i].size,
		.pid = events[_i].pid,
		.child = events[_i].child,
	};
	bool good = events[_i].good;

	for (int strict = 0; strict < 2; strict++) {
		settings.strict = strict;
		start(&settings, NULL, 0);
		happen(EVENT_MAP, 0x10000, 0x2000, 7, BACKEND_LAZY);
		ck_assert_int_eq(spaces_event(spaces, &ev, &here, &err),
		    strict && !good ? -1 : 0);
		ck_assert_uint_eq(facts().malformed, !good);
		ck_assert_int_eq(
		    err.kind, strict && !good ? ERR_TRACE : ERR_NONE);
		finish();
	}
}
END_TEST

START_TEST(test_limits)
{
	struct settings declared = plain;

	start(&plain, NULL, 0);
	ck_assert_int_eq(
	    happen(EVENT_MAP, 0, UINT64_C(1) << 50, 7, BACKEND_POPULATED), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
	finish();
	start(&plain, NULL, 0);
	ck_assert_int_eq(happen(EVENT_PIN, 0, UINT64_C(1) << 50, 7, 0), -1);
	ck_assert_int_eq(err.kind, ERR_LIMIT);
	finish();
	declared.areas = AREAS_DECLARED;
	start(&declared, NULL, 0);
	ck_assert_int_eq(happen(EVENT_PIN, 0, 0x1000, 7, 0), 0);
	ck_assert_uint_eq(facts().malformed, 1);
	finish();
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("spaceevent");
	TCase *tc = tcase_create("spaceevent");
	SRunner *runner;
	int failed;

	tcase_add_test(tc, test_events);
	tcase_add_test(tc, test_map_over_implicit);
	tcase_add_loop_test(
	    tc, test_sense, 0, sizeof(events) / sizeof(events[0]));
	tcase_add_test(tc, test_limits);
	tcase_set_timeout(tc, 60);
	suite_add_tcase(suite, tc);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return (failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE);
}
