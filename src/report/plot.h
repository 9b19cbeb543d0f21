/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A curve in characters: page faults upwards, frames to the right, both on a
 * logarithmic scale, because what matters is often in a small part of either.
 */
#ifndef REPORT_PLOT_H
#define REPORT_PLOT_H

#include <stdio.h>

#include "model/curve.h"

/* Each line begins with so many blanks, and has no more than 'width'
 * characters where it can be drawn so narrow. */
void plot_text(
    const struct curve *c, size_t indent, size_t width, bool utf8, FILE *to);

#endif
