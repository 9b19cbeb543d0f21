/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a gate judges, and its limits.
 */
#include <string.h>

#include "result/gate.h"
#include "unit/fixture.h"

static const struct {
	const char *name, *value, *msg;
} LIMIT[] = {
	{ "faults.totl", "1", "did you mean 'faults.total'?" },
	{ "quality", "1", "unknown metric 'quality'" },
	{ "evictions", "much", "bad limit 'much' of evictions" },
	{ "evictions", "-1", "bad limit '-1' of evictions" },
	{ "default", "1e3", "bad limit '1e3' of default" },
};

START_TEST(limits)
{
	const struct setting s = { LIMIT[_i].name, LIMIT[_i].value,
		{ NULL, 0, 0 } };
	struct gate_spec spec = { .allow_new = false };
	struct err err;

	ck_assert_int_eq(gate_limit(&spec, &s, &s.at, ERR_CONFIG, &err), -1);
	ck_assert_int_eq(err.kind, ERR_CONFIG);
	ck_assert_msg(strstr(err.msg, LIMIT[_i].msg) != NULL, "%s", err.msg);
}
END_TEST

/* What is judged without a word: no sum together with a part of it. */
START_TEST(judged_by_default)
{
	const struct gate_spec spec = { .allow_new = false };

	for (size_t i = 0; i < gate_metrics(); i++)
		for (size_t k = 0; k < gate_metrics(); k++) {
			const char *sum = gate_metric(i)->sum;

			ck_assert(!gate_judges(&spec, i) ||
				  !gate_judges(&spec, k) || sum == NULL ||
				  strstr(sum, gate_metric(k)->name) == NULL);
		}
}
END_TEST

/* A gate's names: by name, by column, all; and none that is judged. */
START_TEST(names)
{
	const struct err_where at = { .file = NULL };
	struct gate_spec spec = { .allow_new = false }, all = spec, none = spec;
	const struct setting inf = { "default", "inf", { 0 } };
	struct err err;
	size_t n = 0;

	ck_assert_int_eq(
	    gate_name(&spec, "swap.writes", &at, ERR_USAGE, &err), 0);
	ck_assert_int_eq(
	    gate_name(&spec, "time_ns_total", &at, ERR_USAGE, &err), 0);
	ck_assert_int_eq(gate_name(&all, "all", &at, ERR_USAGE, &err), 0);
	for (size_t i = 0; i < gate_metrics(); i++) {
		n += gate_judges(&spec, i);
		ck_assert(gate_judges(&all, i));
	}
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(
	    gate_name(&spec, "swap.write", &at, ERR_USAGE, &err), -1);
	ck_assert(strstr(err.msg, "did you mean 'swap.writes'?") != NULL);
	ck_assert_int_eq(gate_check(&spec, ERR_USAGE, &err), 0);
	ck_assert_int_eq(gate_limit(&none, &inf, &at, ERR_USAGE, &err), 0);
	ck_assert_int_eq(gate_check(&none, ERR_USAGE, &err), -1);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("gate_spec");

	tcase_add_loop_test(t, limits, 0, ROWS(LIMIT));
	tcase_add_test(t, judged_by_default);
	tcase_add_test(t, names);
	return (fixture_run("gate_spec", t));
}
