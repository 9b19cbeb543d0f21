/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A gate that came to no verdict: nothing could be compared.  It is said in
 * every file in which the verdict would stand, so that what a CI server picks
 * up there is never the verdict of an earlier run.
 */
#include "report/gate_report.h"
#include "report/junit.h"
#include "result/json.h"
#include "result/label.h"

/* The message as the front door prints it, in one line. */
static const char *
reason(char *buf, size_t size, const struct err *why)
{
	const struct err_where *at = &why->where;
	char position[64], text[1400];

	snprintf(text, sizeof(text), "%.1000s%s%s%s%s",
	    at->file == NULL ? "" : at->file, at->file == NULL ? "" : ":",
	    err_position(at, position, sizeof(position)),
	    at->file == NULL ? "" : " ", why->msg);
	return (label_clean(buf, size, text));
}

void
gate_refuse_markdown(const struct err *why, FILE *to)
{
	char text[1400];

	/* Indented, it is taken as it is. */
	fprintf(to, "❌ **refused: nothing was compared**\n\n    %s\n",
	    reason(text, sizeof(text), why));
}

void
gate_refuse_junit(const struct err *why, FILE *to)
{
	char text[1400];

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<testsuites tests=\"1\" failures=\"0\" errors=\"1\" "
	      "time=\"0\">\n"
	      " <testsuite name=\"pagerace\" tests=\"1\" failures=\"0\" "
	      "errors=\"1\" skipped=\"0\" time=\"0\">\n"
	      "  <testcase classname=\"pagerace\" name=\"gate\" time=\"0\">\n"
	      "   <error type=\"refused\" message=\"",
	    to);
	junit_text(reason(text, sizeof(text), why), to);
	fputs("\"/>\n  </testcase>\n </testsuite>\n</testsuites>\n", to);
}

int
gate_refuse_json(const struct err *why, FILE *to, struct err *err)
{
	char text[1400];

	return (json_write(
	    json_pack("{s:s, s:o, s:b, s:s, s:{}, s:[]}", "schema",
		"pagerace.gate/1", "tool", json_tool(), "passed", 0, "refused",
		reason(text, sizeof(text), why), "counts", "runs"),
	    to, err));
}
