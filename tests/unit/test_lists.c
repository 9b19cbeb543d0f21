/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lists of numbers: which format they are read in, and reference strings with
 * several records a line, from a file and from memory.
 */
#include "unit/trace_feed.h"

static struct feed f;

static void
setup(void)
{
	feed_init(&f);
}

static void
teardown(void)
{
	feed_fini(&f);
}

/* What was read as text: "1:4w 7", with R of no process left out. */
static const char *
told(char *buf, size_t size)
{
	size_t len = 0;

	buf[0] = '\0';
	for (size_t i = 0; i < f.n && len < size; i++) {
		const struct access *a = &f.access[i];

		len += (size_t)snprintf(
		    buf + len, size - len, "%s", i == 0 ? "" : " ");
		if (a->pid != 0)
			len += (size_t)snprintf(
			    buf + len, size - len, "%u:", (unsigned)a->pid);
		len += (size_t)snprintf(buf + len, size - len, "%ju%s",
		    (uintmax_t)(a->addr >> 12),
		    a->op == ACCESS_WRITE ? "w" : "");
	}
	return (buf);
}

static const struct list {
	const char *text;
	const char *format;
	const char *read;
} lists[] = {
	{ "7\n0\n1\n", "lirs", "7 0 1" },
	{ "7 0 1 2 0 3\n", "refs", "7 0 1 2 0 3" },
	{ "8,7,4,2,5", "refs", "8 7 4 2 5" },
	{ "1 2 3 4\n1 2 5 1\n2 3 4 5\n", "refs", "1 2 3 4 1 2 5 1 2 3 4 5" },
	{ "1 2 3 4\n", "refs", "1 2 3 4" },
	{ "9 2 5 7\n4 1 5 8\n", "arc", "9 10 4" },
	{ "9 1 0 0\n4 1 0 0\n", "arc", "9 4" },
	{ "9 1 0 0\n4 1 0 0\n3 1 0 1\n", "refs", "9 1 0 0 4 1 0 0 3 1 0 1" },
	{ "9, 2, 5, 7\n4, 1, 5, 8\n", "refs", "9 2 5 7 4 1 5 8" },
	{ "1w\n2\n3R\n", "refs", "1w 2 3" },
	{ "2:1W;2:2 , 0:3r\t4\n\n,\n# x\n5 # y\n", "refs", "2:1w 2:2 3 4 5" },
};

START_TEST(detected)
{
	char text[256];

	feed_text(&f, lists[_i].text);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_str_eq(f.facts.format, lists[_i].format);
	ck_assert_str_eq(told(text, sizeof(text)), lists[_i].read);
	ck_assert_uint_eq(f.facts.malformed, 0);
}
END_TEST

static const struct wrong {
	const char *text;
	uint64_t line, column;
	const char *says;
} wrongs[] = {
	{ "1 2 x 3 4\n", 1, 5, "a page number" },
	{ "1 2\n 3 4y 5\n", 2, 5, "w (write)" },
	{ "1 2 1:w 4\n", 1, 7, "a page number" },
	{ "1 2 -3 4\n", 1, 5, "a page number" },
	{ "1\n2 536870912:4\n", 2, 3, "536870911" },
	{ "1 4503599627370496\n", 1, 3, "beyond 64-bit" },
	{ "1 99999999999999999999\n", 1, 3, "beyond 64-bit" },
};

START_TEST(refused)
{
	const struct wrong *row = &wrongs[_i];

	f.format = "refs";
	f.settings.strict = true;
	feed_text(&f, row->text);
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(strstr(f.err.msg, row->says) != NULL, "%s", f.err.msg);
	ck_assert_uint_eq(f.err.where.line, row->line);
	ck_assert_uint_eq(f.err.where.column, row->column);
	f.settings.strict = false;
	feed_text(&f, row->text);
	if (f.failed == 0)
		ck_assert_uint_eq(f.facts.malformed, 1);
}
END_TEST

/* A line of more references than a batch holds; positions within it. */
START_TEST(long_line)
{
	char *text = malloc(1 << 17), *end = text;

	ck_assert_ptr_nonnull(text);
	end += sprintf(end, "1 2\n");
	for (unsigned i = 0; i < 20000; i++)
		end += sprintf(end, "%u%s ", i % 1000, i % 3 ? "" : "w");
	f.format = "refs";
	feed_text(&f, text);
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.n, 20002);
	ck_assert_uint_eq(f.facts.malformed, 0);
	for (unsigned i = 0; i < 20000; i++) {
		ck_assert_uint_eq(f.access[i + 2].addr >> 12, i % 1000);
		ck_assert_uint_eq(
		    f.access[i + 2].op, i % 3 ? ACCESS_READ : ACCESS_WRITE);
	}
	ck_assert_uint_eq(f.where.line, 2);
	ck_assert_uint_eq(f.where.column, (size_t)(end - text) - 4 - 4 + 1);
	free(text);
}
END_TEST

START_TEST(from_memory)
{
	struct selection format = { .name = "refs" };
	struct trace_spec spec = { .path = "refs",
		.text = "7 0 1w",
		.format = &format,
		.settings = &f.settings };
	struct trace *t;
	struct event ev;

	ck_assert_int_eq(trace_open(&t, &spec, &f.err), 0);
	/* A text is read strictly, so a batch is one record. */
	for (size_t n = 1; n > 0; f.n += n)
		ck_assert_int_eq(
		    trace_next(t, f.access + f.n, f.cap, &n, &ev, &f.err), 0);
	trace_tell(t, &f.facts);
	trace_close(t);
	ck_assert_uint_eq(f.n, 3);
	ck_assert_uint_eq(f.access[2].op, ACCESS_WRITE);
	ck_assert_str_eq(f.facts.name, "refs");
	spec.text = "";
	ck_assert_int_eq(trace_open(&t, &spec, &f.err), -1);
	ck_assert_ptr_nonnull(strstr(f.err.msg, "empty"));
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("lists");

	fixture_folder(tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_loop_test(tc, detected, 0, ROWS(lists));
	tcase_add_loop_test(tc, refused, 0, ROWS(wrongs));
	tcase_add_test(tc, long_line);
	tcase_add_test(tc, from_memory);
	return (fixture_run("lists", tc));
}
