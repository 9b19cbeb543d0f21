/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JUnit XML, the subset that CI servers read.  Times are modelled times,
 * because a result does not depend on the clock.
 */
#ifndef REPORT_JUNIT_H
#define REPORT_JUNIT_H

#include <stdio.h>

/* Writes a text, escaped for an attribute or between tags. */
void junit_text(const char *text, FILE *to);

#endif
