/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random traces of several processes.
 */
#ifndef CHECK_FORK_TRACES_H
#define CHECK_FORK_TRACES_H

#include "base/rng.h"
#include "check/testtrace.h"

/* Adds about 'length' steps, drawn from *rng, to *out, which is empty; *nframes
 * is the memory to run them with.  Allocated from m. */
void fork_traces_make(struct mem *m, struct rng *rng, uint64_t length,
    struct testtrace *out, frame_t *nframes);

#endif
