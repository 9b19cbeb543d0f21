/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The verdict of a gate: on the screen, in the files asked for, as the exit
 * status.
 */
#ifndef CLI_VERDICT_H
#define CLI_VERDICT_H

#include "cli/options.h"
#include "config/suite.h"
#include "report/gate_report.h"

#define LIMITS_MAX (SETTINGS_MAX + SUITE_LIMITS_MAX)

/* What may grow by how much: of the suite's file (NULL: there is none), then
 * of the command line, which wins. */
struct limits {
	struct gate_limit item[LIMITS_MAX];
	size_t n;
};

int limits_read(struct limits *l, const struct options *o,
    const struct suite *suite, struct err *err);

/* Whether a report in this format is of the verdict, not of the results.
 * own_json: --json is of the verdict. */
bool verdict_takes(const struct report_format *f, bool own_json);

/* Writes the verdict; *status is 1 where something is worse.  A run that one
 * side lacks is an error, and so is what cannot be compared; the verdict's
 * files say so, too. */
int verdict_give(const struct options *o, const struct limits *limits,
    const struct document *old, const struct document *new, bool own_json,
    int *status, struct err *err);

/* For an error before there was anything to compare: the files in which the
 * verdict would stand say that there is none. */
void verdict_refuse(
    const struct options *o, bool own_json, const struct err *why);

#endif
