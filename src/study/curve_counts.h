/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the curves of stack algorithms have in common.
 *
 * With a stack algorithm the pages in n frames are also in n + 1 frames
 * (Mattson, Gecsei, Slutz and Traiger, IBM Systems Journal 9(2), 1970), so one
 * distance for each reference says with how many frames it is a hit.
 */
#ifndef STUDY_CURVE_COUNTS_H
#define STUDY_CURVE_COUNTS_H

#include "base/mem.h"
#include "model/change.h"
#include "model/curve.h"
#include "model/spec.h"
#include "model/study.h"

struct curve_counts {
	const uint64_t *count; /* by distance, from 1: references */
	/* By frames: how many writes more than with one frame less, modulo
	 * 2^64; NULL: they are not known. */
	const uint64_t *writes;
	uint64_t first;       /* references to pages that are in no frame */
	uint64_t least, most; /* frames of the first point and of the last */
};

/* Fills the points, from keep. */
void curve_fill(
    const struct curve_counts *c, struct mem *keep, struct curve *out);

/* The counted references that were not denied. */
uint64_t curve_references(const struct trace_facts *t);

/*
 * Why the frames of one size do not hold the pages of a smaller one, as a
 * clause about the model or the trace; NULL: they do.  used: the page of the
 * change was used before; shares: processes may share pages.
 */
const char *curve_model_refusal(const struct settings *s);
const char *curve_change_refusal(
    const struct change *c, bool used, bool shares);

#endif
