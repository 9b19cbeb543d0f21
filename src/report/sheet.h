/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sheets: a report for a reader, as a sequence of blocks.
 *
 *	view (run_view.c ...)  --blocks-->  sheet  -->  renderer (text.c ...)
 *
 * A view writes headings, lists, tables, bars, maps and notes; it does not know
 * how they will look.  A renderer writes each block in one format; it does not
 * know which view made it.  Texts are plain: a view has cleaned names from
 * outside (label_clean()), the renderer escapes what its format needs.
 */
#ifndef REPORT_SHEET_H
#define REPORT_SHEET_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/inline.h"
#include "report/report.h"
#include "report/table.h"

struct chart;

struct sheet {
	const struct renderer *renderer;
	const struct report_view *view;
	FILE *to;
	struct mem *m;       /* for tables; given back with the sheet */
	unsigned level;      /* of the last heading; 0: there was none */
	bool listing;        /* a list is open */
	void *own;           /* the renderer's */
	const char *summary; /* NULL, or kept for the end by the renderer */
};

/* The operations write one block each. */
struct renderer {
	bool narrow; /* there is no room for tables of very many columns */
	/* Before the first block and after the last; NULL: nothing to do. */
	void (*begin)(struct sheet *out);
	void (*end)(struct sheet *out);
	/* Level 1 names the trace, 2 and 3 its sections.  aside follows the
	 * title in parentheses; NULL: there is none. */
	void (*heading)(struct sheet *out, unsigned level, const char *title,
	    const char *aside);
	/* An item of a list: a sentence or two; then the end of that list. */
	void (*item)(struct sheet *out, enum style style, const char *text);
	void (*list_end)(struct sheet *out);
	void (*table)(struct sheet *out, const struct table *t);
	/* A table with a bar in its last column, which is empty: table_bars()
	 * draws them. */
	void (*bars)(struct sheet *out, struct table *t, const uint64_t *value);
	/* The map of a trace whose survey has been made. */
	void (*map)(struct sheet *out, const struct trace_facts *t);
	/* The picture of a curve, which has a point. */
	void (*plot)(struct sheet *out, const struct curve *c);
	/* NULL: the format has no charts. */
	void (*chart)(struct sheet *out, const struct chart *c);
	/* kind: "warning", "note" or "to repeat". */
	void (*note)(struct sheet *out, const char *kind, const char *text);
	/* A command, or several, one on a line, to be copied.  NULL: the
	 * format leaves them out. */
	void (*command)(struct sheet *out, const char *text);
	/* The outcome in one sentence. */
	void (*summary)(struct sheet *out, bool good, const char *text);
	/* Begins and ends details that are hidden until the reader opens them.
	 * NULL: the format cannot hide them, and they are left out. */
	void (*fold)(struct sheet *out, const char *title);
	void (*unfold)(struct sheet *out);
};

void sheet_open(struct sheet *out, const struct renderer *r,
    const struct report_view *view, FILE *to);
void sheet_close(struct sheet *out);

void sheet_heading(
    struct sheet *out, unsigned level, const char *title, const char *aside);
/* The next item of the list; any other block ends the list. */
void sheet_item(struct sheet *out, enum style style, const char *fmt, ...)
    printf_like(3, 4);
void sheet_table(struct sheet *out, const struct table *t);
void sheet_bars(struct sheet *out, struct table *t, const uint64_t *value);
void sheet_map(struct sheet *out, const struct trace_facts *t);
void sheet_plot(struct sheet *out, const struct curve *c);
bool sheet_has_charts(const struct sheet *out);
/* NULL: nothing, as in a format without charts. */
void sheet_chart(struct sheet *out, const struct chart *c);
void sheet_note(struct sheet *out, const char *kind, const char *text);
void sheet_command(struct sheet *out, const char *text);
void sheet_summary(struct sheet *out, bool good, const char *text);
/* False: details are left out, and there is nothing to end. */
bool sheet_fold(struct sheet *out, const char *title);
void sheet_unfold(struct sheet *out);

#endif
