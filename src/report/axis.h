/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scale of an axis: where a value is, the ticks, and their labels.  All in
 * integers, so that a picture has the same bytes everywhere.
 */
#ifndef REPORT_AXIS_H
#define REPORT_AXIS_H

#include "report/chart.h"

#define AXIS_TICKS 32 /* at most */

struct axis {
	enum chart_unit unit;
	bool log;
	uint64_t from, to; /* from < to; of a logarithmic one, from >= 1 */
	unsigned length;
};

/* For values from least to most.  tight: it ends at these; otherwise at round
 * values around them. */
void axis_make(struct axis *a, const struct chart_axis *kind, uint64_t least,
    uint64_t most, bool tight, unsigned length);

/* From 0 to length; a value beyond an end is at that end. */
unsigned axis_at(const struct axis *a, uint64_t value);

/* Ascending; returns how many.  No more than about 'most', unless they are so
 * many powers of ten. */
size_t axis_ticks(const struct axis *a, size_t most, uint64_t tick[AXIS_TICKS]);

/* "2.5M", "10 us", "1.25x", "99.9 %"; returns buf. */
char *axis_print(char *buf, size_t size, enum chart_unit unit, uint64_t value);
/* The same in full: a count with all its digits. */
char *axis_print_exact(
    char *buf, size_t size, enum chart_unit unit, uint64_t value);

/* 2500000 as "2.5M". */
char *axis_print_short(char *buf, size_t size, uint64_t n);
/* The step of a linear axis from 0 with so many ticks at most: 1, 2 or 5 times
 * a power of ten. */
uint64_t axis_step(uint64_t whole, unsigned most);

#endif
