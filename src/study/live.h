/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs that are made as the trace is read, all of them at once.
 */
#ifndef STUDY_LIVE_H
#define STUDY_LIVE_H

#include "study/plan.h"
#include "study/stack_curves.h"

/*
 * Makes all runs of a plan for which no reference string has to be recorded,
 * and the curves.
 * The trace is read again where it turns out that some runs cannot be made in
 * the way that was chosen for them.
 */
int live_run(struct engine *e, struct stack_curves *curves, struct err *err);

#endif
