/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The JUnit report of a gate without a verdict, because nothing could be
 * compared.  The error is written in place of the verdict, so that a CI server
 * that reads the file does not find the verdict of an earlier run.
 */
#include "report/gate_report.h"
#include "report/xml_text.h"

int
gate_refuse_junit(const struct err *why,
    not_used const struct report_view *view, FILE *to, not_used struct err *err)
{
	char text[GATE_REASON_SIZE];

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
	      "<testsuites tests=\"1\" failures=\"0\" errors=\"1\" "
	      "time=\"0\">\n"
	      " <testsuite name=\"pagerace\" tests=\"1\" failures=\"0\" "
	      "errors=\"1\" skipped=\"0\" time=\"0\">\n"
	      "  <testcase classname=\"pagerace\" name=\"gate\" time=\"0\">\n"
	      "   <error type=\"refused\" message=\"",
	    to);
	xml_text(gate_reason(text, sizeof(text), why), to);
	fputs("\"/>\n  </testcase>\n </testsuite>\n</testsuites>\n", to);
	return (0);
}
