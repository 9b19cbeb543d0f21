/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a trace that was reduced (reduce.h) can be used for.
 */
#ifndef STUDY_REDUCED_H
#define STUDY_REDUCED_H

#include "model/study.h"

/* Refuses runs with fewer frames than it was reduced for, pages of another
 * size, and processes that have frames of their own.  The frames of each run
 * are known. */
int reduced_check(const struct study *s, struct err *err);

#endif
