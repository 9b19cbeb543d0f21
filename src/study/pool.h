/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Workers: each takes the next run not yet begun and leads the tape past it.
 * A worker owns machines, never a share of one, and where a result goes is
 * settled before they start, so their number changes nothing.
 */
#ifndef STUDY_POOL_H
#define STUDY_POOL_H

#include "study/engine.h"

/* One run to be made. */
struct job {
	struct replay_setup setup;
	struct outcome *outcome;
	uint64_t denied; /* references the address spaces refused */
	uint64_t linear; /* those to linear areas, which are always there */
	struct err err;  /* kind not ERR_NONE: it failed */
};

/* Makes all runs; the first that failed, in their order, is *err. */
int pool_run(struct job *job, size_t n, const struct refstring *refstring,
    unsigned workers, struct mem *keep, const struct progress *progress,
    struct err *err);

#endif
