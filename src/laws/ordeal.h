/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Random traces to hold a policy to, each from its seed alone.
 */
#ifndef LAWS_ORDEAL_H
#define LAWS_ORDEAL_H

#include "laws/steps.h"

/* The i-th trace of a row that begins at seed, and the frames it is led past
 * with; memory of m.  Kinds take turns; of each kind the first is without
 * changes. */
void ordeal_make(struct mem *m, uint64_t seed, unsigned i, struct steps *out,
    frame_t *nframes);

#endif
