/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The made trace is written packed, of accesses or of words, and read.
 */
#ifndef UNIT_PACKED_FEED_H
#define UNIT_PACKED_FEED_H

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

#endif
