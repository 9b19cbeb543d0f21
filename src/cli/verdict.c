/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The limits of a gate, and the reports of its verdict.
 */
#include "cli/verdict.h"

#include <sys/stat.h>

#include <string.h>

#include "cli/option_files.h"
#include "cli/study_output.h"

int
gate_limits_read(struct gate_limits *l, const struct options *o,
    const struct suite *suite, struct err *err)
{
	l->n = 0;
	for (size_t i = 0; suite != NULL && i < suite->nlimit; i++) {
		const struct suite_limit *given = &suite->limit[i];
		struct setting s = { given->metric, "0", given->at };

		if (gate_limit_read(&l->item[l->n], &s, ERR_CONFIG, err) != 0)
			return (-1);
		l->item[l->n++].allow = given->allowed;
	}
	for (size_t i = 0; i < o->limits.n; i++)
		if (gate_limit_read(&l->item[l->n++], &o->limits.item[i],
			ERR_USAGE, err) != 0)
			return (-1);
	return (0);
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
	const struct report_subject subject = { .gate = g, .refusal = why };
	struct report_view view = output_view();
	struct err more;
	int failed = 0;

	for (size_t i = 0; i < o->noutput; i++) {
		const struct report_format *f =
		    output_format(o->output[i].format, err);

		if (f == NULL)
			return (-1);
		if (format_reports_verdict(f, own_json) &&
		    report_save(f, &subject, &view, o->output[i].path,
			failed == 0 ? err : &more) != 0)
			failed = -1;
	}
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
	view = output_view();
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
		if (row->verdict == GATE_MISSING)
			return (err_at(err, ERR_RESULT, &at,
			    "holds a run that the new results lack: %.200s",
			    label));
		if (row->verdict == GATE_UNEXPECTED)
			return (err_at(err, ERR_RESULT, &at,
			    "has no entry for %.200s (--allow-new lets it "
			    "pass)",
			    label));
	}
	return (0);
}

void
verdict_refuse_first(const struct options *o, const struct err *why)
{
	struct options plain = *o;

	plain.noutput = 0;
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
verdict_give(const struct options *o, const struct gate_limits *limits,
    const struct document *old, const struct document *new, bool own_json,
    int *status, struct err *err)
{
	struct gate_spec spec = {
		.limit = limits->item,
		.nlimit = limits->n,
		.allow_new = o->allow_new,
	};
	struct gate g;
	int failed;

	if (gate_compare(&g, old, new, &spec, err) != 0) {
		verdict_refuse(o, own_json, err);
		return (-1);
	}
	failed = write_verdict(o, &g, own_json, err);
	if (failed == 0)
		failed = refuse(&g, err);
	*status = g.passed ? 0 : 1;
	gate_close(&g);
	return (failed);
}
