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

#endif
