/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A gate without a verdict, because nothing could be compared.  Each file in
 * which the verdict would stand gets the error instead, so that a CI server
 * that reads the file does not find the verdict of an earlier run.
 */
#include "report/gate_report.h"
#include "report/junit.h"
#include "result/json.h"
#include "result/label.h"

const char *
gate_reason(char *buf, size_t size, const struct err *why)
{
	const struct err_where *at = &why->where;
	char position[64], text[1400];

	snprintf(text, sizeof(text), "%.1000s%s%s%s%s",
	    at->file == NULL ? "" : at->file, at->file == NULL ? "" : ":",
	    err_position(at, position, sizeof(position)),
	    at->file == NULL ? "" : " ", why->msg);
	return (label_clean(buf, size, text));
}

int
gate_refuse_junit(const struct err *why, FILE *to, struct err *err)
{
	char text[GATE_REASON_SIZE];

	(void)err;
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<testsuites tests=\"1\" failures=\"0\" errors=\"1\" "
	      "time=\"0\">\n"
	      " <testsuite name=\"pagerace\" tests=\"1\" failures=\"0\" "
	      "errors=\"1\" skipped=\"0\" time=\"0\">\n"
	      "  <testcase classname=\"pagerace\" name=\"gate\" time=\"0\">\n"
	      "   <error type=\"refused\" message=\"",
	    to);
	junit_text(gate_reason(text, sizeof(text), why), to);
	fputs("\"/>\n  </testcase>\n </testsuite>\n</testsuites>\n", to);
	return (0);
}

int
gate_refuse_json(const struct err *why, FILE *to, struct err *err)
{
	char text[GATE_REASON_SIZE];

	return (json_write(
	    json_pack("{s:s, s:o, s:b, s:s, s:{}, s:[]}", "schema",
		"pagerace.gate/1", "tool", json_tool(), "passed", 0, "refused",
		gate_reason(text, sizeof(text), why), "counts", "runs"),
	    to, err));
}
