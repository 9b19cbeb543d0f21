/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sparklines: values in their order as a small line without axes, in characters
 * or as a picture.
 */
#ifndef REPORT_SPARKLINE_H
#define REPORT_SPARKLINE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/mem.h"

struct sparkline {
	size_t n;              /* at least 1 */
	const uint64_t *value; /* the last one is that of today */
	const bool *known;     /* false: there is no value */
};

/* The character of a level below SPARKLINE_LEVELS. */
#define SPARKLINE_LEVELS 8
const char *sparkline_mark(unsigned level, bool utf8);

/* The last SPARKLINE_CHARACTERS values, on a linear scale from the least to the
 * greatest of all; in memory from m. */
#define SPARKLINE_CHARACTERS 24
const char *sparkline_text(struct mem *m, const struct sparkline *s, bool utf8);

/* All values as a picture; its title has them as numbers. */
void sparkline_svg(const struct sparkline *s, FILE *to);

#endif
