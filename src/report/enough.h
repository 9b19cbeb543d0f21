/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How much memory is enough: where page faults are at most 10 % above the
 * fewest possible: each page must fault once, unless it was populated.
 */
#ifndef REPORT_ENOUGH_H
#define REPORT_ENOUGH_H

#include "model/study.h"

#define ENOUGH_PERCENT 10

struct enough {
	bool found; /* false: no point is enough, and 'at' is the last one */
	struct curve_point at; /* the least that is enough */
	uint64_t less; /* the most frames below that are known not to be; 0:
			* there is no such point */
	bool exact;    /* no fewer are enough */
};

/* The fewest page faults possible: first touches, which are the same in all
 * runs, or what a curve ends with; the pages, where neither is known. */
uint64_t enough_fewest(const struct study *s);

/* Of n points, at least one, frames ascending; exact: every size is known, as
 * of a curve. */
struct enough enough_find(
    uint64_t fewest, const struct curve_point *point, size_t n, bool exact);

#endif
