/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JUnit XML, the subset that every CI reads.  Times are modelled ones, since
 * the clock's have no place in a result.
 */
#ifndef REPORT_JUNIT_H
#define REPORT_JUNIT_H

#include <stdio.h>

#include "model/study.h"

/* Every run of every study as a test that passed. */
void junit_write(const struct study *const *s, size_t n, FILE *to);

/* A text within XML, in an attribute or between tags. */
void junit_text(const char *text, FILE *to);

#endif
