/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verdict of a gate as JUnit XML: a test for every judged metric of every
 * run.
 */
#include "base/num.h"
#include "report/gate_report.h"
#include "report/xml_text.h"
#include "result/label.h"

/* A metric that failed, or a run that one side lacks. */
static void
failure(const struct gate *g, const struct gate_row *r, size_t i, FILE *to)
{
	char percent[60], limit[40], text[400];
	uint64_t old, new;

	if (r->verdict == GATE_MISSING)
		snprintf(text, sizeof(text), "in the baseline, but not run");
	else if (r->verdict == GATE_UNEXPECTED)
		snprintf(text, sizeof(text), "run, but not in the baseline%s%s",
		    r->differs != NULL ? ": " : "",
		    r->differs != NULL ? r->differs : "");
	else {
		gate_print_limit(&g->spec, i, limit, sizeof(limit));
		gate_row_values(r, i, &old, &new);
		gate_percent(percent, sizeof(percent), old, new);
		snprintf(text, sizeof(text), "%ju -> %ju (%s%slimit %s)",
		    (uintmax_t)old, (uintmax_t) new, percent,
		    percent[0] == '\0' ? "" : ", ", limit);
	}
	fprintf(to, "   <%s type=\"%s\" message=\"",
	    gate_row_compared(r) ? "failure" : "error",
	    gate_verdict_name(r->verdict));
	xml_text(text, to);
	fputs("\"/>\n", to);
}

static void
testcase(const struct gate *g, const struct gate_row *r, size_t i, FILE *to)
{
	const struct gate_run *of = gate_row_run(r);
	char label[LABEL_SIZE];
	bool whole = !gate_row_compared(r);

	fputs("  <testcase classname=\"", to);
	xml_text(of->study->trace.name, to);
	fputc('.', to);
	xml_text(label_policy(label, sizeof(label), of->run), to);
	fprintf(to, "\" name=\"%s, %ju frame%s, ",
	    whole ? "run" : gate_metric(i)->name, (uintmax_t)of->run->frames,
	    num_plural(of->run->frames));
	xml_text(label_device(label, sizeof(label), of->run), to);
	if ((whole ? r->verdict : r->metric[i]) < GATE_REGRESSION) {
		fputs("\" time=\"0\"/>\n", to);
		return;
	}
	fputs("\" time=\"0\">\n", to);
	failure(g, r, i, to);
	fputs("  </testcase>\n", to);
}

struct tests {
	size_t all, failures, errors;
};

/* The tests of a study's trace; NULL: of all. */
static struct tests
count_tests(const struct gate *g, const struct study *study)
{
	struct tests n = { 0 };

	for (size_t k = 0; k < g->nrow; k++) {
		const struct gate_row *r = &g->row[k];

		if (study != NULL &&
		    !gate_same_trace(gate_row_run(r)->study, study))
			continue;
		if (!gate_row_compared(r)) {
			n.all++;
			n.errors += r->verdict >= GATE_REGRESSION;
			continue;
		}
		for (size_t i = 0; i < gate_metrics(); i++) {
			n.all += gate_judged(g, i);
			n.failures += r->metric[i] >= GATE_REGRESSION;
		}
	}
	return (n);
}

static void
suite(const struct gate *g, const struct study *study, FILE *to)
{
	struct tests n = count_tests(g, study);

	if (n.all == 0)
		return;
	fputs(" <testsuite name=\"", to);
	xml_text(study->trace.name, to);
	fprintf(to,
	    "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"0\" "
	    "time=\"0\">\n",
	    n.all, n.failures, n.errors);
	for (size_t k = 0; k < g->nrow; k++) {
		const struct gate_row *r = &g->row[k];

		if (!gate_same_trace(gate_row_run(r)->study, study))
			continue;
		if (!gate_row_compared(r))
			testcase(g, r, 0, to);
		else
			for (size_t i = 0; i < gate_metrics(); i++)
				if (gate_judged(g, i))
					testcase(g, r, i, to);
	}
	fputs(" </testsuite>\n", to);
}

/* The suites of one document's traces, without traces that 'other' has, and
 * each trace once. */
static void
suites(const struct gate *g, const struct document *d,
    const struct document *other, FILE *to)
{
	for (size_t i = 0; i < d->nstudy; i++) {
		bool done = false;

		for (size_t k = 0; k < i; k++)
			done |= gate_same_trace(d->study[k], d->study[i]);
		for (size_t k = 0; other != NULL && k < other->nstudy; k++)
			done |= gate_same_trace(other->study[k], d->study[i]);
		if (!done)
			suite(g, d->study[i], to);
	}
}

int
gate_write_junit(const struct gate *g, not_used const struct report_view *view,
    FILE *to, not_used struct err *err)
{
	struct tests n = count_tests(g, NULL);

	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", to);
	fprintf(to,
	    "<testsuites tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" "
	    "time=\"0\">\n",
	    n.all, n.failures, n.errors);
	suites(g, g->new, NULL, to);
	suites(g, g->old, g->new, to);
	fputs("</testsuites>\n", to);
	return (0);
}
