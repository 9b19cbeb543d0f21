/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many memory sizes in the width of a terminal.
 */
#ifndef REPORT_SPARKS_H
#define REPORT_SPARKS_H

#include "report/grid.h"
#include "report/sheet.h"

/* The page faults of every policy over all memory sizes, as lines. */
void sparks_write(struct sheet *out, const struct grid *g);

#endif
