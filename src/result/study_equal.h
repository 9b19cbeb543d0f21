/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether a study that was read from a document and one that was made from it
 * have the same results; and where they differ, in what.
 */
#ifndef RESULT_STUDY_EQUAL_H
#define RESULT_STUDY_EQUAL_H

#include <stdio.h>

#include "base/mem.h"
#include "model/study.h"

/* Writes a line for each difference, at most so many, and returns how many
 * there are.  What only one of them has is not compared, because a document of
 * an earlier version has fewer values; nor is the name of the trace. */
size_t study_differences(struct mem *m, const struct study *there,
    const struct study *here, size_t most, FILE *to);

#endif
