/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of report formats, and writing a report in one of them.
 */
#include "base/save.h"
#include "report/gate_report.h"
#include "report/report.h"
#include "report/view.h"
#include "result/json.h"

static int
write_json(const struct study *const *s, size_t n,
    const struct report_view *view, FILE *to, struct err *err)
{
	return (json_write_studies(s, n, view->suite, to, err));
}

static int
write_gate_json(const struct gate *g, not_used const struct report_view *view,
    FILE *to, struct err *err)
{
	return (gate_write_json(g, to, err));
}

static int
refuse_json(const struct err *why, not_used const struct report_view *view,
    FILE *to, struct err *err)
{
	return (gate_refuse_json(why, to, err));
}

const struct report_format json_format = {
	.name = "json",
	.summary = "the result document: for scripts, CI gates and 'diff'",
	.write = write_json,
	.write_gate = write_gate_json,
	.write_refusal = refuse_json,
	.write_facts = json_write_facts,
};

extern const struct report_format csv_format, hgrm_format, junit_format,
    svg_format, gha_format, bmf_format, gbench_format, codequality_format,
    openmetrics_format, html_format;

const struct report_format *const report_formats[] = {
	&terminal_format,
	&json_format,
	&csv_format,
	&markdown_format,
	&html_format,
	&hgrm_format,
	&junit_format,
	&gha_format,
	&bmf_format,
	&gbench_format,
	&codequality_format,
	&openmetrics_format,
	&svg_format,
	NULL,
};

bool
report_has_studies(const struct report_format *format)
{
	return (format->renderer != NULL || format->write != NULL);
}

bool
report_has_curves(const struct report_format *format)
{
	return (format->renderer != NULL || format == &json_format ||
		format == &csv_format || format == &svg_format);
}

bool
report_has_gate(const struct report_format *format)
{
	return (format->renderer != NULL || format->write_gate != NULL);
}

bool
report_has_facts(const struct report_format *format)
{
	return (format->renderer != NULL || format->write_facts != NULL);
}

int
report_write(const struct report_format *format,
    const struct report_subject *subject, const struct report_view *view,
    FILE *to, struct err *err)
{
	struct sheet sheet;

	if (format->renderer == NULL) {
		if (subject->gate != NULL)
			return (
			    format->write_gate(subject->gate, view, to, err));
		if (subject->refusal != NULL)
			return (format->write_refusal(
			    subject->refusal, view, to, err));
		if (subject->facts != NULL)
			return (format->write_facts(
			    &subject->facts->trace, to, err));
		if (format->write == NULL)
			return (err_set(err, ERR_USAGE,
			    "report %s is not one of runs", format->name));
		return (format->write(
		    subject->study, subject->nstudy, view, to, err));
	}
	sheet_open(&sheet, format->renderer, view, to);
	if (subject->gate != NULL)
		gate_view_write(&sheet, subject->gate);
	if (subject->refusal != NULL)
		gate_view_refuse(&sheet, subject->refusal);
	if (subject->facts != NULL)
		trace_view_write(&sheet, subject->facts);
	for (size_t i = 0; i < subject->nstudy; i++)
		study_view_write(&sheet, subject->study[i]);
	sheet_close(&sheet);
	return (0);
}

int
report_save(const struct report_format *format,
    const struct report_subject *subject, const struct report_view *view,
    const char *path, struct err *err)
{
	struct save file;
	int result;

	if (save_open(&file, path, err) != 0)
		return (-1);
	result = report_write(format, subject, view, file.to, err);
	return (save_close(&file, result == 0, err));
}
