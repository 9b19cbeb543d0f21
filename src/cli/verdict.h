/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the limits of a gate from a suite and the command line, and writes the
 * verdict: on the terminal, into report files, as exit status.  Functions that
 * return int return 0, or -1 with *err.
 */
#ifndef CLI_VERDICT_H
#define CLI_VERDICT_H

#include "cli/baselines.h"
#include "cli/options.h"
#include "config/suite.h"
#include "report/gate_report.h"

/* What is judged and by which limits: those of the suite's file (NULL: none),
 * changed by the command line. */
int verdict_spec(struct gate_spec *spec, const struct options *o,
    const struct suite *suite, struct err *err);

/* Whether a report in this format is of the verdict, not of the results.
 * own_json: --json is of the verdict. */
bool format_reports_verdict(const struct report_format *f, bool own_json);

/* Writes the verdict on the last of the baselines; *status is 1 where
 * something is worse.  A run that is
 * in one document only is an error, and so are documents that cannot be
 * compared; the reports of the verdict then contain the error. */
int verdict_give(const struct options *o, const struct gate_spec *spec,
    const struct baselines *old, const struct document *new, bool own_json,
    int *status, struct err *err);

/* Before the work: reports that are plain files, or do not exist, say *why.
 * They are written again at the end. */
void verdict_refuse_first(const struct options *o, const struct err *why);

/* Shows what changes where the new document takes the place of the old one
 * (NULL: there is none). */
int verdict_update(const struct options *o, const struct document *old,
    const struct document *new, struct err *err);

/* For an error before anything was compared: writes it into the reports of
 * the verdict. */
void verdict_refuse(
    const struct options *o, bool own_json, const struct err *why);

#endif
