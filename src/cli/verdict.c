/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The limits of a gate, and the reports of its verdict.
 */
#include "cli/verdict.h"

#include <sys/stat.h>

#include <string.h>

#include "cli/ci_output.h"
#include "cli/option_files.h"
#include "cli/study_output.h"

/* A limit of a metric that is not judged would be ignored: it is refused. */
static int
check_limit(const struct gate_spec *spec, const struct setting *limit,
    const struct err_where *at, enum err_kind kind, struct err *err)
{
	if (gate_has_use_for(spec, limit->name))
		return (0);
	return (err_at(err, kind, at,
	    "%.60s has a limit, and the gate names other metrics only (add it "
	    "to the gate, or leave the limit out)",
	    limit->name));
}

int
verdict_spec(struct gate_spec *spec, const struct options *o,
    const struct suite *suite, struct err *err)
{
	*spec = (struct gate_spec){ .allow_new = o->allow_new };
	for (size_t i = 0; o->gate.n == 0 && suite != NULL && i < suite->gate.n;
	     i++)
		if (gate_name(spec, suite->gate.item[i].value,
			&suite->gate.item[i].at, ERR_CONFIG, err) != 0)
			return (-1);
	for (size_t i = 0; suite != NULL && i < suite->nlimit; i++)
		if (gate_limit(spec, &suite->limit[i].metric,
			&suite->limit[i].value_at, ERR_CONFIG, err) != 0)
			return (-1);
	for (size_t i = 0; i < o->gate.n; i++)
		if (gate_name(spec, o->gate.item[i].value, &o->gate.item[i].at,
			ERR_USAGE, err) != 0)
			return (-1);
	for (size_t i = 0; i < o->limits.n; i++)
		if (gate_limit(spec, &o->limits.item[i], &o->limits.item[i].at,
			ERR_USAGE, err) != 0)
			return (-1);
	for (size_t i = 0; i < o->limits.n; i++)
		if (check_limit(spec, &o->limits.item[i], &o->limits.item[i].at,
			ERR_USAGE, err) != 0)
			return (-1);
	/* Where --gate replaces the names of the suite, its limits stay. */
	for (size_t i = 0; o->gate.n == 0 && suite != NULL && i < suite->nlimit;
	     i++)
		if (check_limit(spec, &suite->limit[i].metric,
			&suite->limit[i].metric.at, ERR_CONFIG, err) != 0)
			return (-1);
	return (gate_check(
	    spec, o->gate.n + o->limits.n > 0 ? ERR_USAGE : ERR_CONFIG, err));
}

bool
format_reports_verdict(const struct report_format *f, bool own_json)
{
	return (report_has_gate(f) && (own_json || f != &json_format));
}

/* Writes the reports of the verdict; the first error is returned. */
static int
write_files(const struct options *o, const struct gate *g,
    const struct err *why, bool own_json, struct err *err)
{
	struct report_view view = output_view(o);
	struct err more;
	int failed = 0;

	for (size_t i = 0; i < o->noutput; i++) {
		struct report_subject subject = { .gate = g, .refusal = why };
		const struct report_format *f =
		    output_format(o->output[i].format, err);

		if (f == NULL)
			return (-1);
		/* The runs, too, where one has all that is known of them. */
		if (f->runs_with_verdict && g != NULL && !g->new->slim) {
			subject.study = g->new->study;
			subject.nstudy = g->new->nstudy;
		}
		if (format_reports_verdict(f, own_json) &&
		    report_save(f, &subject, &view, o->output[i].path,
			failed == 0 ? err : &more) != 0)
			failed = -1;
	}
	if (ci_output(o,
		&(const struct report_subject){ .gate = g, .refusal = why },
		&view, failed == 0 ? err : &more) != 0)
		failed = -1;
	return (failed);
}

static int
write_verdict(const struct options *o, const struct gate *g, bool own_json,
    struct err *err)
{
	const struct report_subject subject = { .gate = g };
	struct report_view view;

	if (write_files(o, g, NULL, own_json, err) != 0)
		return (-1);
	if (o->quiet || options_use_stdout(o))
		return (0);
	view = output_view(o);
	return (report_save(&terminal_format, &subject, &view, "-", err));
}

/* A run that is in one of the documents only cannot be compared: it is an
 * error, after the reports have been written. */
static int
refuse(const struct gate *g, struct err *err)
{
	struct err_where at = { .file = g->old->path };
	char label[512];

	for (size_t i = 0; i < g->nrow; i++) {
		const struct gate_row *row = &g->row[i];

		gate_label(label, sizeof(label), row);
		if (row->verdict == GATE_UNEXPECTED)
			return (err_at(err, ERR_RESULT, &at,
			    "%.160s%shas no entry for %.80s (--allow-new lets "
			    "it pass)",
			    row->differs != NULL ? row->differs : "",
			    row->differs != NULL ? "; " : "", label));
	}
	for (size_t i = 0; i < g->nrow; i++)
		if (g->row[i].verdict == GATE_MISSING)
			return (err_at(err, ERR_RESULT, &at,
			    "holds a run that the new results lack: %.200s",
			    gate_label(label, sizeof(label), &g->row[i])));
	return (0);
}

void
verdict_refuse_first(const struct options *o, const struct err *why)
{
	struct options plain = *o;

	plain.noutput = 0;
	plain.annotations = plain.step_summary = false;
	for (size_t i = 0; i < o->noutput; i++) {
		struct stat st;
		const char *path = o->output[i].path;

		if (strcmp(path, "-") != 0 &&
		    (stat(path, &st) != 0 || S_ISREG(st.st_mode)))
			plain.output[plain.noutput++] = o->output[i];
	}
	verdict_refuse(&plain, false, why);
}

void
verdict_refuse(const struct options *o, bool own_json, const struct err *why)
{
	struct err err;

	/* An error in the command line is reported before any work. */
	if (why->kind != ERR_USAGE)
		(void)write_files(o, NULL, why, own_json, &err);
}

int
verdict_give(const struct options *o, const struct gate_spec *spec,
    const struct baselines *old, const struct document *new, bool own_json,
    int *status, struct err *err)
{
	struct gate g;
	int failed;

	if (gate_compare(&g, baselines_last(old), new, spec, err) != 0) {
		verdict_refuse(o, own_json, err);
		return (-1);
	}
	gate_history(&g, old->document, old->n - 1);
	failed = write_verdict(o, &g, own_json, err);
	if (failed == 0)
		failed = refuse(&g, err);
	*status = g.passed ? 0 : 1;
	gate_close(&g);
	return (failed);
}

int
verdict_update(const struct options *o, const struct document *old,
    const struct document *new, struct err *err)
{
	static const struct document none;
	struct gate_spec spec = { .allow_new = true };
	struct report_view view = output_view(o);
	struct report_subject subject = { .gate = NULL };
	struct err why = { .kind = ERR_NONE };
	char text[GATE_REASON_SIZE];
	struct gate g;
	int failed;

	if (o->quiet || options_use_stdout(o))
		return (0);
	if (old == NULL)
		old = &none;
	/* Where the documents cannot be compared, every run is new. */
	if (gate_compare(&g, old, new, &spec, &why) != 0 &&
	    gate_compare(&g, &none, new, &spec, err) != 0)
		return (-1);
	g.update = true;
	if (why.kind != ERR_NONE)
		g.replaced = gate_reason(text, sizeof(text), &why);
	subject.gate = &g;
	failed = report_save(&terminal_format, &subject, &view, "-", err);
	gate_close(&g);
	return (failed);
}
