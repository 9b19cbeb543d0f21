/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Runs as comma-separated values, of one study or of a suite of them.
 */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include <stdio.h>

#include "model/study.h"

/* One header, then a row for each run of each study. */
void csv_write(const struct study *const *s, size_t n, FILE *to);

#endif
