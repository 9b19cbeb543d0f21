/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which format a trace is read in: scores and ties, magic, parameters, and what
 * is said of a format and of a position.
 */
#include <limits.h>

#include "unit/demo_format.h"
#include "unit/trace_feed.h"

#define RECORDS 5
#define SIZE    ((size_t)(RECORDS + 1) * DEMO_RECORD)

static struct feed f;
static char bytes[SIZE];

static unsigned
probe_half(const struct format_use *use, const struct trace_head *head)
{
	(void)use;
	(void)head;
	return (50);
}

/* Formats that claim the same bytes with an equal score, and with a lower one.
 */
static struct trace_format rival, modest;
static const struct trace_format *formats[64];
static size_t n; /* of them, but those that a test adds */

static void
setup(void)
{
	feed_init(&f);
	demo_begin(bytes, 0x10000);
	for (size_t i = 1; i <= RECORDS; i++)
		demo_put(bytes + i * DEMO_RECORD, DEMO_READ, 0, 4, 16);
	rival = modest = demo_format;
	rival.name = "rival";
	modest.name = "modest";
	modest.probe = probe_half;
	n = 0;
	formats[n++] = &demo_format;
	for (size_t i = 0; trace_formats[i] != NULL; i++)
		formats[n++] = trace_formats[i];
	f.formats = formats;
	demo_open_states = 0;
}

static void
teardown(void)
{
	ck_assert_int_eq(demo_open_states, 0);
	feed_fini(&f);
}

static const struct position {
	struct err_where at;
	const char *text;
} positions[] = {
	{ { "t", 0, 0 }, "" },
	{ { "t", 3, 0 }, "3:" },
	{ { "t", 3, 7 }, "3:7:" },
	{ { "t", WHERE_RECORD | 1, 0 }, "record 1, byte 0:" },
	{ { "t", WHERE_RECORD | 12, 180 }, "record 12, byte 180:" },
};

START_TEST(position_text)
{
	char text[64];

	ck_assert_str_eq(err_position(&positions[_i].at, text, sizeof(text)),
	    positions[_i].text);
}
END_TEST

START_TEST(detection)
{
	/* The higher score wins, at any position in the list. */
	formats[n] = &modest;
	feed_bytes(&f, bytes, SIZE);
	ck_assert_str_eq(f.facts.format, "demo");
	formats[n] = &rival;
	feed_bytes(&f, bytes, SIZE);
	ck_assert_int_eq(f.failed, -1);
	ck_assert_int_eq(f.err.kind, ERR_TRACE);
	ck_assert_str_eq(f.err.msg,
	    "may be in format demo or in format rival; choose with '--format "
	    "demo' or '--format rival'");
	f.format = "rival";
	feed_bytes(&f, bytes, SIZE);
	ck_assert_str_eq(f.facts.format, "rival");
	/* Named, but without its magic. */
	bytes[5] = 'x';
	feed_bytes(&f, bytes, SIZE);
	ck_assert_int_eq(f.failed, -1);
	ck_assert_str_eq(f.err.msg,
	    "a trace in format rival begins with '\\x00demo\\x0d\\x0a\\x1a'");
	f.format = NULL;
	feed_bytes(&f, bytes, SIZE);
	ck_assert_msg(
	    strstr(f.err.msg, "holds binary data") != NULL, "%s", f.err.msg);
	ck_assert_msg(strstr(f.err.msg, "champsim, dinero-binary") != NULL,
	    "%s", f.err.msg);
}
END_TEST

static const struct given {
	const char *format;
	struct setting value;
	uint64_t scale; /* 0: refused */
	const char *says;
} givens[] = {
	{ "demo", { "scale", "3", { NULL, 0, 0 } }, 3, NULL },
	{ "demo", { "scale", "5000", { NULL, 0, 0 } }, 0, "1 to 4096" },
	{ "demo", { "scale", "13", { NULL, 0, 0 } }, 0, "bad luck" },
	{ "demo", { "scael", "1", { NULL, 0, 0 } }, 0,
	    "did you mean 'scale'?" },
	{ "ls", { "x", "1", { NULL, 0, 0 } }, 0,
	    "trace format ls has no 'x' (there are: base, unit, third)" },
};

START_TEST(parameters)
{
	const struct given *row = &givens[_i];

	f.format = row->format;
	f.value = &row->value;
	feed_bytes(&f, bytes, SIZE);
	if (row->scale > 0) {
		ck_assert_msg(f.failed == 0, "%s", f.err.msg);
		ck_assert_uint_eq(f.n, RECORDS);
		for (size_t i = 0; i < RECORDS; i++)
			ck_assert_uint_eq(
			    f.access[i].addr, (0x10010 + 16 * i) * row->scale);
		return;
	}
	ck_assert_int_eq(f.failed, -1);
	ck_assert_int_eq(f.err.kind, ERR_USAGE);
	ck_assert_msg(strstr(f.err.msg, row->says) != NULL, "%s", f.err.msg);
}
END_TEST

START_TEST(carries)
{
	char text[FORMAT_CARRIES_MAX];
	struct trace_format all = demo_format;

	ck_assert_str_eq(format_carries(&demo_format, text),
	    "writes, fetches, sizes, processes, events");
	all.carries = UINT_MAX;
	format_carries(&all, text);
	ck_assert_msg(strstr(text, "samples") != NULL, "%s", text);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("detect");

	fixture_folder(tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, position_text, 0, ROWS(positions));
	tcase_add_test(tc, detection);
	tcase_add_loop_test(tc, parameters, 0, ROWS(givens));
	tcase_add_test(tc, carries);
	return (fixture_run("detect", tc));
}
