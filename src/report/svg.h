/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A writer of SVG pictures that need nothing else: no fonts, scripts or files
 * of their own.  Coordinates are in pixels, as integers, so that the bytes are
 * the same everywhere.
 */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include <stdbool.h>
#include <stdio.h>

enum svg_anchor { SVG_START, SVG_MIDDLE, SVG_END };

/* Where a text is, and how. */
struct svg_style {
	enum svg_anchor anchor;
	unsigned size; /* of the font */
	const char *color;
	bool bold;
};

void svg_begin(FILE *to, unsigned width, unsigned height, const char *title);
/* The same within a page, which has the colours of its background; 'about' is
 * read out where it cannot be seen. */
void svg_begin_inline(FILE *to, unsigned width, unsigned height,
    const char *title, const char *about);
void svg_end(FILE *to);
/* A text from outside is cleaned and escaped. */
void svg_text(FILE *to, unsigned x, unsigned y, const struct svg_style *style,
    const char *text);
/* Turned to the left, from bottom to top. */
void svg_turned(FILE *to, unsigned x, unsigned y, const struct svg_style *style,
    const char *text);
void svg_rect(FILE *to, unsigned x, unsigned y, unsigned width, unsigned height,
    const char *fill);
void svg_line(FILE *to, unsigned x1, unsigned y1, unsigned x2, unsigned y2,
    const char *color);

#endif
