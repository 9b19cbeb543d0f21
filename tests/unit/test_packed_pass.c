/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Passing over page references: everything else of a packed trace is as if they
 * had been read, also of one that is damaged.
 */
#include "base/rng.h"
#include "trace/bytes.h"
#include "trace/format.h"
#include "trace/packed_column.h"
#include "trace/packed_frame.h"
#include "trace/writer.h"
#include "unit/trace_feed.h"

#define ACCESSES 230
#define EVENTS   12
#define PER      20 /* accesses between two events */

static char *file;
static size_t size;

/* What reading gives. */
struct seen {
	int failed;
	struct err err;
	uint64_t passed;
	struct access access[ACCESSES]; /* from the first on that was read */
	size_t n;
	struct event event[EVENTS];
	uint64_t after[EVENTS];
	struct err_where where[EVENTS];
	size_t nevent;
	struct trace_facts facts;
};

static struct seen all, some;

/* Blocks of 40 references, and events at their borders and within. */
static void
setup(void)
{
	static const struct setting value[] = {
		{ "block", "40", { NULL, 0, 0 } },
		{ "refs", "yes", { NULL, 0, 0 } },
	};
	struct selection sel = {
		.name = "packed", .value = value, .nvalue = 2
	};
	struct trace_origin origin = { .page_size = 4096 };
	struct event ev = { .kind = EVENT_TICK, .timed = true };
	FILE *to = open_memstream(&file, &size);
	struct rng rng = { 1 };
	struct trace_writer *w;
	struct err err;

	ck_assert_int_eq(trace_writer_open(&w, &sel, &origin, &err), 0);
	ck_assert_int_eq(trace_writer_begin(w, to, &err), 0);
	for (uint64_t i = 0; i < ACCESSES; i++) {
		struct access a = { rng_below(&rng, 20 + i) << 12, 1,
			(uint32_t)rng_below(&rng, 3), ACCESS_WRITE };

		ev.time = i;
		if (i % PER == 0)
			ck_assert_int_eq(trace_writer_event(w, &ev, &err), 0);
		ck_assert_int_eq(
		    trace_writer_accesses(w, &a, NULL, 1, &err), 0);
	}
	ck_assert_int_eq(trace_writer_end(w, &err), 0);
	trace_writer_close(w);
	ck_assert_int_eq(fclose(to), 0);
}

static void
teardown(void)
{
	free(file);
}

static void
keep_event(struct seen *s, const struct trace *t, const struct event *ev)
{
	ck_assert_uint_lt(s->nevent, EVENTS);
	s->event[s->nevent] = *ev;
	s->after[s->nevent] = s->passed + s->n;
	s->where[s->nevent++] = trace_where(t);
}

/* Reads the file, but for the first references, so many at most. */
static void
read_file(struct seen *s, uint64_t skip)
{
	static const struct settings settings = { .page_size = 4096,
		.ifetch = true };
	struct trace_spec spec = { .path = "out", .settings = &settings };
	static struct access a[4096];
	struct event ev = { .kind = EVENT_NONE };
	struct trace *t;
	size_t n;

	fixture_write("out", file, size);
	memset(s, 0, sizeof(*s));
	s->failed = trace_open(&t, &spec, &s->err);
	if (s->failed != 0)
		return;
	do {
		size_t got = 0;

		n = 0;
		if (s->passed < skip && trace_has_refs(t)) {
			s->failed =
			    trace_pass(t, skip - s->passed, &n, &ev, &s->err);
			s->passed += n;
		} else {
			s->failed = trace_next(t, a, 4096, &got, &ev, &s->err);
			ck_assert_uint_le(s->n + got, ACCESSES);
			memcpy(s->access + s->n, a, got * sizeof(*a));
			s->n += got;
			n = got;
		}
		if (s->failed == 0 && ev.kind != EVENT_NONE)
			keep_event(s, t, &ev);
	} while (s->failed == 0 && (n > 0 || ev.kind != EVENT_NONE));
	trace_tell(t, &s->facts);
	trace_close(t);
}

static void
expect_place(const struct err_where *a, const struct err_where *b)
{
	ck_assert_uint_eq(a->line, b->line);
	ck_assert_uint_eq(a->column, b->column);
}

START_TEST(any_number)
{
	read_file(&all, 0);
	ck_assert_uint_eq(all.n, ACCESSES);
	ck_assert_uint_eq(all.nevent, EVENTS);
	for (uint64_t skip = 1; skip < ACCESSES + 20; skip++) {
		uint64_t left = skip < ACCESSES ? ACCESSES - skip : 0;

		read_file(&some, skip);
		ck_assert_int_eq(some.failed, 0);
		ck_assert_uint_eq(some.passed, ACCESSES - left);
		ck_assert_uint_eq(some.n, left);
		for (uint64_t i = 0; i < left; i++)
			ck_assert_mem_eq(&some.access[i], &all.access[i + skip],
			    sizeof(struct access));
		ck_assert_uint_eq(some.nevent, EVENTS);
		for (size_t i = 0; i < EVENTS; i++) {
			ck_assert_uint_eq(some.after[i], PER * i);
			ck_assert(some.event[i].timed);
			ck_assert_uint_eq(some.event[i].time, PER * i);
			expect_place(&some.where[i], &all.where[i]);
		}
		ck_assert_uint_eq(some.facts.accesses, ACCESSES);
		ck_assert_str_eq(some.facts.digest, all.facts.digest);
	}
}
END_TEST

/* The same error at the same place. */
START_TEST(damaged)
{
	size_t whole = size;

	for (size_t i = PACKED_START; i < whole; i++) {
		file[i] ^= 4;
		read_file(&all, 0);
		read_file(&some, UINT64_MAX);
		file[i] ^= 4;
		ck_assert_int_eq(all.failed, -1);
		ck_assert_int_eq(some.failed, -1);
		ck_assert_str_eq(some.err.msg, all.err.msg);
		expect_place(&some.err.where, &all.err.where);
	}
	for (size = PACKED_START; size < whole; size += 7) {
		read_file(&all, 0);
		read_file(&some, UINT64_MAX);
		ck_assert_int_eq(some.failed, -1);
		ck_assert_str_eq(some.err.msg, all.err.msg);
		expect_place(&some.err.where, &all.err.where);
	}
}
END_TEST

/* What is passed over is not decoded: a dictionary that is wrong, in a block
 * with the right checksum, is not seen. */
START_TEST(not_decoded)
{
	char *p = memmem(file, size, "BLCK", 4), *end;
	char *column = p + FRAME_HEADER + BLOCK_SIZE;

	end = p + FRAME_HEADER + bytes_le32(p + 4);
	while (column < end && *column != COLUMN_DICTIONARY)
		column += COLUMN_HEADER + bytes_le32(column + 6);
	ck_assert(column < end);
	memset(column + COLUMN_HEADER, 0xff, 3);
	bytes_put_le64(p + 8,
	    frame_sum(bytes_le32(p), p + FRAME_HEADER, bytes_le32(p + 4)));
	read_file(&all, 0);
	ck_assert_str_eq(strtok(all.err.msg, " "), "a");
	ck_assert_int_eq(all.failed, -1);
	read_file(&some, 39);
	ck_assert_int_eq(some.failed, -1);
	read_file(&some, 40);
	ck_assert_msg(strstr(some.err.msg, "a tail of other blocks") != NULL,
	    "%s", some.err.msg);
	ck_assert_uint_ge(some.n, ACCESSES - 80);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("pass");

	fixture_folder(t);
	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 600);
	tcase_add_test(t, any_number);
	tcase_add_test(t, damaged);
	tcase_add_test(t, not_decoded);
	return (fixture_run("pass", t));
}
