/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the encoder of the text format writes, byte for byte, and that it is
 * read back as what was written.
 */
#include "trace/format.h"
#include "trace/writer.h"
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

static int
open_writer(struct trace_writer **w, const char *name, struct err *err)
{
	const struct selection sel = { .name = name };
	static const struct trace_origin origin = { .page_size = 4096 };

	return (trace_writer_open(w, &sel, &origin, err));
}

static const struct access accesses[] = {
	{ 0x400010, 4, 0, ACCESS_FETCH },
	{ 0, 1, 0, ACCESS_READ },
	{ 0xfffffffffffffff0, 16, PID_MAX, ACCESS_WRITE },
	{ 0xabc, 2, 7, ACCESS_MODIFY },
};
#define NACCESSES (sizeof(accesses) / sizeof(accesses[0]))

static const struct event events[] = {
	{ .kind = EVENT_MAP,
	    .start = 0x400000,
	    .size = 65536,
	    .flags = MAP_READ | MAP_EXEC,
	    .name = "text" },
	{ .kind = EVENT_MAP,
	    .pid = 3,
	    .start = 0x1000,
	    .size = 4096,
	    .flags =
		MAP_READ | MAP_WRITE | MAP_USER | MAP_DEVICE | MAP_UNCACHED,
	    .backend = BACKEND_LINEAR,
	    .physical = 0x9000 },
	{ .kind = EVENT_MAP,
	    .start = 0x2000,
	    .size = 1,
	    .backend = BACKEND_POPULATED },
	{ .kind = EVENT_MAP,
	    .start = 0x5000,
	    .size = 4096,
	    .flags = MAP_READ | MAP_OF_FILE,
	    .name = "data" },
	{ .kind = EVENT_UNMAP, .start = 0x1000, .size = 4096, .pid = 1 },
	{ .kind = EVENT_PROTECT, .start = 0x1000, .size = 4096 },
	{ .kind = EVENT_FORK, .pid = 3, .child = 8 },
	{ .kind = EVENT_EXIT, .pid = 8 },
	{ .kind = EVENT_PIN, .start = 0x1000, .size = 4096 },
	{ .kind = EVENT_UNPIN, .start = 0x1000, .size = 4096 },
	{ .kind = EVENT_TICK },
	{ .kind = EVENT_PAGEOUT, .start = 0x1000, .size = 8192, .pid = 2 },
	{ .kind = EVENT_DISCARD, .start = 0x1000, .size = 4096 },
	{ .kind = EVENT_SUSPEND, .pid = 4 },
	{ .kind = EVENT_RESUME },
};
#define NEVENTS (sizeof(events) / sizeof(events[0]))

START_TEST(text)
{
	FILE *to = fopen("out", "w");
	struct trace_writer *w;
	struct err err;

	ck_assert_int_eq(open_writer(&w, "text", &err), 0);
	ck_assert_int_eq(trace_writer_begin(w, to, &err), 0);
	for (size_t i = 0; i < NEVENTS; i++)
		ck_assert_int_eq(trace_writer_event(w, &events[i], &err), 0);
	ck_assert_int_eq(
	    trace_writer_accesses(w, accesses, NULL, NACCESSES, &err), 0);
	ck_assert_int_eq(trace_writer_end(w, &err), 0);
	trace_writer_close(w);
	fclose(to);
	fixture_expect("out", "pagerace-trace 1\n"
			      "map 400000 65536 rx name=text\n"
			      "map 1000 4096 rwudn linear=9000 pid=3\n"
			      "map 2000 1 - populated\n"
			      "map 5000 4096 r file=data\n"
			      "unmap 1000 4096 pid=1\n"
			      "protect 1000 4096 -\n"
			      "fork 8 pid=3\n"
			      "exit pid=8\n"
			      "pin 1000 4096\n"
			      "unpin 1000 4096\n"
			      "tick\n"
			      "pageout 1000 8192 pid=2\n"
			      "discard 1000 4096\n"
			      "suspend pid=4\n"
			      "resume\n"
			      "X 400010 4\n"
			      "R 0\n"
			      "W fffffffffffffff0 16 pid=536870911\n"
			      "M abc 2 pid=7\n");
	feed_path(&f, "out");
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.nevent, NEVENTS);
	for (size_t i = 0; i < NEVENTS; i++)
		expect_event(&f.event[i], &events[i]);
	ck_assert_uint_eq(f.n, NACCESSES);
	for (size_t i = 0; i < NACCESSES; i++) {
		ck_assert_uint_eq(f.access[i].addr, accesses[i].addr);
		ck_assert_uint_eq(f.access[i].size, accesses[i].size);
		ck_assert_uint_eq(f.access[i].pid, accesses[i].pid);
		ck_assert_uint_eq(f.access[i].op, accesses[i].op);
	}
}
END_TEST

/* A name from another format may contain blanks, which would end a word. */
START_TEST(name)
{
	const struct event map = {
		.kind = EVENT_MAP, .size = 4096, .name = "my heap\t\xc3\xa4"
	};
	FILE *to = fopen("out", "w");
	struct trace_writer *w;
	struct err err;

	ck_assert_int_eq(open_writer(&w, "text", &err), 0);
	ck_assert_int_eq(trace_writer_begin(w, to, &err), 0);
	ck_assert_int_eq(trace_writer_event(w, &map, &err), 0);
	trace_writer_close(w);
	fclose(to);
	fixture_expect(
	    "out", "pagerace-trace 1\nmap 0 4096 - name=my_heap___\n");
}
END_TEST

START_TEST(refused)
{
	struct trace_writer *w;
	struct err err;

	ck_assert_int_eq(open_writer(&w, "arc", &err), -1);
	ck_assert_msg(strstr(err.msg, "is only read") != NULL, "%s", err.msg);
	ck_assert_ptr_null(w);
	ck_assert_int_eq(open_writer(&w, "txt", &err), -1);
	ck_assert_msg(
	    strstr(err.msg, "unknown trace format") != NULL, "%s", err.msg);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("writer");

	fixture_folder(tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, text);
	tcase_add_test(tc, name);
	tcase_add_test(tc, refused);
	return (fixture_run("writer", tc));
}
