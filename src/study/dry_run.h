/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plan of a study without its runs.
 */
#ifndef STUDY_DRY_RUN_H
#define STUDY_DRY_RUN_H

#include "study/plan.h"

/* Reads the trace, chooses how the runs would be made and what that would cost:
 * e->spec->dry_run. */
int dry_run(struct engine *e, struct err *err);
/* The same for a curve of each run, with about so many points where it is made
 * from runs; curve[]: how each would be made. */
int dry_run_curves(
    struct engine *e, uint64_t points, struct curve *curve, struct err *err);

#endif
