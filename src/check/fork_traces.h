/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random traces of several processes.
 */
#ifndef CHECK_FORK_TRACES_H
#define CHECK_FORK_TRACES_H

#include "base/rng.h"
#include "check/testtrace.h"

/* About so many steps into *out, which is empty, and the frames they are led
 * past with; drawn from *rng, of memory of m. */
void fork_traces_make(struct mem *m, struct rng *rng, uint64_t length,
    struct testtrace *out, frame_t *nframes);

#endif
