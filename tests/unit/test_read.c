/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every text format, line by line: the records, and the lines that are none
 * with the column of the error.
 */
#include "trace/line.h"
#include "unit/fixture.h"
#include "unit/trace_feed.h"

#define LACKEY "lackey"
#define HEXRW  "hexrw"
#define LS     "ls"
#define IREF   "iref"
#define LIRS   "lirs"
#define ARC    "arc"
#define TEXT   "text"

/* What a line says in the format of that name. */
static enum record_kind
read_as(const char *format, const char *s, const char *end, struct record *rec)
{
	const struct selection sel = { .name = format };
	struct format_use use;
	enum record_kind kind;
	struct err err;

	ck_assert_int_eq(
	    format_open(
		&use, format_find(trace_formats, &sel, &err), &sel, &err),
	    0);
	kind = line_read(&use, s, end, rec);
	format_close(&use);
	return (kind);
}

/* Lines that are an access. */
static const struct good {
	const char *format;
	const char *line;
	enum access_op op;
	uint64_t addr;
	uint32_t size;
	uint64_t pages;
	uint32_t pid;
} goods[] = {
	{ LACKEY, "I  0401ab70,3", ACCESS_FETCH, 0x401ab70, 3, 0, 0 },
	{ LACKEY, " L 1fff0006f8,8", ACCESS_READ, 0x1fff0006f8, 8, 0, 0 },
	{ LACKEY, " S BE80199C,16", ACCESS_WRITE, 0xbe80199c, 16, 0, 0 },
	{ LACKEY, " M 0,1073741824", ACCESS_MODIFY, 0, 1 << 30, 0, 0 },
	{ LACKEY, " L ffffffffffffffff,1", ACCESS_READ, UINT64_MAX, 1, 0, 0 },
	{ LACKEY, " L 000000000000000000010,1\r", ACCESS_READ, 16, 1, 0, 0 },
	{ HEXRW, "0041f7a0 R", ACCESS_READ, 0x41f7a0, 1, 0, 0 },
	{ HEXRW, "31348900 W\r", ACCESS_WRITE, 0x31348900, 1, 0, 0 },
	{ HEXRW, "0xABCDEF  w ", ACCESS_WRITE, 0xabcdef, 1, 0, 0 },
	{ HEXRW, "\tf\tr", ACCESS_READ, 15, 1, 0, 0 },
	{ LS, "s 0x1fffff50 1", ACCESS_WRITE, 0x1fffff50, 1, 0, 0 },
	{ LS, "l 0xDEADBEEF", ACCESS_READ, 0xdeadbeef, 1, 0, 0 },
	{ LS, "l 0x0 1 2 3", ACCESS_READ, 0, 1, 0, 0 },
	{ IREF, "I 4001000", ACCESS_FETCH, 0x4001000, 1, 0, 0 },
	{ IREF, "S fff000000", ACCESS_WRITE, 0xfff000000, 1, 0, 0 },
	{ IREF, "L 1", ACCESS_READ, 1, 1, 0, 0 },
	{ IREF, "M 2", ACCESS_MODIFY, 2, 1, 0, 0 },
	{ LIRS, "2819", ACCESS_READ, 2819, 1, 1, 0 },
	{ LIRS, "0\r", ACCESS_READ, 0, 1, 1, 0 },
	{ ARC, "230027 8 0 0", ACCESS_READ, 230027, 1, 8, 0 },
	{ ARC, " 1\t1 99999999999999999999999 7", ACCESS_READ, 1, 1, 1, 0 },
	{ ARC, "0 16777216 0 0", ACCESS_READ, 0, 1, 16777216, 0 },
	{ TEXT, "R 10", ACCESS_READ, 0x10, 1, 0, 0 },
	{ TEXT, "W 0x7fff0018 8 pid=12", ACCESS_WRITE, 0x7fff0018, 8, 0, 12 },
	{ TEXT, "X 400000 pid=536870911", ACCESS_FETCH, 0x400000, 1, 0,
	    PID_MAX },
	{ TEXT, "M ffffffffffffffff 1", ACCESS_MODIFY, UINT64_MAX, 1, 0, 0 },
	{ TEXT, "R 0 1G", ACCESS_READ, 0, 1 << 30, 0, 0 },
	{ TEXT, "  R 0 0x20", ACCESS_READ, 0, 32, 0, 0 },
};

START_TEST(good)
{
	const struct good *row = &goods[_i];
	struct record rec;

	memset(&rec, 0xff, sizeof(rec));
	ck_assert_int_eq(read_as(row->format, row->line,
			     row->line + strlen(row->line), &rec),
	    RECORD_ACCESS);
	ck_assert_uint_eq(rec.access.op, row->op);
	ck_assert_uint_eq(rec.access.addr, row->addr);
	ck_assert_uint_eq(rec.access.size, row->size);
	ck_assert_uint_eq(rec.access.pid, row->pid);
	ck_assert_uint_eq(rec.pages, row->pages);
}
END_TEST

/* Other lines; column 0: no error. */
static const struct other {
	const char *format;
	const char *line;
	enum record_kind kind;
	int column;
} others[] = {
	{ LACKEY, "", RECORD_BLANK, 0 },
	{ LACKEY, "# a comment", RECORD_BLANK, 0 },
	{ LACKEY, "==123== Lackey, an example Valgrind tool", RECORD_OURS, 0 },
	{ LACKEY, "--123-- Reading syms", RECORD_OURS, 0 },
	{ LACKEY, "--123:1:aspacem <<<", RECORD_OURS, 0 },
	{ LACKEY, " SB 0401ab70", RECORD_OURS, 0 },
	{ LACKEY, "total 24", RECORD_STRANGE, 0 },
	{ LACKEY, "== x", RECORD_STRANGE, 0 },
	{ LACKEY, "I", RECORD_STRANGE, 0 },
	{ LACKEY, "I 0401ab70,3", RECORD_STRANGE, 0 },
	{ LACKEY, " I 0401ab70,3", RECORD_STRANGE, 0 },
	{ LACKEY, "L  0401ab70,3", RECORD_STRANGE, 0 },
	{ LACKEY, " L go", RECORD_STRANGE, 0 },
	{ LACKEY, " L 0401ab7", RECORD_MALFORMED, 11 },
	{ LACKEY, " L 0401ab70,", RECORD_MALFORMED, 13 },
	{ LACKEY, " L 0401ab70,8 x", RECORD_MALFORMED, 14 },
	{ LACKEY, " L 0401ab70,0", RECORD_MALFORMED, 13 },
	{ LACKEY, " L 0401ab70,-1", RECORD_MALFORMED, 13 },
	{ LACKEY, " L 0401abz0,1", RECORD_MALFORMED, 10 },
	{ LACKEY, " L 10000000000000000,1", RECORD_FATAL, 4 },
	{ LACKEY, " L 0401ab70,1073741825", RECORD_FATAL, 13 },
	{ LACKEY, " L 0401ab70,99999999999999999999", RECORD_FATAL, 13 },
	{ HEXRW, "R 0041f7a0", RECORD_MALFORMED, 1 },
	{ HEXRW, "0041f7a0", RECORD_MALFORMED, 9 },
	{ HEXRW, "0041f7a0 X", RECORD_MALFORMED, 10 },
	{ HEXRW, "0041f7a0 R 8", RECORD_MALFORMED, 11 },
	{ HEXRW, "10000000000000000 R", RECORD_FATAL, 1 },
	{ LS, "s 1fffff50 1", RECORD_MALFORMED, 3 },
	{ LS, "s 0x 1", RECORD_MALFORMED, 5 },
	{ LS, "x 0x1", RECORD_MALFORMED, 1 },
	{ LS, "l", RECORD_MALFORMED, 1 },
	{ LS, "l 0x1 z", RECORD_MALFORMED, 7 },
	{ LS, "l 0x1 1 2 3 4", RECORD_MALFORMED, 13 },
	{ LS, "l 0x11111111111111111", RECORD_FATAL, 3 },
	{ IREF, "I", RECORD_MALFORMED, 2 },
	{ IREF, "X 10", RECORD_MALFORMED, 1 },
	{ IREF, "IL 10", RECORD_MALFORMED, 1 },
	{ IREF, "I 10,3", RECORD_MALFORMED, 5 },
	{ IREF, "I 10 3", RECORD_MALFORMED, 6 },
	{ IREF, "S 11111111111111111", RECORD_FATAL, 3 },
	{ LIRS, "*", RECORD_OURS, 0 },
	{ LIRS, "***", RECORD_OURS, 0 },
	{ LIRS, "* 1", RECORD_MALFORMED, 1 },
	{ LIRS, "-1", RECORD_MALFORMED, 1 },
	{ LIRS, "1 2", RECORD_MALFORMED, 3 },
	{ LIRS, "18446744073709551616", RECORD_FATAL, 1 },
	{ ARC, "1 2 3", RECORD_MALFORMED, 6 },
	{ ARC, "1 2 3 4 5", RECORD_MALFORMED, 9 },
	{ ARC, "1 0 3 4", RECORD_MALFORMED, 3 },
	{ ARC, "1 2x 3 4", RECORD_MALFORMED, 4 },
	{ ARC, "1 16777217 0 0", RECORD_FATAL, 3 },
	{ ARC, "1 99999999999999999999 0 0", RECORD_FATAL, 3 },
	{ ARC, "99999999999999999999 1 0 0", RECORD_FATAL, 1 },
	{ TEXT, "pagerace-trace 1", RECORD_HEAD, 0 },
	{ TEXT, "pagerace-trace 2", RECORD_FATAL, 16 },
	{ TEXT, "pagerace-trace x", RECORD_FATAL, 16 },
	{ TEXT, "Q 10", RECORD_MALFORMED, 1 },
	{ TEXT, "R", RECORD_MALFORMED, 2 },
	{ TEXT, "R xyz", RECORD_MALFORMED, 3 },
	{ TEXT, "R 10 0", RECORD_MALFORMED, 6 },
	{ TEXT, "R 10 8 8", RECORD_MALFORMED, 8 },
	{ TEXT, "R 10 8x", RECORD_MALFORMED, 7 },
	{ TEXT, "R 10 name=x", RECORD_MALFORMED, 6 },
	{ TEXT, "R 10 pid=", RECORD_MALFORMED, 10 },
	{ TEXT, "R 10 pid=536870912", RECORD_MALFORMED, 10 },
	{ TEXT, "R 10 1025M", RECORD_FATAL, 6 },
	{ TEXT, "R 10 99999999999T", RECORD_FATAL, 6 },
	{ TEXT, "R 11111111111111111", RECORD_FATAL, 3 },
	{ TEXT, "map 1000 4K", RECORD_MALFORMED, 12 },
	{ TEXT, "map 1000 4K rwz", RECORD_MALFORMED, 15 },
	{ TEXT, "map 1000 4K rw eager", RECORD_MALFORMED, 16 },
	{ TEXT, "map 1000 4K rw name=", RECORD_MALFORMED, 21 },
	{ TEXT, "map 1000 4K rw name=abcdefghijklmnopqrstuvwxyzabcdef",
	    RECORD_MALFORMED, 21 },
	{ TEXT, "map 1000 16777216T rw", RECORD_FATAL, 10 },
	{ TEXT, "fork", RECORD_MALFORMED, 5 },
	{ TEXT, "tick tock", RECORD_MALFORMED, 6 },
};

START_TEST(other)
{
	const struct other *row = &others[_i];
	struct record rec = { .at = NULL };

	ck_assert_int_eq(read_as(row->format, row->line,
			     row->line + strlen(row->line), &rec),
	    row->kind);
	if (row->column > 0) {
		ck_assert_int_eq(rec.at - row->line + 1, row->column);
		ck_assert_ptr_nonnull(rec.why);
	}
}
END_TEST

static const struct event_line {
	const char *line;
	struct event event;
} event_lines[] = {
	{ "map 400000 64K r-x name=text", { .kind = EVENT_MAP,
					      .start = 0x400000,
					      .size = 65536,
					      .flags = MAP_READ | MAP_EXEC,
					      .name = "text" } },
	{ "map 0x1000 0x2000 rwud populated pid=3",
	    { .kind = EVENT_MAP,
		.pid = 3,
		.start = 0x1000,
		.size = 0x2000,
		.flags = MAP_READ | MAP_WRITE | MAP_USER | MAP_DEVICE,
		.backend = BACKEND_POPULATED } },
	{ "map fee00000 4096 rwn linear=8000 lazy linear=9000",
	    { .kind = EVENT_MAP,
		.start = 0xfee00000,
		.size = 4096,
		.flags = MAP_READ | MAP_WRITE | MAP_UNCACHED,
		.backend = BACKEND_LINEAR,
		.physical = 0x9000 } },
	{ "map 1000 4K rw- file=data pid=2",
	    { .kind = EVENT_MAP,
		.pid = 2,
		.start = 0x1000,
		.size = 4096,
		.flags = MAP_READ | MAP_WRITE | MAP_OF_FILE,
		.name = "data" } },
	{ "unmap 1000 1M",
	    { .kind = EVENT_UNMAP, .start = 0x1000, .size = 1 << 20 } },
	{ "protect 1000 4K -",
	    { .kind = EVENT_PROTECT, .start = 0x1000, .size = 4096 } },
	{ "fork 7 pid=3", { .kind = EVENT_FORK, .pid = 3, .child = 7 } },
	{ "exit pid=7", { .kind = EVENT_EXIT, .pid = 7 } },
	{ "pin 1000 4K", { .kind = EVENT_PIN, .start = 0x1000, .size = 4096 } },
	{ "unpin 1000 4K",
	    { .kind = EVENT_UNPIN, .start = 0x1000, .size = 4096 } },
	{ "tick", { .kind = EVENT_TICK } },
	{ "pageout 1000 4K pid=3", { .kind = EVENT_PAGEOUT,
				       .pid = 3,
				       .start = 0x1000,
				       .size = 4096 } },
	{ "discard 1000 4K",
	    { .kind = EVENT_DISCARD, .start = 0x1000, .size = 4096 } },
	{ "suspend 3", { .kind = EVENT_SUSPEND, .pid = 3 } },
	{ "suspend pid=3", { .kind = EVENT_SUSPEND, .pid = 3 } },
	{ "resume", { .kind = EVENT_RESUME } },
};

START_TEST(event_line)
{
	const struct event_line *row = &event_lines[_i];
	const struct event *want = &row->event;
	struct record rec;

	memset(&rec, 0xff, sizeof(rec));
	ck_assert_int_eq(
	    read_as(TEXT, row->line, row->line + strlen(row->line), &rec),
	    RECORD_EVENT);
	ck_assert_int_eq(rec.event.kind, want->kind);
	ck_assert_uint_eq(rec.event.pid, want->pid);
	ck_assert_uint_eq(rec.event.child, want->child);
	ck_assert_uint_eq(rec.event.start, want->start);
	ck_assert_uint_eq(rec.event.size, want->size);
	ck_assert_uint_eq(rec.event.flags, want->flags);
	ck_assert_int_eq(rec.event.backend, want->backend);
	ck_assert_uint_eq(rec.event.physical, want->physical);
	ck_assert_str_eq(rec.event.name, want->name);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("read");

	fixture_folder(t);
	tcase_add_loop_test(t, good, 0, ROWS(goods));
	tcase_add_loop_test(t, other, 0, ROWS(others));
	tcase_add_loop_test(t, event_line, 0, ROWS(event_lines));
	return (fixture_run("read", t));
}
