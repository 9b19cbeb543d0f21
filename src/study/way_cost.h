/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the ways to make runs cost: nanoseconds of processor time for each
 * reference and bytes of memory.
 *
 * The figures were measured on one machine (way_cost.c says which) with two
 * traces: a program's, of few pages, and zipf over a million.  In between they
 * are interpolated by the logarithm of the pages.  They order the ways and give
 * an estimate; a trace with more faults takes longer.
 */
#ifndef STUDY_WAY_COST_H
#define STUDY_WAY_COST_H

#include "study/opt_stack.h"
#include "study/unit.h"

/* Of a unit, whatever the number of its runs; and of a run in it. */
double way_cost_unit(const struct way *w, uint64_t pages);
double way_cost_run(const struct way *w, const struct job *job, uint64_t pages);

/* The pass of OPT's curve (opt_curve.h): nanoseconds for each reference, and
 * bytes for each page. */
double opt_curve_cost(uint64_t pages);
#define OPT_CURVE_PAGE_BYTES (OPT_STACK_PAGE_BYTES + 9)

/* Memory that a unit takes at most: of a machine, 9 bytes for each page, 4 for
 * each frame and what its policy asks for. */
uint64_t way_bytes(const struct unit *u, uint64_t pages);

#endif
