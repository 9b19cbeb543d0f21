/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The curve of a policy from runs with some memory sizes.
 *
 * With each doubling of the memory there are two sizes at first.  Then sizes
 * are added where the curve bends most, until there are enough or none are
 * left: a point's bend is how far it is from the straight line between its
 * neighbours.  Between two sizes nothing is known, because with most policies
 * more memory may mean more page faults.  How far the straight line was off at
 * the sizes that were added last is kept as a measured figure.
 *
 * With few frames every one may have a page that the trace pinned, so that
 * references are refused or the run ends with an error, which it does where
 * swap is full, too.  Then the curve begins with the first size with which
 * there is a run of all references.
 */
#ifndef STUDY_CURVE_GRID_H
#define STUDY_CURVE_GRID_H

#include "study/plan.h"

/* The sizes of a curve up to 'last' frames: those of the first grid in point[],
 * which has space for 64 more than most_points, and how many there may be in
 * all. */
size_t curve_grid_sizes(uint64_t least, uint64_t last, uint64_t most_points,
    struct curve_point *point, size_t *all);

/* Fills *out from at most so many runs like job i, over the recorded string;
 * the points are from keep. */
int curve_grid_run(const struct engine *e, size_t i, uint64_t least,
    uint64_t most_points, struct curve *out, struct err *err);

#endif
