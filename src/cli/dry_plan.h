/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * --dry-run: the plan of the runs on standard output, in place of a report.
 */
#ifndef CLI_DRY_PLAN_H
#define CLI_DRY_PLAN_H

#include "cli/options.h"
#include "study/engine.h"

/* Makes it a plan for --dry-run, where that was given; an error where options
 * ask for what only a run has. */
int dry_plan_begin(const struct options *o, struct engine_spec *plan,
    struct dry_run *d, struct err *err);

/* How the runs would be made, and what they would cost. */
void dry_plan_print(const struct engine_spec *plan, const struct study *s,
    const struct dry_run *d);

#endif
