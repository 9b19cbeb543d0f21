/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whether two runs with the same key have the same results, although the
 * documents they were read from were written by different versions.
 */
#ifndef RESULT_RUN_EQUAL_H
#define RESULT_RUN_EQUAL_H

#include <stdbool.h>

#include "model/study.h"

struct run_of {
	const struct study *study;
	const struct run *run;
};

/* *more: how many values b has that a does not have, less those that only a
 * has.  A value that one of them does not have is not compared. */
bool run_equal(const struct run_of *a, const struct run_of *b, int *more);

#endif
