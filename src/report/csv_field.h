/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A field of CSV, for every table.
 */
#ifndef REPORT_CSV_FIELD_H
#define REPORT_CSV_FIELD_H

#include <stdio.h>

/* Quoted as in RFC 4180 where it has to be; text that a spreadsheet would run
 * as a formula begins with an apostrophe. */
void csv_field(const char *text, FILE *to);

#endif
