/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The packed format: what is written is read as it was, whatever it is; and a
 * file that was changed or cut is refused, or read up to there.
 */
#include "model/access_word.h"
#include "trace/format.h"
#include "trace/packed.h"
#include "trace/writer.h"
#include "unit/trace_feed.h"

/* Below the others, because they have variables. */
#include "unit/known_feed.h"
#include "unit/made_trace.h"

static struct feed f;
static bool as_words;

static void
setup(void)
{
	feed_init(&f);
	/* Such accesses are not split. */
	f.settings.page_size = PAGE_SIZE_MAX;
	n = nevent = 0;
	as_words = false;
	forget();
}

static void
teardown(void)
{
	feed_fini(&f);
}

/* As many as can be words, where they are to be. */
static size_t
run_of_words(const struct access *a, size_t most, uint64_t word[64])
{
	size_t k = 0;

	for (; as_words && k < most && k < 64 && a[k].pid == a[0].pid &&
	       a[k].size + a[k].addr % 4096 <= 4096 && a[k].size < 4096 &&
	       a[k].addr >> 48 == 0;
	     k++)
		word[k] = access_word(a[k].op, a[k].size, a[k].addr);
	return (k);
}

static int
put(struct trace_writer *w, size_t from, size_t stop, const uint64_t *time,
    struct err *err)
{
	uint64_t word[64];
	int failed = 0;

	for (size_t k; from < stop && failed == 0; from += k) {
		k = run_of_words(access + from, stop - from, word);
		if (k > 0) {
			if (from % 32768 == 0)
				forget();
			failed = put_words(w, word, k, access[from].pid, err);
			continue;
		}
		k = as_words ? 1 : stop - from;
		use_process(access[from].pid);
		if (as_words)
			meet(access_word(access[from].op, access[from].size,
			    access[from].addr));
		failed = trace_writer_accesses(w, access + from,
		    time != NULL ? time + from : NULL, k, err);
	}
	return (failed);
}

/* Writes them to a file; value: parameters. */
static void
write_packed(const struct setting *value, size_t nvalue, uint64_t page_size,
    const uint64_t *time)
{
	struct selection sel = {
		.name = "packed", .value = value, .nvalue = nvalue
	};
	struct trace_origin origin = { .page_size = page_size,
		.reduction = { 7, 4096, 12345 } };
	FILE *to = fopen("out", "w");
	struct trace_writer *w;
	struct err err;
	size_t done = 0;

	ck_assert_int_eq(trace_writer_open(&w, &sel, &origin, &err), 0);
	ck_assert_int_eq(trace_writer_begin(w, to, &err), 0);
	for (size_t i = 0; i <= nevent; i++) {
		size_t stop = i < nevent ? after[i] : n;

		ck_assert_int_eq(put(w, done, stop, time, &err), 0);
		done = stop;
		if (i < nevent)
			ck_assert_int_eq(
			    trace_writer_event(w, &event[i], &err), 0);
	}
	ck_assert_int_eq(trace_writer_end(w, &err), 0);
	trace_writer_close(w);
	ck_assert_int_eq(fclose(to), 0);
}

static void
expect_access(const struct access *is, const struct access *want)
{
	ck_assert_uint_eq(is->addr, want->addr);
	ck_assert_uint_eq(is->size, want->size);
	ck_assert_uint_eq(is->pid, want->pid);
	ck_assert_uint_eq(is->op, want->op);
}

/* Everything, or with cut the beginning of it. */
static void
expect_same(bool cut)
{
	ck_assert_uint_le(f.n, n);
	ck_assert_uint_le(f.nevent, nevent);
	if (!cut) {
		ck_assert_msg(f.failed == 0, "%s", f.err.msg);
		ck_assert_uint_eq(f.n, n);
		ck_assert_uint_eq(f.nevent, nevent);
	}
	for (size_t i = 0; i < f.n; i++)
		expect_access(&f.access[i], &access[i]);
	for (size_t i = 0; i < f.nevent; i++) {
		ck_assert_uint_eq(f.after[i], after[i]);
		expect_event(&f.event[i], &event[i]);
	}
}

static const struct setting small_blocks[] = {
	{ "block", "1000", { NULL, 0, 0 } },
	{ "level", "1", { NULL, 0, 0 } },
	{ "refs", "yes", { NULL, 0, 0 } },
};

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

/* Counts at the end of the file, without what its bytes decide. */
static void
read_counts(uint64_t count[8])
{
	FILE *from = fopen("out", "r");

	ck_assert_int_eq(fseek(from, -104, SEEK_END), 0);
	ck_assert_uint_eq(fread(count, 8, 8, from), 8);
	fclose(from);
}

/* Words become the trace that accesses become. */
START_TEST(words)
{
	struct rng rng = { (uint64_t)_i + 1 };
	uint64_t count[8], same[8];

	make(&rng, _i % 5 == 0 ? ACCESSES : 1 + some(&rng, 15));
	write_packed(small_blocks, _i % 3 == 0 ? 2 : 0, 4096, NULL);
	read_counts(count);
	as_words = true;
	write_packed(small_blocks, _i % 3 == 0 ? 2 : 0, 4096, NULL);
	read_counts(same);
	ck_assert_mem_eq(count, same, sizeof(count));
	feed_path(&f, "out");
	expect_same(false);
}
END_TEST

/* An instruction reads page after page, and all is forgotten halfway. */
START_TEST(words_of_a_loop)
{
	for (n = 0; n < 65536; n++) {
		bool fetch = n % 2 == 0;

		access[n] =
		    (struct access){ .op = fetch ? ACCESS_FETCH : ACCESS_READ,
			    .size = 4,
			    .addr = fetch ? 0x401000 : 0x7f0000000000 };
		if (!fetch)
			access[n].addr += n / 64 * 64 % 32768 * 64 + n % 64;
	}
	as_words = true;
	write_packed(NULL, 0, 4096, NULL);
	feed_path(&f, "out");
	expect_same(false);
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
	tcase_add_loop_test(tc, words, 0, 30);
	tcase_add_test(tc, words_of_a_loop);
	tcase_add_loop_test(tc, page_references, 0, 10);
	tcase_add_loop_test(tc, times, 0, 8);
	tcase_add_loop_test(tc, cut, 0, 2);
	tcase_add_loop_test(tc, changed, 0, 2);
	tcase_add_test(tc, newer);
	return (fixture_run("packed", tc));
}
