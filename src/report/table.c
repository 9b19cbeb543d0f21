/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filling a table.
 */
#include "report/table.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/num.h"
#include "result/ratio.h"

struct table *
table_open(struct mem *m, size_t columns)
{
	struct table *t = mem_alloc(m, sizeof(*t));

	t->m = m;
	t->ncolumn = columns;
	t->left = mem_array(m, columns, sizeof(*t->left));
	t->left[0] = true;
	return (t);
}

struct table *
table_headed(struct mem *m, const char *const *heading, size_t columns)
{
	struct table *t = table_open(m, columns);

	table_row(t);
	for (size_t i = 0; i < columns; i++)
		table_cell(t, STYLE_DIM, "%s", heading[i]);
	return (t);
}

struct table *
table_facts(struct mem *m)
{
	struct table *t = table_open(m, 3);

	t->headless = true;
	t->spare = true;
	t->left[2] = true;
	return (t);
}

void
table_row(struct table *t)
{
	struct table_row *r;

	t->row = mem_grow(t->m, t->row, t->nrow, &t->cap, sizeof(*t->row));
	r = &t->row[t->nrow++];
	*r = (struct table_row){ NULL, 0, NULL };
	r->cell = mem_array(t->m, t->ncolumn, sizeof(*r->cell));
}

void
table_span(struct table *t, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	table_row(t);
	t->row[t->nrow - 1].span = mem_strdup(t->m, text);
}

static void
add_cell(struct table *t, struct table_cell cell)
{
	struct table_row *r = &t->row[t->nrow - 1];

	if (r->used < t->ncolumn)
		r->cell[r->used++] = cell;
}

void
table_cell(struct table *t, enum style style, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	add_cell(t, (struct table_cell){ mem_strdup(t->m, text), style, NULL });
}

void
table_sparkline(struct table *t, const struct sparkline *s, bool utf8)
{
	struct sparkline *line = mem_alloc(t->m, sizeof(*line));

	*line = *s;
	add_cell(t, (struct table_cell){
			sparkline_text(t->m, s, utf8), STYLE_PLAIN, line });
}

void
table_count(struct table *t, enum style style, uint64_t n)
{
	char buf[40];

	table_cell(t, style, "%s", num_print_count(buf, sizeof(buf), n));
}

void
table_fact(struct table *t, enum style style, const char *name, uint64_t n,
    const char *remark)
{
	table_row(t);
	table_cell(t, style, "%s", name);
	table_count(t, style, n);
	table_cell(t, STYLE_PLAIN, "%s", remark);
}

static void
draw_bar(struct table_row *r, struct table *t, uint64_t n, uint64_t most,
    size_t width, bool utf8)
{
	static const char *const eighth[] = { "", "▏", "▎", "▍", "▌", "▋", "▊",
		"▉" };
	const char *full = utf8 ? "█" : "#";
	unsigned parts = utf8 ? 8 : 1;
	uint64_t drawn = ratio_of(n, most, width * parts);
	char bar[TABLE_BAR_MAX * 3 + 4], *end = bar;

	if (n > 0 && drawn == 0)
		drawn = 1;
	for (; drawn >= parts; drawn -= parts)
		end = stpcpy(end, full);
	stpcpy(end, eighth[drawn]);
	r->cell[t->ncolumn - 1].text = mem_strdup(t->m, bar);
}

void
table_bars(struct table *t, const uint64_t *value, size_t width, bool utf8)
{
	uint64_t most = 1;

	for (size_t i = 1; i < t->nrow; i++)
		if (value[i - 1] > most)
			most = value[i - 1];
	for (size_t i = 1; i < t->nrow; i++)
		draw_bar(&t->row[i], t, value[i - 1], most, width, utf8);
}
