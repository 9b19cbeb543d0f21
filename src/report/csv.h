/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CSV: the tables beside that of runs.
 */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include <stdio.h>

#include "model/study.h"

/* A row for each reference; the run has steps. */
void csv_write_steps(const struct study *s, const struct run *r, FILE *to);
/* The points of all curves, a row for each. */
void csv_write_curves(const struct study *const *s, size_t n, FILE *to);

#endif
