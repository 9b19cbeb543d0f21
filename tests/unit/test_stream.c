/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Feeding consumers: with any size of chunks and any number of workers, each
 * consumer gets every reference and change in order; the first error is the one
 * reported; a stream ends when no consumer wants more.
 */
#include "study/refstring.h"
#include "unit/fixture.h"

#define REFERENCES 1000
#define CONSUMERS  5

/* What one consumer has had; wants: references, after which it is done or, with
 * fails, reports an error. */
struct seen {
	uint64_t references, changes, digest;
	uint64_t wants;
	bool fails, begun, ended;
	int id;
};

static int
begin(void *self, const struct stream_facts *facts, struct err *err)
{
	struct seen *s = self;

	(void)facts;
	(void)err;
	s->begun = true;
	return (0);
}

static int
feed(void *self, const struct reference *ref, size_t n, struct err *err)
{
	struct seen *s = self;

	for (size_t i = 0; i < n; i++)
		s->digest = s->digest * 31 + ref[i].word;
	s->references += n;
	if (s->references < s->wants)
		return (0);
	return (s->fails ? err_set(err, ERR_LIMIT, "consumer %d", s->id)
			 : CONSUMER_DONE);
}

static int
change(void *self, const struct change *c, size_t n, struct err *err)
{
	struct seen *s = self;

	(void)err;
	ck_assert_uint_eq(c[0].at, s->references);
	for (size_t i = 0; i < n; i++)
		s->digest = s->digest * 37 + c[i].page;
	s->changes += n;
	return (0);
}

static int
end(void *self, const struct stream_facts *facts, struct err *err)
{
	(void)facts;
	(void)err;
	((struct seen *)self)->ended = true;
	return (0);
}

static void
record(struct refstring *t)
{
	struct err err;

	refstring_open(t);
	for (uint32_t i = 0; i < REFERENCES; i++) {
		struct reference ref = reference_make(i % 37, i % 3 == 0);
		struct change c = { .kind = CHANGE_FREE, .page = i };

		ck_assert_int_eq(refstring_add(t, &ref, 1, &err), 0);
		if (i % 50 == 0 || i == REFERENCES - 1)
			ck_assert_int_eq(refstring_changes(t, &c, 1, &err), 0);
	}
	ck_assert_int_eq(refstring_seal(t, &err), 0);
}

/* Feeds the string in chunks of so many references; the references walked. */
static uint64_t
run(const struct refstring *t, struct seen *seen, uint64_t most,
    unsigned workers, int *failed, struct err *err)
{
	struct consumer consumer[CONSUMERS];
	struct refstring_walk walk;
	struct stream s = {
		.source = refstring_source(&walk, t),
		.consumer = consumer,
		.n = CONSUMERS,
		.workers = workers,
	};
	bool more = true;

	for (int i = 0; i < CONSUMERS; i++) {
		seen[i].id = i;
		consumer[i] = (struct consumer){ .begin = begin,
			.feed = feed,
			.change = change,
			.end = end,
			.self = &seen[i] };
	}
	*failed = stream_begin(&s, err);
	while (*failed == 0 && more)
		*failed = stream_step(&s, most, &more, err);
	if (*failed == 0)
		*failed = stream_end(&s, err);
	stream_close(&s);
	return (walk.at);
}

static const unsigned workers_of[] = { 1, 2, 8 };

START_TEST(everything_in_order)
{
	struct refstring t;
	struct err err;
	uint64_t digest = 0;

	record(&t);
	for (uint64_t most = 1; most <= 2 * REFERENCES; most = most * 3 + 1) {
		struct seen seen[CONSUMERS] = { 0 };
		int failed;

		for (int i = 0; i < CONSUMERS; i++)
			seen[i].wants = UINT64_MAX;
		run(&t, seen, most, workers_of[_i], &failed, &err);
		ck_assert_int_eq(failed, 0);
		digest = digest == 0 ? seen[0].digest : digest;
		for (int i = 0; i < CONSUMERS; i++) {
			ck_assert(seen[i].begun && seen[i].ended);
			ck_assert_uint_eq(seen[i].references, REFERENCES);
			ck_assert_uint_eq(seen[i].changes, t.nchange);
			ck_assert_uint_eq(seen[i].digest, digest);
		}
	}
	refstring_close(&t);
}
END_TEST

START_TEST(the_first_error)
{
	struct seen seen[CONSUMERS] = {
		{ .wants = 900, .fails = true },
		{ .wants = UINT64_MAX },
		{ .wants = 450, .fails = true },
		{ .wants = 410, .fails = true },
		{ .wants = UINT64_MAX },
	};
	struct refstring t;
	struct err err;
	int failed;

	/* Consumers 2 and 3 fail in the same chunk, 0 in a later one. */
	record(&t);
	run(&t, seen, 100, workers_of[_i], &failed, &err);
	ck_assert_int_eq(failed, -1);
	ck_assert_str_eq(err.msg, "consumer 2");
	for (int i = 0; i < CONSUMERS; i++)
		ck_assert(seen[i].begun && !seen[i].ended);
	refstring_close(&t);
}
END_TEST

START_TEST(an_early_end)
{
	struct seen seen[CONSUMERS];
	struct refstring t;
	struct err err;
	int failed;

	record(&t);
	for (int i = 0; i < CONSUMERS; i++)
		seen[i] = (struct seen){ .wants = (uint64_t)i * 50 + 1 };
	/* With workers the next chunk is read before the last one is done. */
	ck_assert_uint_le(
	    run(&t, seen, 100, workers_of[_i], &failed, &err), 400);
	ck_assert_int_eq(failed, 0);
	for (int i = 0; i < CONSUMERS; i++) {
		ck_assert(seen[i].ended);
		ck_assert_uint_ge(seen[i].references, seen[i].wants);
		ck_assert_uint_le(seen[i].references, seen[i].wants + 100);
	}
	refstring_close(&t);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("stream");

	tcase_add_loop_test(t, everything_in_order, 0, ROWS(workers_of));
	tcase_add_loop_test(t, the_first_error, 0, ROWS(workers_of));
	tcase_add_loop_test(t, an_early_end, 0, ROWS(workers_of));
	return (fixture_run("stream", t));
}
