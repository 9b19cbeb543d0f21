/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The packed format: what is written is read as it was, whatever it is; and a
 * file that was changed or cut is refused, or read up to there.
 */
#include "unit/packed_feed.h"

START_TEST(exact)
{
	struct rng rng = { (uint64_t)_i + 1 };

	make(&rng, _i % 5 == 0 ? ACCESSES : 1 + some(&rng, 15));
	write_packed(small_blocks, _i % 3 == 0 ? 2 : 0, 4096, NULL);
	feed_path(&f, "out");
	expect_same(false);
	ck_assert_str_eq(f.facts.format, "packed");
	ck_assert_uint_eq(f.facts.reduction.frames, 7);
	ck_assert_uint_eq(f.facts.reduction.page_size, 4096);
	ck_assert_uint_eq(f.facts.reduction.references, 12345);
}
END_TEST

START_TEST(page_references)
{
	struct rng rng = { (uint64_t)_i + 1 };
	uint64_t page = UINT64_C(16) << _i % 9 * 3;

	make(&rng, _i % 5 == 0 ? ACCESSES : 1 + some(&rng, 15));
	write_packed(_i % 3 == 0 ? small_blocks : small_blocks + 2,
	    _i % 3 == 0 ? 3 : 1, page, NULL);
	f.settings.page_size = page;
	feed_path(&f, "out");
	for (size_t i = 0; i < n; i++) {
		access[i].addr &= -page;
		access[i].size = 1;
	}
	expect_same(false);
	f.settings.page_size = page * 2;
	feed_path(&f, "out");
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(strstr(f.err.msg, "holds references to pages of") != NULL,
	    "%s", f.err.msg);
}
END_TEST

/* Reads with times, through a batch that is smaller than a block. */
START_TEST(times)
{
	struct rng rng = { (uint64_t)_i + 1 };
	struct settings settings = { .page_size = PAGE_SIZE_MAX,
		.ifetch = true };
	struct trace_spec spec = { .path = "out", .settings = &settings };
	static struct access a[4096];
	static uint64_t time[4096];
	struct trace *t;
	struct event ev;
	struct err err;
	size_t some, at = 0, events = 0;

	make(&rng, 20000);
	for (size_t i = 0; i < nevent; i++) {
		event[i].time = i * 1000;
		event[i].timed = true;
	}
	/* Of some only events have times, or accesses from one on. */
	for (size_t i = 0; _i / 2 > 1 && i < (_i / 2 == 2 ? n : 7321); i++)
		when[i] = NO_TIME;
	write_packed(small_blocks, (size_t)_i % 2 * 3, PAGE_SIZE_MAX, when);
	ck_assert_int_eq(trace_open(&t, &spec, &err), 0);
	do {
		ck_assert_int_eq(
		    trace_next_timed(t, a, time, 4096, &some, &ev, &err), 0);
		for (size_t i = 0; i < some; i++)
			ck_assert_uint_eq(time[i], when[at + i]);
		at += some;
		if (ev.kind != EVENT_NONE) {
			ck_assert(ev.timed);
			ck_assert_uint_eq(ev.time, 1000 * events++);
		}
	} while (some > 0 || ev.kind != EVENT_NONE);
	ck_assert_uint_eq(at, n);
	ck_assert_uint_eq(events, nevent);
	trace_close(t);
}
END_TEST

static unsigned char file[1 << 16];

static size_t
read_file(void)
{
	FILE *from = fopen("out", "r");
	size_t size = fread(file, 1, sizeof(file), from);

	fclose(from);
	ck_assert_uint_lt(size, sizeof(file));
	return (size);
}

/* Two blocks and a bit, with events. */
static size_t
make_small(uint64_t seed)
{
	static const struct setting blocks[] = {
		{ "block", "40", { NULL, 0, 0 } },
		{ "refs", "yes", { NULL, 0, 0 } },
	};
	struct rng rng = { seed };

	do
		make(&rng, 100);
	while (nevent == 0);
	write_packed(blocks, 1 + (seed & 1), PAGE_SIZE_MAX, when);
	if ((seed & 1) != 0)
		for (size_t i = 0; i < n; i++) {
			access[i].addr &= -PAGE_SIZE_MAX;
			access[i].size = 1;
		}
	return (read_file());
}

/* Cut at any place it is refused, and what was read before is right; what can
 * be recovered is whole blocks. */
START_TEST(cut)
{
	static const struct setting recover = { "recover", "yes",
		{ NULL, 0, 0 } };
	size_t size = make_small((uint64_t)_i), last = 0;

	for (size_t i = 0; i < size; i++) {
		f.format = NULL;
		f.value = NULL;
		feed_bytes(&f, file, i);
		ck_assert_int_eq(f.failed, -1);
		expect_same(true);
		if (i < PACKED_START)
			continue;
		f.format = "packed";
		f.value = &recover;
		feed_bytes(&f, file, i);
		expect_same(true);
		if (f.n == 0)
			continue;
		ck_assert_msg(f.failed == 0, "%s", f.err.msg);
		ck_assert_uint_eq(f.facts.malformed, 1);
		ck_assert(f.n % 40 == 0 || f.n == n);
		ck_assert_uint_ge(f.n, last);
		last = f.n;
	}
	ck_assert_uint_eq(last, n);
}
END_TEST

/* Each byte changed: refused, and what was read before is right. */
START_TEST(changed)
{
	size_t size = make_small((uint64_t)_i);

	f.format = "packed";
	for (size_t i = 0; i < size; i++) {
		unsigned char was = file[i];

		for (unsigned bit = 0; bit < 8; bit += 3) {
			file[i] = was ^ (unsigned char)(1 << bit);
			feed_bytes(&f, file, size);
			ck_assert_msg(f.failed != 0, "byte %zu", i);
			ck_assert_int_eq(f.err.kind, ERR_TRACE);
			expect_same(true);
		}
		file[i] = was;
	}
	feed_bytes(&f, file, size);
	expect_same(false);
}
END_TEST

START_TEST(newer)
{
	size_t size = make_small(0);

	file[PACKED_MAGIC_SIZE] = 2;
	feed_bytes(&f, file, size);
	ck_assert_int_eq(f.failed, -1);
	ck_assert_msg(strstr(f.err.msg, "version 2 of the packed format is not "
					"known") != NULL,
	    "%s", f.err.msg);
	file[PACKED_MAGIC_SIZE] = 1;
	file[size] = 'x';
	feed_bytes(&f, file, size + 1);
	ck_assert_int_eq(f.failed, -1);
}
END_TEST

int
main(void)
{
	TCase *tc = tcase_create("packed");

	fixture_folder(tc);
	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_set_timeout(tc, 600);
	tcase_add_loop_test(tc, exact, 0, 10);
	tcase_add_loop_test(tc, page_references, 0, 10);
	tcase_add_loop_test(tc, times, 0, 8);
	tcase_add_loop_test(tc, cut, 0, 2);
	tcase_add_loop_test(tc, changed, 0, 2);
	tcase_add_test(tc, newer);
	return (fixture_run("packed", tc));
}
