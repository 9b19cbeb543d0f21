/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Charts: what a figure shows, before it is drawn.  Each answers one question.
 * They are made from a study, and drawn as SVG (chart_svg.c), in characters
 * (chart_text.c), or by the script of a page from their values (chart_data.c).
 */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/mem.h"
#include "report/grid.h"

enum chart_unit {
	CHART_COUNT,
	CHART_TIME,  /* nanoseconds */
	CHART_RATIO, /* parts per million of one */
	CHART_TAIL,  /* 1 / (1 - p) of a percentile: 100 is 99 % */
};

enum chart_kind {
	CHART_LINES,  /* points, joined */
	CHART_STEPS,  /* a value holds up to the next point */
	CHART_STACKS, /* a bar for each category; the series are its parts */
};

struct chart_point {
	uint64_t x, y; /* of CHART_STACKS, x is the index of the category */
};

struct chart_series {
	const char *name;
	enum sight sight;                /* decides the style of a line */
	const struct chart_point *point; /* ascending x */
	size_t n;
	bool markers;
};

struct chart_axis {
	const char *name;
	enum chart_unit unit;
	bool log;
};

struct chart {
	const char *id; /* a word: "faults", as for --figure */
	const char *title;
	const char *question;
	enum chart_kind kind;
	struct chart_axis x, y;
	const struct chart_series *series;
	size_t nseries;
	/* The least value of the policies that a kernel can run, where others
	 * are in the chart, too: below it is what no kernel reaches.  n 0:
	 * none. */
	struct chart_series edge;
	const char *const *category; /* CHART_STACKS */
	size_t ncategory;
};

/* All charts that the study has values for, in the order of a report.  Memory
 * is from m. */
struct charts {
	struct chart *item;
	size_t n, cap;
};
void charts_make(struct charts *out, struct mem *m, const struct study *s);
/* NULL: there is none. */
const struct chart *charts_find(const struct charts *c, const char *id);

/* Appends one, for the parts of charts_make(). */
struct chart *charts_add(struct charts *c, struct mem *m);
void charts_of_latency(struct charts *c, struct mem *m, const struct study *s);
void charts_of_causes(struct charts *c, struct mem *m, const struct study *s);

/* How a chart is drawn as SVG. */
struct chart_drawing {
	bool caption; /* title and question above the picture */
	/* Of a picture within a page: its identifiers begin with this, and
	 * the colours are those of the page's style.  NULL: a file. */
	const char *prefix;
};
void chart_svg(
    const struct chart *c, const struct chart_drawing *how, FILE *to);

/* In characters, each line begun with so many blanks. */
void chart_text(
    const struct chart *c, size_t indent, size_t width, bool utf8, FILE *to);

/* The values for a script: an object of JSON that is safe within HTML. */
void chart_json(const struct chart *c, FILE *to);
/* The values as a table: a row for each point, fields separated by tabs. */
void chart_tsv(const struct chart *c, FILE *to);

#endif
