/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs again with other seeds: how far the page faults of a policy that draws
 * random numbers depend on them.
 */
#ifndef STUDY_SEEDS_H
#define STUDY_SEEDS_H

#include "study/plan.h"

/* Adds a job for each seed but the first, of every run whose policy draws. */
void seeds_add(struct engine *e);
/* After these were made: fills in the spread of the runs. */
void seeds_finish(struct engine *e);

#endif
