/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The error that is stated of an estimate from a sample.
 */
#include "study/sample.h"
#include "unit/fixture.h"

/* Of 1,000 pages with 10,000 references. */
static const struct {
	uint64_t pages, references; /* in the sample */
	uint64_t value[3];
	uint64_t estimate;
	uint64_t bound[2];
	uint64_t error;
} ROW[] = {
	/* 4.303 * sqrt(100^2 / 3) */
	{ 200, 2000, { 900, 1000, 1100 }, 1000, { 0, 0 }, 245 },
	/* The sample has a quarter too many of the references. */
	{ 200, 2500, { 1000, 1000, 1000 }, 1000, { 0, 0 }, 200 },
	/* Small: and the farther bound. */
	{ 25, 250, { 1000, 1000, 1000 }, 1000, { 1300, 600 }, 400 },
	/* No farther than from none, and from all references. */
	{ 200, 2000, { 100, 3000, 8000 }, 6500, { 0, 0 }, 6500 },
	{ 200, 2000, { 100, 3000, 8000 }, 3600, { 0, 0 }, 6400 },
	{ 25, 9900, { 9000, 9000, 9000 }, 30000, { 0, 0 }, 30000 },
	/* 23 pages tell nothing. */
	{ 24, 240, { 1000, 1000, 1000 }, 1000, { 1000, 1000 }, 0 },
	{ 23, 230, { 1000, 1000, 1000 }, 1000, { 1000, 1000 }, 9000 },
	/* All of them tell all. */
	{ 1000, 10000, { 900, 1000, 1100 }, 1000, { 0, 0 }, 0 },
};

START_TEST(stated)
{
	const struct trace_facts t = {
		.pages = 1000,
		.references = 10000,
		.sampling = { .pages = ROW[_i].pages,
		    .references = ROW[_i].references },
	};

	ck_assert_uint_eq(
	    sample_error(ROW[_i].value, 3, ROW[_i].estimate, ROW[_i].bound, &t),
	    ROW[_i].error);
}
END_TEST

/* References of a warm-up are not counted. */
START_TEST(warmup)
{
	const struct trace_facts t = {
		.pages = 1000,
		.references = 10000,
		.window = { .warmup = 4000 },
		.sampling = { .pages = 3, .references = 30 },
	};

	ck_assert_uint_eq(
	    sample_error(ROW[0].value, 3, 1000, ROW[0].bound, &t), 5000);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("sample_error");

	tcase_add_loop_test(t, stated, 0, ROWS(ROW));
	tcase_add_test(t, warmup);
	return (fixture_run("sample_error", t));
}
