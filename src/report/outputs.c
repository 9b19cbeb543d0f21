/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of formats.
 */
#include "base/save.h"
#include "report/report.h"
#include "result/json.h"

static int
write_json(const struct study *const *s, size_t n,
    const struct report_view *view, FILE *to, struct err *err)
{
	if (view->suite)
		return (json_suite(s, n, to, err));
	return (json_write_study(s[0], to, err));
}

const struct report_format json_format = {
	.name = "json",
	.summary = "the result document: for scripts, CI gates and 'diff'",
	.write = write_json,
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

int
report_save(const struct report_format *format, const struct study *const *s,
    size_t n, const struct report_view *view, const char *path, struct err *err)
{
	struct save file;
	int result;

	if (save_open(&file, path, err) != 0)
		return (-1);
	result = format->write(s, n, view, file.to, err);
	return (save_close(&file, result == 0, err));
}
