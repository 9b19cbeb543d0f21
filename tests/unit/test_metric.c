/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of columns: every row is whole and its name its own, and the
 * numbers of one run worked out by hand.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "golden/studies.h"
#include "result/metric.h"
#include "unit/fixture.h"

START_TEST(whole)
{
	for (const struct metric *c = columns; c->name != NULL; c++) {
		for (const char *p = c->name; *p != '\0'; p++)
			ck_assert(islower(*p) || isdigit(*p) || *p == '_');
		ck_assert_ptr_nonnull(c->unit);
		ck_assert(isalnum(c->text[0]));
		ck_assert(c->text[strlen(c->text) - 1] != '.');
		ck_assert_ptr_nonnull(c->get);
		for (const struct metric *d = columns; d != c; d++)
			ck_assert_str_ne(c->name, d->name);
	}
}
END_TEST

/* The first run of the comparison: LRU, 3 frames, flash, 10 page faults. */
static const struct {
	const char *name, *text;
} LRU3[] = {
	{ "trace", "belady.trace" },
	{ "policy", "lru" },
	{ "params", "" },
	{ "sight", "accesses" },
	{ "device", "flash" },
	{ "frames", "3" },
	{ "memory", "12288" },
	{ "references", "12" },
	{ "hits", "2" },
	{ "absent", "10" },
	{ "fault_rate", "0.833333" },
	{ "faults", "10" },
	{ "zero_fill", "5" },
	{ "swap_in", "5" },
	{ "cow", "0" },
	{ "evictions", "7" },
	{ "swap_reads", "5" },
	{ "swap_writes", "4" },
	{ "slots_peak", "4" },
	{ "stall_ns", "402500" },
	{ "total_ns", "403700" },
	{ "latency_p50", "501" },   /* 5 of 10: the highest of 500's bucket */
	{ "latency_p90", "80000" }, /* never above the maximum */
	{ "latency_max", "80000" },
	{ "wait_max", "0" },
	{ "resident_mean", "2.500" }, /* 30 / 12 */
	{ "resident_peak", "3" },
	{ "space_time", "30" },
	{ "state_bytes", "48" },
	{ "opt_absent", "7" },
	{ "regret", "3" },
	{ "opt_ratio", "1.429" },
};

START_TEST(lru3)
{
	const struct metric *c = columns;
	struct study s;
	char buf[512];

	sample_comparison(&s, mem);
	while (c->name != NULL && strcmp(c->name, LRU3[_i].name) != 0)
		c++;
	ck_assert_ptr_nonnull(c->name);
	ck_assert_str_eq(
	    metric_print(c, &s, &s.run[0], false, buf, sizeof(buf)),
	    LRU3[_i].text);
}
END_TEST

/* Nothing happened: no rate, no mean, no ratio; and nothing crashes where
 * there is no histogram. */
START_TEST(nothing)
{
	static const char *const blank[] = { "fault_rate", "resident_mean",
		"opt_absent", "regret", "opt_ratio" };
	struct study s;
	char buf[512];

	sample_empty(&s, mem);
	for (const struct metric *c = columns; c->name != NULL; c++) {
		metric_print(c, &s, &s.run[0], false, buf, sizeof(buf));
		for (size_t i = 0; i < sizeof(blank) / sizeof(blank[0]); i++)
			if (strcmp(c->name, blank[i]) == 0)
				ck_assert_str_eq(buf, "");
	}
}
END_TEST

/* A policy that faults less than OPT is a fault of the program, not a number
 * near 2^64. */
START_TEST(below_optimum)
{
	struct study s;
	char buf[512];

	sample_comparison(&s, mem);
	s.run[0].outcome.faults[FAULT_SWAP_IN] = 0;
	for (const struct metric *c = columns; c->name != NULL; c++)
		if (strcmp(c->name, "regret") == 0)
			ck_assert_str_eq(metric_print(c, &s, &s.run[0], false,
					     buf, sizeof(buf)),
			    "");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("metric");

	fixture_mem(t);
	tcase_add_test(t, whole);
	tcase_add_loop_test(t, lru3, 0, ROWS(LRU3));
	tcase_add_test(t, nothing);
	tcase_add_test(t, below_optimum);
	return (fixture_run("metric", t));
}
