/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is in a trace: for 'info', as text and as JSON.
 */
#ifndef REPORT_FACTSHEET_H
#define REPORT_FACTSHEET_H

#include <stdio.h>

#include "base/err.h"
#include "model/study.h"
#include "report/report.h"

void factsheet_write(
    const struct trace_facts *t, const struct report_view *view, FILE *to);
/* "pagerace.facts/1": the trace as a result document has it, and more. */
int factsheet_json(const struct trace_facts *t, FILE *to, struct err *err);

#endif
