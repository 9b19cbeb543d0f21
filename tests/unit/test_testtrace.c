/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Steps: what is written as a trace is read back as the same steps, and a
 * seed's random traces are always the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check/generator.h"
#include "check/laws.h"
#include "unit/fixture.h"

static const struct settings settings = { .page_size = 4096, .ifetch = true };

static bool
same(const struct testtrace *a, const struct testtrace *b)
{
	if (a->n != b->n || a->npages != b->npages)
		return (false);
	for (size_t i = 0; i < a->n; i++)
		if (a->step[i].kind != b->step[i].kind ||
		    a->step[i].page != b->step[i].page ||
		    (a->step[i].kind == STEP_SHARE &&
			a->step[i].other != b->step[i].other))
			return (false);
	return (true);
}

START_TEST(text_and_back)
{
	struct trace_spec trace = { .path = "trace", .settings = &settings };
	struct testtrace out, in;
	struct trace_facts facts;
	struct err err;
	frame_t nframes;
	FILE *to = fopen("trace", "w");

	generator_make(mem, 5, (unsigned)_i, &out, &nframes);
	ck_assert(nframes >= 2 && testtrace_writable(&out));
	ck_assert(testtrace_have(&out, STEP_SHARE) == (_i % 7 == 6));
	ck_assert(testtrace_have(&out, STEP_UNMAP) ==
		  (_i % 7 == 6 || _i / 7 % 2 == 1));
	ck_assert_int_eq(
	    testtrace_write(&out, settings.page_size, to, &err), 0);
	fclose(to);
	if (testtrace_read(mem, &trace, UINT64_MAX, &in, &facts, &err) != 0)
		ck_abort_msg("%s", err.msg);
	ck_assert(same(&out, &in));
}
END_TEST

START_TEST(seeds)
{
	struct testtrace one, again, other;
	frame_t n, k;

	generator_make(mem, 1, 3, &one, &n);
	generator_make(mem, 1, 3, &again, &k);
	generator_make(mem, 2, 3, &other, &k);
	ck_assert(same(&one, &again));
	ck_assert(!same(&one, &other));
}
END_TEST

START_TEST(settling)
{
	struct step given[] = {
		{ .kind = STEP_UNMAP, .page = 3 },
		{ .kind = STEP_READ, .page = 7 },
		{ .kind = STEP_TICK },
		{ .kind = STEP_UNPIN, .page = 2 },
		{ .kind = STEP_PIN, .page = 2 },
		{ .kind = STEP_WRITE, .page = 7 },
		{ .kind = STEP_UNMAP, .page = 2 },
	};
	struct step kept[] = {
		{ .kind = STEP_READ, .page = 0 },
		{ .kind = STEP_TICK },
		{ .kind = STEP_PIN, .page = 1 },
		{ .kind = STEP_WRITE, .page = 0 },
		{ .kind = STEP_UNMAP, .page = 1 },
	};
	struct testtrace s = { .step = given, .n = 7, .npages = 8 };
	struct testtrace want = { .step = kept, .n = 5, .npages = 2 };
	struct refstring refstring;

	testtrace_settle(mem, &s);
	ck_assert(same(&s, &want));
	testtrace_refstring(mem, &s, &refstring);
	ck_assert_uint_eq(refstring.n, 2);
	ck_assert_uint_eq(refstring.nchange, 3);
	ck_assert_uint_eq(refstring.change[1].at, 1);
	ck_assert_uint_eq(refstring.change[2].at, 2);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("testtrace");

	fixture_mem(t);
	fixture_folder(t);
	tcase_add_loop_test(t, text_and_back, 0, 28);
	tcase_add_test(t, seeds);
	tcase_add_test(t, settling);
	return (fixture_run("testtrace", t));
}
