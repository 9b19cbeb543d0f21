/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random traces for the laws.  A trace depends on its seed alone.
 */
#ifndef CHECK_GENERATOR_H
#define CHECK_GENERATOR_H

#include "check/testtrace.h"

/* Kinds of short traces: six patterns, and several processes. */
#define GENERATOR_KINDS 7

/* The i-th trace of the series of this seed, and the frames to run it with;
 * allocated from m.  The kinds alternate.  The first trace of each pattern is
 * without changes (pages unmapped, pinned, populated), the second with, and so
 * on. */
void generator_make(struct mem *m, uint64_t seed, unsigned i,
    struct testtrace *out, frame_t *nframes);

/* One trace of 'length' turns, each of one reference or a few. */
void generator_make_long(struct mem *m, uint64_t seed, uint64_t length,
    struct testtrace *out, frame_t *nframes);

#endif
