/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a job of a CI service gets beside files: annotations in its log, and a
 * summary.
 */
#ifndef CLI_CI_OUTPUT_H
#define CLI_CI_OUTPUT_H

#include "cli/options.h"
#include "report/report.h"

/* --annotations: on standard error; --step-summary: appended as Markdown to the
 * file that GITHUB_STEP_SUMMARY names. */
int ci_output(const struct options *o, const struct report_subject *subject,
    const struct report_view *view, struct err *err);

/* Whether --step-summary can be done, before the work. */
int ci_check(const struct options *o, struct err *err);

#endif
