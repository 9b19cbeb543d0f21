/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JUnit XML, the subset that every CI reads.  Times are modelled ones, since
 * the clock's have no place in a result.
 */
#ifndef REPORT_JUNIT_H
#define REPORT_JUNIT_H

#include <stdio.h>

/* A text within XML, in an attribute or between tags. */
void junit_text(const char *text, FILE *to);

#endif
