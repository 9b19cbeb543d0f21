/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A sheet of cells that lines up: on a terminal, folded into blocks when it is
 * wider than that, or as a table in Markdown.
 *
 *	key	 64	128	256	<- row 0: the headings
 *	-- a row that spans --
 *	lru	123	 99	 80
 *
 * The first column is aligned left and stands again in every block; the
 * others are aligned right unless they are told otherwise.
 */
#ifndef REPORT_SHEET_H
#define REPORT_SHEET_H

#include <stdio.h>

#include "base/inline.h"
#include "base/mem.h"
#include "report/report.h"

enum sheet_style { SHEET_PLAIN, SHEET_BOLD, SHEET_DIM };

struct sheet;

/* Memory from m, given back with it. */
struct sheet *sheet_open(struct mem *m, size_t columns);
/* Appends an empty row; what follows goes into it. */
void sheet_row(struct sheet *s);
/* Appends a row that is one text, from side to side. */
void sheet_span(struct sheet *s, const char *fmt, ...) printf_like(2, 3);
/* The next cell of the row begun last; those left over stay empty. */
void sheet_cell(struct sheet *s, enum sheet_style style, const char *fmt, ...)
    printf_like(3, 4);
void sheet_left(struct sheet *s, size_t column);
/* The last column is left out on a terminal that is too narrow for it. */
void sheet_spare(struct sheet *s);

/* Indented by so many spaces. */
void sheet_write(const struct sheet *s, const struct report_view *view,
    unsigned indent, FILE *to);
void sheet_markdown(const struct sheet *s, FILE *to);
/* A text that is to stand in Markdown as it is. */
void sheet_escape(const char *text, size_t len, FILE *to);

/* Columns that a text takes on a terminal. */
size_t sheet_width(const char *text);
/* The width of the view, held to what can be laid out. */
unsigned sheet_columns(const struct report_view *view);
/* Begins and ends what is bold or dim; nothing without colour. */
const char *sheet_on(const struct report_view *view, enum sheet_style style);
const char *sheet_off(const struct report_view *view, enum sheet_style style);
/* A paragraph, broken between words; its first line and the others indented
 * by so much.  sheet_more() goes on in a line that stands at a column. */
void sheet_text(const struct report_view *view, unsigned first, unsigned rest,
    FILE *to, const char *text);
void sheet_more(const struct report_view *view, unsigned column, unsigned rest,
    FILE *to, const char *text);

#endif
