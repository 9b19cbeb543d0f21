/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random traces to hold a policy to, each from its seed alone.
 */
#ifndef CHECK_GENERATOR_H
#define CHECK_GENERATOR_H

#include "check/testtrace.h"

/* Kinds of short traces: six patterns, and several processes. */
#define GENERATOR_KINDS 7

/* The i-th trace of a row that begins at seed, and the frames it is led past
 * with; memory of m.  Kinds take turns; of each pattern the first is without
 * changes. */
void generator_make(struct mem *m, uint64_t seed, unsigned i,
    struct testtrace *out, frame_t *nframes);

/* One trace with so many turns, each of one reference or a few. */
void generator_make_long(struct mem *m, uint64_t seed, uint64_t length,
    struct testtrace *out, frame_t *nframes);

#endif
