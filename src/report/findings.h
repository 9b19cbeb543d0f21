/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a CI service shows beside the code.
 */
#ifndef REPORT_FINDINGS_H
#define REPORT_FINDINGS_H

#include <stdio.h>

#include "report/report.h"

/* GitHub's workflow commands, one on a line: errors of a verdict or a refusal,
 * warnings of studies. */
void findings_annotate(const struct report_subject *subject,
    const struct report_view *view, FILE *to);

#endif
