/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a gate found, for machines: "pagerace.gate/1" as JSON, and JUnit XML
 * with a test for every metric of every run.
 */
#include "base/num.h"
#include "report/gate_report.h"
#include "report/junit.h"
#include "result/json.h"

static json_t *
metrics(const struct gate_row *r)
{
	json_t *list = json_array();

	for (size_t i = 0; r->old != NULL && r->new != NULL &&i < METRICS;
	     i++) {
		uint64_t old = r->old->value[i], new = r->new->value[i];

		/* Both are below 2^63, so the difference fits. */
		if (json_array_append_new(
			list, json_pack("{s:s, s:o, s:o, s:I, s:s}", "name",
				  document_metrics[i], "old", json_count(old),
				  "new", json_count(new), "delta",
				  (json_int_t) new - (json_int_t)old, "verdict",
				  gate_verdict_name(r->metric[i]))) != 0) {
			json_decref(list);
			return (NULL);
		}
	}
	return (list);
}

static json_t *
row(const struct gate_row *r)
{
	const struct document_run *run = gate_run(r);

	return (json_pack("{s:s, s:s, s:s, s:o, s:o, s:s, s:s, s:o}", "trace",
	    run->trace->name, "digest", run->trace->digest, "policy",
	    run->policy, "params", json_loads(run->params, 0, NULL), "frames",
	    json_count(run->frames), "device", run->device, "verdict",
	    gate_verdict_name(r->verdict), "metrics", metrics(r)));
}

int
gate_write_json(const struct gate *g, FILE *to, struct err *err)
{
	json_t *counts = json_object(), *rows = json_array();
	int bad = 0;

	for (int v = GATE_EQUAL; v < GATE_VERDICTS; v++)
		bad |= json_object_set_new(counts,
		    gate_verdict_name((enum gate_verdict)v),
		    json_count(g->count[v]));
	for (size_t i = 0; i < g->nrow; i++)
		bad |= json_array_append_new(rows, row(&g->row[i]));
	if (bad != 0) {
		json_decref(rows);
		rows = NULL;
	}
	return (json_write(json_pack("{s:s, s:o, s:b, s:o, s:o}", "schema",
			       "pagerace.gate/1", "tool", json_tool(), "passed",
			       (int)g->passed, "counts", counts, "runs", rows),
	    to, err));
}

/* Both sides have the run.  One that only one has is an error where it does not
 * pass: nothing failed, but nothing can be said. */
static bool
weighed(const struct gate_row *r)
{
	return (r->old != NULL && r->new != NULL);
}

/* A metric that failed, or a run that cannot be weighed. */
static void
failure(const struct gate *g, const struct gate_row *r, size_t i, FILE *to)
{
	char percent[60], limit[40], text[240];

	if (r->verdict == GATE_MISSING)
		snprintf(text, sizeof(text), "in the baseline, but not run");
	else if (r->verdict == GATE_UNEXPECTED)
		snprintf(text, sizeof(text), "run, but not in the baseline");
	else {
		if (g->limit[i].ppm != 0)
			num_print_share(limit, sizeof(limit), g->limit[i].ppm);
		else
			snprintf(limit, sizeof(limit), "%ju",
			    (uintmax_t)g->limit[i].count);
		gate_percent(percent, sizeof(percent), r->old->value[i],
		    r->new->value[i]);
		snprintf(text, sizeof(text), "%ju -> %ju (%s%slimit %s)",
		    (uintmax_t)r->old->value[i], (uintmax_t)r->new->value[i],
		    percent, percent[0] == '\0' ? "" : ", ", limit);
	}
	fprintf(to, "   <%s type=\"%s\" message=\"",
	    weighed(r) ? "failure" : "error", gate_verdict_name(r->verdict));
	junit_text(text, to);
	fputs("\"/>\n", to);
}

static void
testcase(const struct gate *g, const struct gate_row *r, size_t i, FILE *to)
{
	const struct document_run *run = gate_run(r);
	bool whole = !weighed(r);

	fputs("  <testcase classname=\"", to);
	junit_text(run->trace->name, to);
	fputc('.', to);
	junit_text(run->label, to);
	fprintf(to, "\" name=\"%s, %ju frames, ",
	    whole ? "run" : document_metrics[i], (uintmax_t)run->frames);
	junit_text(run->device, to);
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

/* The tests of a trace; NULL: of all. */
static struct tests
count_tests(const struct gate *g, const struct document_trace *trace)
{
	struct tests n = { 0 };

	for (size_t k = 0; k < g->nrow; k++) {
		const struct gate_row *r = &g->row[k];

		if (trace != NULL &&
		    !document_same_trace(gate_run(r)->trace, trace))
			continue;
		if (!weighed(r)) {
			n.all++;
			n.errors += r->verdict >= GATE_REGRESSION;
			continue;
		}
		n.all += METRICS;
		for (size_t i = 0; i < METRICS; i++)
			n.failures += r->metric[i] >= GATE_REGRESSION;
	}
	return (n);
}

static void
suite(const struct gate *g, const struct document_trace *trace, FILE *to)
{
	struct tests n = count_tests(g, trace);

	if (n.all == 0)
		return;
	fputs(" <testsuite name=\"", to);
	junit_text(trace->name, to);
	fprintf(to,
	    "\" tests=\"%zu\" failures=\"%zu\" errors=\"%zu\" skipped=\"0\" "
	    "time=\"0\">\n",
	    n.all, n.failures, n.errors);
	for (size_t k = 0; k < g->nrow; k++) {
		const struct gate_row *r = &g->row[k];

		if (!document_same_trace(gate_run(r)->trace, trace))
			continue;
		if (!weighed(r))
			testcase(g, r, 0, to);
		else
			for (size_t i = 0; i < METRICS; i++)
				testcase(g, r, i, to);
	}
	fputs(" </testsuite>\n", to);
}

/* The suites of one document's traces, but for those that stand in another or
 * before. */
static void
suites(const struct gate *g, const struct document *d,
    const struct document *other, FILE *to)
{
	for (size_t i = 0; i < d->ntrace; i++) {
		bool done = false;

		for (size_t k = 0; k < i; k++)
			done |= document_same_trace(&d->trace[k], &d->trace[i]);
		for (size_t k = 0; other != NULL && k < other->ntrace; k++)
			done |=
			    document_same_trace(&other->trace[k], &d->trace[i]);
		if (!done)
			suite(g, &d->trace[i], to);
	}
}

int
gate_write_junit(const struct gate *g, FILE *to, struct err *err)
{
	struct tests n = count_tests(g, NULL);

	(void)err;
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
