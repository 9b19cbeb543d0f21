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

const struct report_format json_format = {
	.name = "json",
	.summary = "the result document: for scripts, CI gates and 'diff'",
	.write = write_json,
	.write_gate = gate_write_json,
	.write_refusal = gate_refuse_json,
	.write_facts = json_write_facts,
};

const struct report_format *const report_formats[] = {
	&terminal_format,
	&json_format,
	&csv_format,
	&markdown_format,
	&hgrm_format,
	&junit_format,
	NULL,
};

bool
report_has_gate(const struct report_format *format)
{
	return (format->renderer != NULL || format->write_gate != NULL);
}

int
report_write(const struct report_format *format, const struct study *const *s,
    size_t n, const struct report_view *view, FILE *to, struct err *err)
{
	struct sheet sheet;

	if (format->renderer == NULL)
		return (format->write(s, n, view, to, err));
	sheet_open(&sheet, format->renderer, view, to);
	for (size_t i = 0; i < n; i++)
		study_view_write(&sheet, s[i]);
	sheet_close(&sheet);
	return (0);
}

int
report_write_gate(const struct report_format *format, const struct gate *g,
    const struct err *why, const struct report_view *view, FILE *to,
    struct err *err)
{
	struct sheet sheet;

	if (format->renderer == NULL)
		return (g != NULL ? format->write_gate(g, to, err)
				  : format->write_refusal(why, to, err));
	sheet_open(&sheet, format->renderer, view, to);
	if (g != NULL)
		gate_view_write(&sheet, g);
	else
		gate_view_refuse(&sheet, why);
	sheet_close(&sheet);
	return (0);
}

int
report_write_facts(const struct report_format *format,
    const struct trace_facts *t, const struct report_view *view, FILE *to,
    struct err *err)
{
	struct sheet sheet;

	if (format->renderer == NULL)
		return (format->write_facts(t, to, err));
	sheet_open(&sheet, format->renderer, view, to);
	trace_view_write(&sheet, t);
	sheet_close(&sheet);
	return (0);
}

int
report_save(const struct report_format *format, const struct study *const *s,
    size_t n, const struct report_view *view, const char *path, struct err *err)
{
	struct save file;
	int result;

	if (save_open(&file, path, err) != 0)
		return (-1);
	result = report_write(format, s, n, view, file.to, err);
	return (save_close(&file, result == 0, err));
}

int
report_save_gate(const struct report_format *format, const struct gate *g,
    const struct err *why, const struct report_view *view, const char *path,
    struct err *err)
{
	struct save file;
	int result;

	if (save_open(&file, path, err) != 0)
		return (-1);
	result = report_write_gate(format, g, why, view, file.to, err);
	return (save_close(&file, result == 0, err));
}

int
report_save_facts(const struct report_format *format,
    const struct trace_facts *t, const struct report_view *view,
    const char *path, struct err *err)
{
	struct save file;
	int result;

	if (save_open(&file, path, err) != 0)
		return (-1);
	result = report_write_facts(format, t, view, file.to, err);
	return (save_close(&file, result == 0, err));
}
