/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Peers of a run whose policy varies its memory: what others would have
 * faulted, had they had all the time as many frames as it used on the mean.
 */
#ifndef STUDY_EQUAL_MEMORY_H
#define STUDY_EQUAL_MEMORY_H

#include "study/engine.h"
#include "study/job.h"

/* Gives every run of the study that varies its peers.  like: a job of the
 * study, complete; future may be NULL, and then OPT is none of them. */
int equal_memory_run(const struct engine_spec *spec, struct study *study,
    const struct job *like, const struct refstring *string,
    const struct future *future, struct mem *keep, struct err *err);

#endif
