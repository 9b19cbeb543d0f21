/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The gate: its verdict on two documents, written by the program from a study
 * and from the same study with one change.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/save.h"
#include "golden/studies.h"
#include "report/gate_report.h"
#include "report/report.h"
#include "result/json.h"
#include "unit/fixture.h"

static const char old_path[] = "old.json", new_path[] = "new.json";

typedef void change_f(struct study *s);

static void
write_study(const char *path, change_f *change, bool suite)
{
	const struct report_view view = { .width = 80, .suite = suite };
	struct mem *m = mem_open();
	struct study s, other;
	const struct study *both[] = { &s, &other };
	const struct report_subject subject = { .study = both,
		.nstudy = suite ? 2 : 1 };
	struct err err;

	sample_comparison(&s, m);
	sample_replay(&other, m);
	if (change != NULL)
		change(&s);
	ck_assert_int_eq(
	    report_save(&json_format, &subject, &view, path, &err), 0);
	mem_close(m);
}

static void
nothing(struct study *s)
{
	(void)s;
}

/* One page fault more, read back. */
static void
worse(struct study *s)
{
	s->run[4].outcome.faults[FAULT_SWAP_IN]++;
	s->run[4].outcome.hits--;
}

static void
worse_and_slower(struct study *s)
{
	worse(s);
	s->run[4].outcome.stall_ns += 100;
}

static void
fewer_faults_more_writes(struct study *s)
{
	s->run[4].outcome.faults[FAULT_SWAP_IN]--;
	s->run[4].outcome.hits++;
	s->run[4].outcome.swap_writes += 8;
}

static void
better(struct study *s)
{
	s->run[0].outcome.swap_writes--;
}

/* One metric is less, another more: a regression. */
static void
mixed(struct study *s)
{
	s->run[0].outcome.swap_writes--;
	s->run[0].outcome.stall_ns++;
}

static void
fewer(struct study *s)
{
	s->nrun--;
}

static void
other_trace(struct study *s)
{
	strcpy(s->trace.digest, "xxh3:0123456789abcdee");
}

static void
renamed_trace(struct study *s)
{
	s->trace.name = "another.trace";
}

static void
other_trace_and_name(struct study *s)
{
	other_trace(s);
	renamed_trace(s);
}

static void
other_page_size(struct study *s)
{
	s->trace.page_size = 8192;
}

static void
other_seed(struct study *s)
{
	s->settings.seed = 2;
}

static void
other_figures(struct study *s)
{
	for (size_t i = 0; i < s->nrun; i++)
		s->run[i].figures = "xxh3:00000000000000f2";
}

static void
more_frames(struct study *s)
{
	s->run[0].frames += 1000;
}

static const struct {
	change_f *old, *new;
	bool allow_new;
	const char *limit[2];
	bool passed;
	const char *sentence;
} JUDGED[] = {
	{ nothing, nothing, false, { 0 }, true, "equal: 24 equal of 24 runs" },
	{ nothing, renamed_trace, false, { 0 }, true,
	    "equal: 24 equal of 24 runs" },
	/* What is not judged changes nothing; an improvement of what is judged
	 * passes, whatever happens to the rest. */
	{ nothing, better, false, { 0 }, true, "equal: 24 equal of 24 runs" },
	{ nothing, better, false, { "swap.writes", "0" }, true,
	    "better: 23 equal, 1 better of 24 runs" },
	{ nothing, fewer_faults_more_writes, false, { 0 }, true,
	    "better: 23 equal, 1 better of 24 runs" },
	{ nothing, worse, false, { 0 }, false,
	    "regression: 23 equal, 1 regression of 24 runs" },
	{ worse, nothing, false, { 0 }, true,
	    "better: 23 equal, 1 better of 24 runs" },
	{ nothing, mixed, false, { 0 }, false,
	    "regression: 23 equal, 1 regression of 24 runs" },
	{ nothing, mixed, false, { "time_ns.stall", "1" }, true,
	    "within limits: 23 equal, 1 tolerated of 24 runs" },
	{ nothing, mixed, false, { "time_ns.stall", "0.001%" }, true,
	    "within limits: 23 equal, 1 tolerated of 24 runs" },
	/* 0.0002 % of 402500 is 0.8, which is rounded down to 0. */
	{ nothing, mixed, false, { "time_ns.stall", "0.0002%" }, false,
	    "regression: 23 equal, 1 regression of 24 runs" },
	{ nothing, mixed, false, { "time_ns.stall", "inf" }, true,
	    "equal: 24 equal of 24 runs" },
	/* A limit of a sum is enough: its parts are not judged. */
	{ nothing, worse, false, { "faults.total", "10%" }, true,
	    "within limits: 23 equal, 1 tolerated of 24 runs" },
	{ nothing, worse, false, { "default", "10%" }, true,
	    "within limits: 23 equal, 1 tolerated of 24 runs" },
	{ nothing, worse_and_slower, false, { "faults.total", "10%" }, true,
	    "within limits: 23 equal, 1 tolerated of 24 runs" },
	{ nothing, worse_and_slower, false, { "faults.total", "0%" }, false,
	    "regression: 23 equal, 1 regression of 24 runs" },
	{ nothing, worse_and_slower, false, { "evictions", "10%" }, false,
	    "regression: 23 equal, 1 regression of 24 runs" },
	{ nothing, worse, false, { "faults.total", "inf" }, true,
	    "equal: 24 equal of 24 runs" },
	{ nothing, fewer, false, { 0 }, false,
	    "refused: 23 equal, 1 missing of 24 runs" },
	{ nothing, fewer, true, { 0 }, false,
	    "refused: 23 equal, 1 missing of 24 runs" },
	{ fewer, nothing, false, { 0 }, false,
	    "refused: 23 equal, 1 unexpected of 24 runs" },
	{ fewer, nothing, true, { 0 }, true,
	    "equal: 23 equal, 1 new of 24 runs" },
};

START_TEST(judged)
{
	const struct setting s = { .name = JUDGED[_i].limit[0],
		.value = JUDGED[_i].limit[1] };
	struct gate_spec spec = { .allow_new = JUDGED[_i].allow_new };
	struct document old, new;
	char sentence[400];
	struct gate g;
	struct err err;

	if (s.name != NULL)
		ck_assert_int_eq(
		    gate_limit(&spec, &s, &s.at, ERR_USAGE, &err), 0);
	write_study(old_path, JUDGED[_i].old, false);
	write_study(new_path, JUDGED[_i].new, false);
	ck_assert_int_eq(document_open(&old, old_path, &err), 0);
	ck_assert_int_eq(document_open(&new, new_path, &err), 0);
	ck_assert_int_eq(gate_compare(&g, &old, &new, &spec, &err), 0);
	ck_assert_str_eq(
	    gate_sentence(sentence, sizeof(sentence), &g), JUDGED[_i].sentence);
	ck_assert_int_eq(g.passed, JUDGED[_i].passed);
	gate_close(&g);
	document_close(&old);
	document_close(&new);
}
END_TEST

static const struct {
	change_f *new;
	bool suite;
	const char *what;
} REFUSED[] = {
	{ other_trace, false,
	    "digest xxh3:0123456789abcdef there, xxh3:0123456789abcdee here" },
	{ other_trace, true,
	    "digest xxh3:0123456789abcdef there, xxh3:0123456789abcdee here" },
	{ other_trace_and_name, false,
	    "digest xxh3:0123456789abcdef there, xxh3:0123456789abcdee here" },
	{ other_page_size, false, "page size 4096 there, 8192 here" },
	{ other_seed, false, "model seed 1 there, 2 here" },
	{ other_seed, true, "model seed 1 there, 2 here" },
	{ other_figures, false,
	    "device figures xxh3:00000000000000f1 there, "
	    "xxh3:00000000000000f2 here" },
};

START_TEST(refused)
{
	const struct gate_spec spec = { .allow_new = true };
	struct document old, new;
	struct gate g;
	struct err err;

	write_study(old_path, NULL, REFUSED[_i].suite);
	write_study(new_path, REFUSED[_i].new, REFUSED[_i].suite);
	ck_assert_int_eq(document_open(&old, old_path, &err), 0);
	ck_assert_int_eq(document_open(&new, new_path, &err), 0);
	ck_assert_int_eq(gate_compare(&g, &old, &new, &spec, &err), -1);
	ck_assert_int_eq(err.kind, ERR_RESULT);
	ck_assert_str_eq(err.where.file, new_path);
	ck_assert_msg(strstr(err.msg, REFUSED[_i].what) != NULL, "%s", err.msg);
	document_close(&old);
	document_close(&new);
}
END_TEST

/* A suite finds each of its traces' runs in the other. */
START_TEST(suites)
{
	const struct gate_spec spec = { .allow_new = false };
	struct document old, new;
	struct gate g;
	struct err err;

	write_study(old_path, NULL, true);
	write_study(new_path, worse, true);
	ck_assert_int_eq(document_open(&old, old_path, &err), 0);
	ck_assert_int_eq(document_open(&new, new_path, &err), 0);
	ck_assert_uint_eq(old.nstudy, 2);
	ck_assert_int_eq(gate_compare(&g, &old, &new, &spec, &err), 0);
	ck_assert_uint_eq(g.nrow, 25);
	ck_assert_uint_eq(g.count[GATE_EQUAL], 24);
	ck_assert_uint_eq(g.count[GATE_REGRESSION], 1);
	ck_assert_int_eq(g.row[4].metric[0], GATE_REGRESSION);
	ck_assert_int_eq(g.row[4].metric[5], GATE_EQUAL);
	gate_close(&g);
	document_close(&old);
	/* One result compared with a suite that has all its runs. */
	write_study(old_path, NULL, false);
	ck_assert_int_eq(document_open(&old, old_path, &err), 0);
	ck_assert_int_eq(gate_compare(&g, &old, &new, &spec, &err), 0);
	ck_assert_uint_eq(g.count[GATE_UNEXPECTED], 1);
	gate_close(&g);
	document_close(&old);
	document_close(&new);
}
END_TEST

/* A run without a pair says how it differs from the nearest of the baseline. */
START_TEST(nearest)
{
	const struct gate_spec spec = { .allow_new = false };
	struct document old, new;
	struct gate g;
	struct err err;
	size_t n = 0;

	write_study(old_path, NULL, true);
	write_study(new_path, more_frames, true);
	ck_assert_int_eq(document_open(&old, old_path, &err), 0);
	ck_assert_int_eq(document_open(&new, new_path, &err), 0);
	ck_assert_int_eq(gate_compare(&g, &old, &new, &spec, &err), 0);
	ck_assert_uint_eq(g.count[GATE_UNEXPECTED], 1);
	for (size_t i = 0; i < g.nrow; i++) {
		if (g.row[i].verdict != GATE_UNEXPECTED)
			continue;
		n++;
		ck_assert_str_eq(g.row[i].differs, "frames 3 there, 1003 here");
	}
	ck_assert_uint_eq(n, 1);
	gate_close(&g);
	document_close(&old);
	document_close(&new);
}
END_TEST

/* A slim baseline has every part of the keys and everything that a gate can
 * judge; in less than a tenth of the bytes where runs have latencies. */
START_TEST(slim)
{
	struct gate_spec spec = { .allow_new = false };
	const struct err_where at = { .file = NULL };
	struct mem *m = mem_open();
	struct study s;
	const struct study *one[] = { &s };
	struct document old, new;
	struct save file;
	struct gate g;
	struct err err;

	sample_comparison(&s, m);
	ck_assert_int_eq(save_open(&file, old_path, &err), 0);
	ck_assert_int_eq(json_write_slim(one, 1, file.to, &err), 0);
	ck_assert_int_eq(save_close(&file, true, &err), 0);
	write_study(new_path, mixed, false);
	ck_assert_int_eq(document_open(&old, old_path, &err), 0);
	ck_assert_int_eq(document_open(&new, new_path, &err), 0);
	ck_assert(old.slim && !new.slim);
	ck_assert_int_eq(document_complete(&new, &err), 0);
	ck_assert_int_eq(document_complete(&old, &err), -1);
	ck_assert(strstr(err.msg, "slim") != NULL);
	ck_assert_int_eq(gate_name(&spec, "all", &at, ERR_USAGE, &err), 0);
	ck_assert_int_eq(gate_compare(&g, &old, &new, &spec, &err), 0);
	ck_assert_uint_eq(g.nrow, 24);
	ck_assert_uint_eq(g.count[GATE_EQUAL], 23);
	ck_assert_uint_eq(g.count[GATE_REGRESSION], 1);
	for (size_t i = 0; i < gate_metrics(); i++) {
		uint64_t a, b;

		/* What every run has; the others have their own settings. */
		ck_assert(gate_row_values(&g.row[5], i, &a, &b) ==
			  ((gate_metric(i)->flags & METRIC_REQUIRED) != 0));
	}
	gate_close(&g);
	document_close(&old);
	document_close(&new);
	mem_close(m);
}
END_TEST

START_TEST(numbers)
{
	char buf[64];

	ck_assert_str_eq(gate_delta(buf, sizeof(buf), 4711, 4800), "+89");
	ck_assert_str_eq(gate_percent(buf, sizeof(buf), 4711, 4800), "+1.89 %");
	ck_assert_str_eq(gate_delta(buf, sizeof(buf), 5000, 1), "-4,999");
	ck_assert_str_eq(gate_percent(buf, sizeof(buf), 3, 2), "-33.33 %");
	ck_assert_str_eq(gate_delta(buf, sizeof(buf), 7, 7), "0");
	ck_assert_str_eq(gate_percent(buf, sizeof(buf), 7, 7), "0.00 %");
	ck_assert_str_eq(gate_percent(buf, sizeof(buf), 0, 5), "");
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("gate");

	fixture_folder(t);
	tcase_add_loop_test(t, judged, 0, ROWS(JUDGED));
	tcase_add_loop_test(t, refused, 0, ROWS(REFUSED));
	tcase_add_test(t, suites);
	tcase_add_test(t, nearest);
	tcase_add_test(t, slim);
	tcase_add_test(t, numbers);
	return (fixture_run("gate", t));
}
