/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The formats there are, each the only external name of its kind in its file.
 */
#ifndef REPORT_OUTPUTS_H
#define REPORT_OUTPUTS_H

#include "report/report.h"

extern const struct report_format terminal_format;
extern const struct report_format json_format;
extern const struct report_format csv_format;
extern const struct report_format markdown_format;
extern const struct report_format hgrm_format;
extern const struct report_format junit_format;

#endif
