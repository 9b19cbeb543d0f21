/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The map of a trace as a picture: time from left to right, addresses upwards.
 * Addresses that are not touched are left out; what lies between two gaps is a
 * band.
 */
#ifndef REPORT_MAP_H
#define REPORT_MAP_H

#include <stdio.h>

#include "base/mem.h"
#include "model/study.h"
#include "model/survey.h"

struct map_band {
	size_t first, n; /* blocks of the survey */
	char label[48];  /* of the area that has most references, or an address;
			  * without control characters */
	size_t rows;     /* of the picture */
};

struct map {
	const struct trace_facts *facts;
	const struct survey *survey;
	struct map_band *band; /* addresses rise */
	size_t nband;
};

/* Memory is from m. */
void map_make(struct map *map, struct mem *m, const struct trace_facts *facts);

/* Characters of the longest label. */
size_t map_label_length(const struct map *map);

/* Divides so many rows among the bands, each at least one and no more than it
 * has blocks; bands are joined where there are more than rows.  Returns the
 * rows of the picture. */
size_t map_rows(struct map *map, size_t rows);

/* References by row and column of a picture, rows from the highest address
 * down: *out has rows * columns elements, from m.  Returns the largest,
 * at least 1. */
uint64_t map_cells(const struct map *map, struct mem *m, size_t rows,
    size_t columns, uint64_t **out);

/* The shade of a count on a logarithmic scale: 0 of none, 1 to 'shades' for the
 * largest. */
unsigned map_shade(uint64_t count, uint64_t largest, unsigned shades);

/* The picture in characters, each line begun with so many blanks. */
void map_text(const struct trace_facts *facts, size_t indent, size_t width,
    bool utf8, FILE *to);

/* The same as SVG: a file, or a part of a page. */
void map_svg(const struct trace_facts *facts, bool inlined, FILE *to);

#endif
