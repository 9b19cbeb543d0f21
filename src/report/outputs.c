/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of formats.
 */
#include "report/outputs.h"

const struct report_format *const report_formats[] = {
	&terminal_format,
	&json_format,
	&csv_format,
	&markdown_format,
	&hgrm_format,
	&junit_format,
	NULL,
};
