/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Result documents read back: what is wrong is said once, with its place.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "result/document.h"
#include "unit/fixture.h"

static const char path[] = "result.json";

#define TRACE                                                                  \
	"\"trace\":{\"name\":\"t\",\"digest\":\"xxh3:1\","                     \
	"\"page_size\":4096}"
#define RUN(frames, faults, rest)                                              \
	"{\"policy\":\"lru\",\"params\":{\"k\":2},\"sight\":\"accesses\","     \
	"\"frames\":" frames ",\"device\":\"none\",\"model\":{\"seed\":1},"    \
	"\"faults\":" faults ",\"evictions\":1,"                               \
	"\"swap\":{\"reads\":1,\"writes\":1},\"time_ns\":{\"total\":9,"        \
	"\"stall\":8},\"figures\":\"f\"" rest "}"
/* Function-like, because a string literal is what a table row takes. */
#define FAULTS "{\"total\":6,\"zero_fill\":3,\"swap_in\":2,\"cow\":1}"
#define RESULT(runs)                                                           \
	"{\"schema\":\"pagerace.result/1\"," TRACE ",\"runs\":[" runs "]}"

START_TEST(good)
{
	const char *text = RESULT(RUN("64", FAULTS, ",\"later\":[{}]"));
	struct document d;
	struct err err;

	fixture_write(path, text, strlen(text));
	ck_assert_int_eq(document_open(&d, path, &err), 0);
	ck_assert_uint_eq(d.nrun, 1);
	ck_assert_uint_eq(d.run[0].frames, 64);
	ck_assert_str_eq(d.run[0].label, "lru:k=2");
	ck_assert_str_eq(d.run[0].params, "{\"k\":2}");
	ck_assert_uint_eq(d.run[0].value[METRIC_FAULTS], 6);
	ck_assert_uint_eq(d.run[0].value[METRIC_COW], 1);
	ck_assert_uint_eq(d.run[0].value[METRIC_STALL_NS], 8);
	ck_assert_ptr_eq(d.run[0].trace, &d.trace[0]);
	document_close(&d);
}
END_TEST

static const struct {
	const char *text;
	uint64_t line;
	const char *msg;
} BAD[] = {
	{ "", 1, "not JSON: " },
	{ "{\n \"schema\": }", 2, "not JSON: " },
	{ "{\"a\":1,\"a\":2}", 1, "not JSON: duplicate" },
	{ RESULT("") "x", 1, "not JSON: " },
	{ "[]", 0, "not a result document (an object)" },
	{ "{}", 0, "schema: is missing (a text)" },
	{ "{\"schema\":1}", 0, "schema: must be a text" },
	{ "{\"schema\":\"pagerace.result/2\"}", 0,
	    "schema: 'pagerace.result/2' cannot be read" },
	{ "{\"schema\":\"pagerace.result/1\"}", 0, "trace: is missing" },
	{ "{\"schema\":\"pagerace.result/1\",\"trace\":{\"name\":\"t\","
	  "\"digest\":\"d\",\"page_size\":0},\"runs\":[]}",
	    0, "trace.page_size: must be a whole number, at least 1" },
	{ "{\"schema\":\"pagerace.result/1\"," TRACE "}", 0,
	    "runs: is missing" },
	{ RESULT("7"), 0, "runs[0]: must be an object" },
	{ RESULT(RUN("64", FAULTS, "") ",{}"), 0,
	    "runs[1].policy: is missing" },
	{ RESULT(RUN("0", FAULTS, "")), 0,
	    "runs[0].frames: must be a whole number, at least 1" },
	{ RESULT(RUN("64.0", FAULTS, "")), 0, "runs[0].frames: must be" },
	{ RESULT(RUN("\"64\"", FAULTS, "")), 0, "runs[0].frames: must be" },
	{ RESULT(RUN("99999999999999999999", FAULTS, "")), 1, "not JSON: " },
	{ RESULT(RUN("64", "{}", "")), 0, "runs[0].faults.total: is missing" },
	{ RESULT(RUN("64", "6", "")), 0, "runs[0].faults: must be an object" },
	{ RESULT(RUN("64",
	      "{\"total\":-6,\"zero_fill\":3,\"swap_in\":2,\"cow\":1}", "")),
	    0, "runs[0].faults.total: must be a whole number, at least 0" },
	{ RESULT(RUN("64",
	      "{\"total\":7,\"zero_fill\":3,\"swap_in\":2,\"cow\":1}", "")),
	    0, "runs[0].faults.total: must be zero_fill, swap_in and cow" },
	{ RESULT(RUN("64", FAULTS, ",\"device_params\":{\"x\":[]}")), 0,
	    "runs[0].device_params.x: must be a number" },
	{ "{\"schema\":\"pagerace.suite/1\"}", 0, "results: is missing" },
	{ "{\"schema\":\"pagerace.suite/1\",\"results\":[" RESULT("") ",{}]}",
	    0, "results[1].schema: is missing" },
	{ "{\"schema\":\"pagerace.suite/1\",\"results\":[" RESULT(
	      RUN("-1", FAULTS, "")) "]}",
	    0, "results[0].runs[0].frames: must be" },
	{ "{\"schema\":\"\\u001b[2J\"}", 0, "schema: '?[2J' cannot be read" },
};

START_TEST(bad)
{
	struct document d;
	struct err err;

	fixture_write(path, BAD[_i].text, strlen(BAD[_i].text));
	ck_assert_int_eq(document_open(&d, path, &err), -1);
	ck_assert_int_eq(err.kind, ERR_RESULT);
	ck_assert_str_eq(err.where.file, path);
	ck_assert_uint_eq(err.where.line, BAD[_i].line);
	ck_assert_msg(strncmp(err.msg, BAD[_i].msg, strlen(BAD[_i].msg)) == 0,
	    "%s", err.msg);
}
END_TEST

/* Every beginning of a good document is refused, and none of its bytes can be
 * another without an answer. */
START_TEST(broken)
{
	const char *text = RESULT(RUN("64", FAULTS, ""));
	size_t len = strlen(text);
	char copy[2000];
	struct document d;
	struct err err;

	for (size_t n = 0; n < len; n++) {
		fixture_write(path, text, n);
		ck_assert_int_eq(document_open(&d, path, &err), -1);
		memcpy(copy, text, len);
		copy[n] = (char)(copy[n] ^ 0x11);
		fixture_write(path, copy, len);
		if (document_open(&d, path, &err) == 0)
			document_close(&d);
	}
}
END_TEST

/* Brackets without end are refused by depth, not by running out of stack. */
START_TEST(deep)
{
	char *text = malloc(1000000);
	struct document d;
	struct err err;

	memset(text, '[', 1000000);
	fixture_write(path, text, 1000000);
	free(text);
	ck_assert_int_eq(document_open(&d, path, &err), -1);
	ck_assert_int_eq(err.kind, ERR_RESULT);
}
END_TEST

START_TEST(not_there)
{
	struct document d;
	struct err err;

	ck_assert_int_eq(
	    document_open(&d, "/nonexistent/baseline.json", &err), -1);
	ck_assert_int_eq(err_status(err.kind), 3);
	ck_assert_int_eq(document_open(&d, "/tmp", &err), -1);
	ck_assert_int_eq(err_status(err.kind), 3);
	ck_assert_int_eq(err.sys, EISDIR);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("document");

	fixture_folder(t);
	tcase_add_test(t, good);
	tcase_add_loop_test(t, bad, 0, ROWS(BAD));
	tcase_add_test(t, broken);
	tcase_add_test(t, deep);
	tcase_add_test(t, not_there);
	return (fixture_run("document", t));
}
