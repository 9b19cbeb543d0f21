/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The contract of a format, with a stateful binary format that is read as any
 * other: windows, cut records, positions, compression.
 */
#include <unistd.h>
#include <zlib.h>

#include "base/rng.h"
#include "unit/demo_format.h"
#include "unit/trace_feed.h"

#define RECORDS  100000
#define ROOM     ((size_t)(RECORDS + 2) * DEMO_RECORD)
#define BYTES(n) ((size_t)((n) + 1) * DEMO_RECORD) /* of n records */

static struct feed f;
static char *bytes;
static struct access want[RECORDS];

static const struct trace_format *formats[64];

static void
put_record(size_t i, enum demo_kind kind, uint32_t pid, uint32_t size,
    int32_t difference)
{
	demo_put(bytes + BYTES(i), kind, pid, size, difference);
}

/* Records whose accesses lie within pages, as want[] has them. */
static void
setup(void)
{
	struct rng rng = { 3 };
	uint64_t address = (uint64_t)5 << 40;

	feed_init(&f);
	bytes = calloc(1, ROOM);
	ck_assert_ptr_nonnull(bytes);
	demo_begin(bytes, address);
	for (size_t i = 0; i < RECORDS; i++) {
		uint64_t next = (address & ~UINT64_C(0xfff)) +
				rng_below(&rng, 1 << 20) * 16 - (1 << 19) * 16;

		want[i] = (struct access){
			.addr = next,
			.size = 1 + (uint32_t)rng_below(&rng, 16),
			.pid = (uint32_t)rng_below(&rng, 4),
			.op = (uint32_t)rng_below(&rng, 4) & 7,
		};
		put_record(i, (enum demo_kind)want[i].op, want[i].pid,
		    want[i].size, (int32_t)(int64_t)(next - address));
		address = next;
	}
	formats[0] = &demo_format;
	for (size_t i = 0; trace_formats[i] != NULL; i++)
		formats[i + 1] = trace_formats[i];
	f.formats = formats;
	demo_open_states = 0;
}

static void
teardown(void)
{
	ck_assert_int_eq(demo_open_states, 0);
	free(bytes);
	feed_fini(&f);
}

static void
expect_accesses(size_t n)
{
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.n, n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_eq(f.access[i].addr, want[i].addr);
		ck_assert_uint_eq(f.access[i].size, want[i].size);
		ck_assert_uint_eq(f.access[i].pid, want[i].pid);
		ck_assert_uint_eq(f.access[i].op, want[i].op);
	}
}

/* record counts from 0, as want[] does; the header is the file's first. */
static void
expect_position(struct err_where at, size_t record, size_t offset)
{
	ck_assert_uint_eq(at.line, WHERE_RECORD | (record + 2));
	ck_assert_uint_eq(at.column, BYTES(record) + offset);
}

/* Windows are 128 KiB, batches of several sizes. */
START_TEST(windows)
{
	f.cap = 4096 + (size_t)_i * 1001;
	feed_bytes(&f, bytes, BYTES(RECORDS));
	expect_accesses(RECORDS);
	ck_assert_str_eq(f.facts.format, "demo");
	ck_assert_uint_eq(f.facts.accesses, RECORDS);
	ck_assert_uint_eq(f.facts.ignored, 1);
	ck_assert_uint_eq(f.facts.malformed, 0);
	expect_position(f.where, RECORDS - 1, 0);
}
END_TEST

/* Fills the batch itself, but for records that are not plain accesses. */
static int
decode_bulk(void *state, struct window *w, struct sink *to, struct err *err)
{
	struct splitter *c = &to->split;
	struct demo_state *s = state;
	struct record rec;

	while (!sink_full(to) && record_take(w, DEMO_RECORD, &rec)) {
		bool plain = s->begun && !to->strict;
		enum record_kind kind = demo_record(s, &rec);

		if (kind == RECORD_ACCESS && plain) {
			c->out[c->n++] = rec.access;
			c->accesses++;
			w->record = rec.start;
			w->number = w->taken;
		} else if (record_put(w, to, kind, &rec, err) != 0) {
			return (-1);
		}
	}
	return (0);
}

START_TEST(bulk)
{
	struct trace_format format = demo_format;

	format.decode = decode_bulk;
	formats[0] = &format;
	put_record(77, DEMO_EXIT, 2, 0, 0);
	feed_bytes(&f, bytes, BYTES(70));
	expect_accesses(70);
	expect_position(f.where, 69, 0);
	ck_assert_uint_eq(f.facts.accesses, 70);
	feed_bytes(&f, bytes, BYTES(78));
	ck_assert_uint_eq(f.nevent, 1);
	ck_assert_uint_eq(f.after[0], 77);
	expect_position(f.where, 77, 0);
}
END_TEST

START_TEST(compressed)
{
	char digest[24];
	gzFile gz;

	feed_bytes(&f, bytes, BYTES(RECORDS));
	memcpy(digest, f.facts.digest, sizeof(digest));
	gz = gzopen("demo.gz", "wb");
	ck_assert_int_gt(gzwrite(gz, bytes, (unsigned)BYTES(RECORDS)), 0);
	gzclose(gz);
	feed_path(&f, "demo.gz");
	expect_accesses(RECORDS);
	ck_assert_str_eq(f.facts.digest, digest);
	expect_position(f.where, RECORDS - 1, 0);
	/* A malformed record before damage is reported as damage. */
	ck_assert_int_eq(truncate("demo.gz", 200000), 0);
	feed_path(&f, "demo.gz");
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(strstr(f.err.msg, "cut short") != NULL, "%s", f.err.msg);
}
END_TEST

/* The last record is cut after _i bytes. */
START_TEST(cut_record)
{
	const size_t n = 10;

	feed_bytes(&f, bytes, BYTES(n) + (size_t)_i);
	expect_accesses(n);
	ck_assert_uint_eq(f.facts.malformed, _i > 0);
	f.settings.strict = true;
	feed_bytes(&f, bytes, BYTES(n) + (size_t)_i);
	ck_assert_int_eq(f.failed, _i > 0 ? -1 : 0);
	if (_i == 0)
		return;
	ck_assert_int_eq(f.err.kind, ERR_TRACE);
	ck_assert_msg(
	    strstr(f.err.msg, "ends within") != NULL, "%s", f.err.msg);
	expect_position(f.err.where, n, 0);
}
END_TEST

/* Only a header, or less. */
START_TEST(no_access)
{
	feed_bytes(&f, bytes, BYTES(0));
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(strstr(f.err.msg, "no memory access (1 record ") != NULL,
	    "%s", f.err.msg);
	feed_bytes(&f, bytes, BYTES(0) - 3);
	ck_assert_int_eq(f.failed, -1);
}
END_TEST

static const struct bad {
	enum demo_kind kind;
	uint32_t pid, size;
	bool fatal;
	size_t offset;
	const char *says;
} bads[] = {
	{ DEMO_WRITE, 0, 0, false, 8, "at least one byte" },
	{ DEMO_WRITE, 0, (1U << 30) + 1, true, 8, "more than 1 GiB" },
	{ DEMO_READ, PID_MAX + 1, 4, false, 4, "process number" },
	{ DEMO_EXIT, UINT32_MAX, 0, false, 4, "process number" },
};

START_TEST(bad_record)
{
	const struct bad *row = &bads[_i];

	put_record(6, row->kind, row->pid, row->size, 0);
	feed_bytes(&f, bytes, BYTES(12));
	ck_assert_int_eq(f.failed, row->fatal ? -1 : 0);
	if (!row->fatal) {
		ck_assert_uint_eq(f.n, 11);
		ck_assert_uint_eq(f.facts.malformed, 1);
		f.settings.strict = true;
		feed_bytes(&f, bytes, BYTES(12));
	}
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(strstr(f.err.msg, row->says) != NULL, "%s", f.err.msg);
	expect_position(f.err.where, 6, row->offset);
	ck_assert_int_eq(strncmp(f.err.excerpt, "0", 1), 0);
}
END_TEST

/* An event ends the batch, and both have a process. */
START_TEST(event)
{
	put_record(7, DEMO_EXIT, 9, 0, 0);
	put_record(8, DEMO_PAD, 0, 0, 0);
	feed_bytes(&f, bytes, BYTES(9));
	ck_assert_msg(f.failed == 0, "%s", f.err.msg);
	ck_assert_uint_eq(f.n, 7);
	ck_assert_uint_eq(f.nevent, 1);
	ck_assert_uint_eq(f.after[0], 7);
	ck_assert_int_eq(f.event[0].kind, EVENT_EXIT);
	ck_assert_uint_eq(f.event[0].pid, 9);
	ck_assert_uint_eq(f.event[0].line, 7 + 2);
	expect_position(f.where, 7, 0);
	ck_assert_uint_eq(f.facts.ignored, 2);
}
END_TEST

START_TEST(senseless)
{
	for (size_t i = 0; i < 2000; i++)
		if (i % 3 != 0)
			bytes[BYTES(i)] = 99;
	feed_bytes(&f, bytes, BYTES(2000));
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(
	    strstr(f.err.msg, "is no demo record") != NULL, "%s", f.err.msg);
	feed_bytes(&f, bytes, BYTES(30));
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(
	    strstr(f.err.msg, "20 of 31 records are no demo record") != NULL,
	    "%s", f.err.msg);
}
END_TEST

/* A decoder that never finds a whole record. */
static int
decode_nothing(void *state, struct window *w, struct sink *to, struct err *err)
{
	(void)state;
	(void)w;
	(void)to;
	(void)err;
	return (0);
}

START_TEST(endless_record)
{
	struct trace_format greedy = demo_format;

	greedy.decode = decode_nothing;
	formats[0] = &greedy;
	feed_bytes(&f, bytes, BYTES(RECORDS));
	ck_assert_int_eq(f.failed, -1);
	ck_assert_str_eq(f.err.msg, "a record of more than 1 MiB");
	ck_assert_uint_eq(f.err.where.line, WHERE_RECORD | 1);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("format");

	fixture_folder(tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 600);
	tcase_add_loop_test(tc, windows, 0, 3);
	tcase_add_test(tc, bulk);
	tcase_add_test(tc, compressed);
	tcase_add_loop_test(tc, cut_record, 0, DEMO_RECORD);
	tcase_add_test(tc, no_access);
	tcase_add_loop_test(tc, bad_record, 0, ROWS(bads));
	tcase_add_test(tc, event);
	tcase_add_test(tc, senseless);
	tcase_add_test(tc, endless_record);
	return (fixture_run("format", tc));
}
