/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The knees of a curve: the memory sizes behind which more memory saves far
 * fewer page faults than before.
 *
 * Both scales are logarithmic, so that a knee is where another per cent of
 * memory begins to save fewer per cent of the page faults, at any size.  Knees
 * are corners of the lower convex hull.  The first is the one that lies
 * furthest below the straight line from the first point to the last (Satopaa,
 * Albrecht, Irwin and Raghavan, "Finding a 'Kneedle' in a Haystack", ICDCS
 * workshops 2011); then the same in each part that the knees so far divide the
 * curve into, the furthest of all parts first.  A corner that lies below by
 * less than a twentieth of the curve's height is none.  The last point is a
 * knee where it has at most half of the page faults that one frame less has.
 */
#ifndef RESULT_KNEE_H
#define RESULT_KNEE_H

#include "model/curve.h"

#define KNEES_MAX 3

/* Their indices among the points, ascending; returns how many there are. */
size_t knees_find(const struct curve *c, size_t knee[KNEES_MAX]);

#endif
