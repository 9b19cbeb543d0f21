/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs at equal memory: for a policy that varies the memory it uses, the faults
 * of other policies with the mean number of frames that it used.
 */
#ifndef STUDY_EQUAL_MEMORY_H
#define STUDY_EQUAL_MEMORY_H

#include "study/engine.h"
#include "study/job.h"

/* Makes these runs for every run of the study whose policy varies its memory.
 * like: any job of the study, whose setup is copied; future NULL: OPT is left
 * out. */
int equal_memory_run(const struct engine_spec *spec, struct study *study,
    const struct job *like, const struct refstring *string,
    struct future_memory *future, struct mem *keep, struct err *err);

#endif
