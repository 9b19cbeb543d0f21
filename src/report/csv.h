/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CSV: a field, and the table of steps of a run.
 */
#ifndef REPORT_CSV_H
#define REPORT_CSV_H

#include <stdio.h>

#include "model/study.h"

/* Quoted where it has to be. */
void csv_field(const char *text, FILE *to);
/* A row for each reference; the run has steps. */
void csv_write_steps(const struct study *s, const struct run *r, FILE *to);

/* The points of all curves, a row for each. */
void csv_write_curves(const struct study *const *s, size_t n, FILE *to);

#endif
