/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading result documents back: an error is reported once, with its position.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "report/report.h"
#include "result/document.h"
#include "result/label.h"
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
#define HIST(count, low, high, more)                                           \
	",\"latency_ns\":{\"count\":" count ",\"min\":500,\"mean\":1e3,"       \
	"\"max\":500,\"buckets\":[[" low "," high ",1]" more "]}"
#define RESULT(runs)                                                           \
	"{\"schema\":\"pagerace.result/1\"," TRACE ",\"runs\":[" runs "]}"

START_TEST(good)
{
	const char *text = RESULT(RUN("64", FAULTS, ",\"later\":[{}]"));
	const struct study *s;
	const struct run *r;
	char text_of[LABEL_SIZE];
	struct document d;
	struct err err;

	fixture_write(path, text, strlen(text));
	ck_assert_int_eq(document_open(&d, path, &err), 0);
	ck_assert(!d.suite);
	ck_assert_uint_eq(d.nstudy, 1);
	s = d.study[0];
	ck_assert_uint_eq(s->nrun, 1);
	ck_assert_str_eq(s->trace.digest, "xxh3:1");
	r = &s->run[0];
	ck_assert_uint_eq(r->frames, 64);
	ck_assert_str_eq(label_policy(text_of, sizeof(text_of), r), "lru:k=2");
	ck_assert_str_eq(label_settings(text_of, sizeof(text_of), s), "seed=1");
	ck_assert_uint_eq(outcome_faults(&r->outcome), 6);
	/* The document is older than the keys of the parts of cow. */
	ck_assert_uint_eq(outcome_cow(&r->outcome), 1);
	ck_assert_uint_eq(r->outcome.stall_ns, 8);
	ck_assert_uint_eq(r->memory.n, 64);
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
	    0, "runs[0].faults.total: must be the sum of faults.zero_fill" },
	{ RESULT(RUN("64", FAULTS, ",\"device_params\":{\"x\":[]}")), 0,
	    "runs[0].device_params.x: must be a number" },
	{ RESULT(RUN("64", FAULTS, ",\"memory\":\"many\"")), 0,
	    "runs[0].memory: must be a memory size" },
	{ RESULT(RUN("64", FAULTS, ",\"denied\":3,\"references\":2")), 0,
	    "runs[0].denied: must be at most the references" },
	{ RESULT(RUN("64", FAULTS, ",\"by_area\":[{}]")), 0,
	    "runs[0].by_area: must have 0 elements" },
	{ RESULT(RUN("64", FAULTS, ",\"optimum\":3") "," RUN(
	      "64", FAULTS, ",\"optimum\":4")),
	    0, "runs[1].optimum: must be the same" },
	{ RESULT(RUN("64", FAULTS, HIST("2", "500", "501", ""))), 0,
	    "runs[0].latency_ns.count: must be the sum of the buckets" },
	{ RESULT(RUN("64", FAULTS, HIST("1", "500", "502", ""))), 0,
	    "runs[0].latency_ns.buckets[0]: must be [low, high, count]" },
	{ RESULT(RUN("64", FAULTS, HIST("1", "501", "501", ""))), 0,
	    "runs[0].latency_ns.buckets[0]: must be [low, high, count]" },
	{ RESULT(RUN("64", FAULTS, HIST("1", "500", "501", ",[500,501,1]"))), 0,
	    "runs[0].latency_ns.buckets[1]: must be [low, high, count]" },
	{ RESULT(RUN("64", FAULTS, ",\"latency_ns\":[]")), 0,
	    "runs[0].latency_ns: must be an object" },
	{ RESULT(RUN("64", FAULTS,
	      ",\"equal_mean\":[{\"policy\":\"lru\","
	      "\"frames\":0,\"absent\":1}]")),
	    0, "runs[0].equal_mean[0].frames: must be a whole number" },
	{ RESULT(RUN("64", FAULTS, ",\"explanation\":{}")), 0,
	    "runs[0].explanation.cold: is missing" },
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

/* Every proper prefix of a valid document is refused, and a change of any byte
 * gives an error or a document. */
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

/* Deeply nested brackets are refused by a limit, before the stack overflows. */
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

/* The source tree; absolute, because the tests run in a temporary folder. */
static char source[PATH_MAX];

/* Replacements for a value. */
static const char *const CHANGED[] = { "-1", "0", "9223372036854775807",
	"9223372036854775808", "1e300", "\"\"", "\"0x\"", "[]", "{}", "null",
	"true" };

/* Every report can be made from any document that was read. */
static void
report_all(const struct document *d)
{
	const struct report_view view = { .width = 80, .suite = d->suite };
	const struct report_subject subject = { .study = d->study,
		.nstudy = d->nstudy };
	struct err err;
	FILE *to = fopen("/dev/null", "w");

	for (size_t i = 0; report_formats[i] != NULL; i++)
		ck_assert_int_eq(
		    report_write(report_formats[i], &subject, &view, to, &err),
		    report_has_studies(report_formats[i]) ? 0 : -1);
	fclose(to);
}

/* A golden document in which one line has another value or is missing is
 * refused with a message, or can be reported. */
START_TEST(changed)
{
	static const char *const name[] = { "replay", "comparison" };
	char file[PATH_MAX + 64], *text = NULL, *copy;
	size_t cap = 0, len;
	struct document d;
	struct err err;
	FILE *from;

	snprintf(
	    file, sizeof(file), "%s/tests/golden/%s.json", source, name[_i]);
	from = fopen(file, "r");
	ck_assert_ptr_nonnull(from);
	len = (size_t)getdelim(&text, &cap, EOF, from);
	fclose(from);
	copy = malloc(len + 100);
	for (size_t at = 0; at < len && at < 12000;
	     at += strcspn(text + at, "\n") + 1) {
		size_t end = at + strcspn(text + at, "\n");
		const char *colon = strstr(text + at, ": ");
		size_t value = colon != NULL && colon < text + end
				   ? (size_t)(colon - text) + 2
				   : at;
		bool comma = text[end - 1] == ',';

		for (int i = 0; i < ROWS(CHANGED); i++) {
			int n = sprintf(copy, "%.*s%s%s%s", (int)value, text,
			    CHANGED[i], comma ? "," : "", text + end);

			from = fmemopen(copy, (size_t)n, "r");
			if (document_read(&d, "changed", from, &err) == 0) {
				report_all(&d);
				document_close(&d);
			} else
				ck_assert(err.msg[0] != '\0');
			fclose(from);
		}
	}
	free(copy);
	free(text);
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
	ck_assert(strstr(err.msg, "cannot be read") != NULL);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("document");
	const char *srcdir = getenv("srcdir");

	if (realpath(srcdir != NULL ? srcdir : ".", source) == NULL)
		return (1);
	fixture_folder(t);
	tcase_add_test(t, good);
	tcase_add_loop_test(t, bad, 0, ROWS(BAD));
	tcase_add_test(t, broken);
	tcase_add_test(t, deep);
	tcase_add_loop_test(t, changed, 0, 2);
	tcase_add_test(t, not_there);
	return (fixture_run("document", t));
}
