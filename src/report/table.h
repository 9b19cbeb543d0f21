/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A table of texts, as a view fills it and a renderer lays it out.
 *
 *	policy	 64	128	256	<- row 0: the headings
 *	-- a row that is one text --
 *	lru	123	 99	 80
 *
 * The first column names the row and is aligned left; the others are aligned
 * right unless they are said to be left.
 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/inline.h"
#include "base/mem.h"
#include "report/sparkline.h"

enum style { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM };

struct table_cell {
	const char *text; /* NULL: empty */
	enum style style;
	const struct sparkline *line; /* a picture of it; NULL: none */
};

struct table_row {
	struct table_cell *cell; /* as many as there are columns */
	size_t used;
	const char *span; /* not NULL: the whole row */
};

struct table {
	struct mem *m;
	size_t ncolumn;
	bool *left;    /* by column: aligned left */
	bool spare;    /* the last column is left out if it does not fit */
	bool headless; /* a list of facts: there is no row of headings */
	size_t fold;   /* it may be divided into tables of so many columns, each
			* with the first, where the width is not known; 0: no */
	struct table_row *row;
	size_t nrow, cap;
};

/* The memory is from m and is freed with it. */
struct table *table_open(struct mem *m, size_t columns);
/* The same with a row of headings, one for each column. */
struct table *table_headed(
    struct mem *m, const char *const *heading, size_t columns);
/* A list of facts: name, value, remark. */
struct table *table_facts(struct mem *m);

/* Appends an empty row; the cells that follow go into it. */
void table_row(struct table *t);
/* Appends a row that is one text. */
void table_span(struct table *t, const char *fmt, ...) printf_like(2, 3);
/* The next cell of the last row; those not written stay empty. */
void table_cell(struct table *t, enum style style, const char *fmt, ...)
    printf_like(3, 4);
/* The same: a count, with thousands separators. */
void table_count(struct table *t, enum style style, uint64_t n);
/* The same: a sparkline, whose text has characters of its form.  The values
 * stay where they are. */
void table_sparkline(struct table *t, const struct sparkline *s, bool utf8);
/* Appends a fact: a row of three cells, the second being a count. */
void table_fact(struct table *t, enum style style, const char *name, uint64_t n,
    const char *remark);
/*
 * Draws bars into the last column, which is empty.  The bar of row i is
 * proportional to value[i - 1]; the largest has 'width' characters (at most
 * TABLE_BAR_MAX).  With utf8, block characters show eighths of a character.
 * Any value above 0 has a bar.
 */
#define TABLE_BAR_MAX 60
void table_bars(
    struct table *t, const uint64_t *value, size_t width, bool utf8);

#endif
