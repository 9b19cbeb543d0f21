/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the two kinds of pictures of charts have in common: lines (chart_svg.c)
 * and stacked bars (stack_svg.c).
 */
#ifndef REPORT_CHART_SVG_H
#define REPORT_CHART_SVG_H

#include "report/axis.h"
#include "report/svg.h"

#define CHART_DARK  "#1f2933"
#define CHART_LIGHT "#5f6c7b"
#define CHART_GRID  "#dfe3e8"

struct chart_canvas {
	const struct chart *chart;
	const struct chart_drawing *how;
	FILE *to;
	unsigned left, top, width, height; /* of the plot, in pixels */
	struct axis x, y;
};

/* Colours of series; the last is OPT's alone.  On a page the class of the same
 * number has another one for dark screens. */
#define CHART_COLORS 8

/* Begins a picture of this size, with title and caption, and ends it. */
void chart_begin(const struct chart_canvas *p, unsigned width, unsigned height);
void chart_end(const struct chart_canvas *p);

/* A text that is no longer than so many characters. */
void chart_label(const struct chart_canvas *p, unsigned x, unsigned y,
    const struct svg_style *style, const char *text, size_t most);

void stack_svg(struct chart_canvas *p);

#endif
