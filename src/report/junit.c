/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs as tests that passed: a suite for each trace, a test for each run.  A
 * test fails only in a comparison with a baseline (result/gate.h).
 */
#include "base/num.h"
#include "report/gate_report.h"
#include "report/report.h"
#include "report/xml_text.h"
#include "result/label.h"
#include "result/metric.h"

static uint64_t
total_ns(const struct study *s)
{
	unsigned __int128 sum = 0;

	for (size_t i = 0; i < s->nrun; i++)
		sum += s->run[i].outcome.total_ns;
	return (sum > UINT64_MAX ? UINT64_MAX : (uint64_t)sum);
}

static void
seconds(uint64_t ns, FILE *to)
{
	fprintf(to, "%ju.%09ju", (uintmax_t)(ns / 1000000000),
	    (uintmax_t)(ns % 1000000000));
}

static void
testcase(const struct study *s, const struct run *r, FILE *to)
{
	const struct metric *c;
	char label[LABEL_SIZE], text[512];

	fputs("  <testcase classname=\"", to);
	xml_text(s->trace.name, to);
	fputc('.', to);
	xml_text(label_policy(label, sizeof(label), r), to);
	fprintf(to, "\" name=\"%ju frame%s, ", (uintmax_t)r->frames,
	    num_plural(r->frames));
	xml_text(label_device(label, sizeof(label), r), to);
	fputs("\" time=\"", to);
	seconds(r->outcome.total_ns, to);
	fputs("\">\n   <system-out>", to);
	for (c = NULL; (c = metric_next_column(c)) != NULL;) {
		metric_print(c, s, r, false, text, sizeof(text));
		if (text[0] == '\0')
			continue;
		fprintf(to, "%s=", metric_column(c, label, sizeof(label)));
		xml_text(text, to);
		fputc('\n', to);
	}
	fputs("</system-out>\n  </testcase>\n", to);
}

static int
write_report(const struct study *const *s, size_t n,
    not_used const struct report_view *view, FILE *to, not_used struct err *err)
{
	uint64_t tests = 0, time = 0;

	for (size_t i = 0; i < n; i++) {
		tests += s[i]->nrun;
		if (__builtin_add_overflow(time, total_ns(s[i]), &time))
			time = UINT64_MAX;
	}
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", to);
	fprintf(to,
	    "<testsuites tests=\"%ju\" failures=\"0\" errors=\"0\" time=\"",
	    (uintmax_t)tests);
	seconds(time, to);
	fputs("\">\n", to);
	for (size_t i = 0; i < n; i++) {
		fputs(" <testsuite name=\"", to);
		xml_text(s[i]->trace.name, to);
		fprintf(to,
		    "\" tests=\"%zu\" failures=\"0\" errors=\"0\" "
		    "skipped=\"0\" time=\"",
		    s[i]->nrun);
		seconds(total_ns(s[i]), to);
		fprintf(to,
		    "\">\n  <properties><property name=\"digest\" "
		    "value=\"%s\"/><property name=\"page_size\" "
		    "value=\"%ju\"/></properties>\n",
		    s[i]->trace.digest, (uintmax_t)s[i]->trace.page_size);
		for (size_t k = 0; k < s[i]->nrun; k++)
			testcase(s[i], &s[i]->run[k], to);
		fputs(" </testsuite>\n", to);
	}
	fputs("</testsuites>\n", to);
	return (0);
}

const struct report_format junit_format = {
	.name = "junit",
	.summary = "JUnit XML, for the test page of a CI server",
	.write = write_report,
	.write_gate = gate_write_junit,
	.write_refusal = gate_refuse_junit,
};
