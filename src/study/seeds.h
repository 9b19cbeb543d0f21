/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs again with other seeds: how far the page faults of a policy that draws
 * random numbers depend on them.  And runs with a little less and more memory:
 * how far those of a kernel's policy depend on that, and on what the model does
 * not know of the kernel (band_param of the policy).
 */
#ifndef STUDY_SEEDS_H
#define STUDY_SEEDS_H

#include "study/plan.h"

#define BAND_CHOICES 4 /* of band_param, at most */
/* Runs besides the one, at most. */
#define BAND_MORE ((2 * BAND_FRAMES + 1) * BAND_CHOICES - 1)

/* Adds a job for each seed but the first, of every run whose policy draws; and
 * those of the band of a kernel's policy. */
void seeds_add(struct engine *e);
/* After these were made: fills in the spread of the runs. */
void seeds_finish(struct engine *e);

#endif
