/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes the curves of a trace: page faults by memory size, for each policy.
 *
 * LRU's is made while the trace is read, in memory that does not depend on the
 * trace's length.  For any other the reference string is recorded first: OPT's
 * is made in one pass over it, others from runs with a grid of sizes.
 *
 * Where the model or the trace keeps LRU or OPT from having a stack, theirs is
 * made from runs, too.  That the trace does may be seen only while it is read;
 * then it is read again, or the error says that it cannot be.
 */
#ifndef STUDY_CURVES_H
#define STUDY_CURVES_H

#include "study/engine.h"

/* Sizes of a curve that is made from runs. */
#define CURVE_POINTS     48
#define CURVE_POINTS_MIN 4
#define CURVE_POINTS_MAX 4096

/*
 * Reads the trace and fills the study's trace and curves: one for each
 * different policy among the runs of the specification, whose memories and
 * devices have no meaning.  points: sizes of each that is made from runs,
 * about; the first grid may have more.
 */
int engine_curves(const struct engine_spec *spec, uint64_t points,
    struct mem *keep, struct study *out, struct err *err);

/* Prints in one line how the curves were made. */
void engine_tell_curves(
    const struct engine_spec *spec, const struct study *study, FILE *to);

#endif
