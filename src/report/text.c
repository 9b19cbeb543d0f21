/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The renderer for a terminal: 40 to 1,000 columns, with colour or without,
 * UTF-8 or ASCII.
 *
 * Widths are counted in code points: every character that a report itself
 * writes takes one column, and names from outside have been cleaned.  Blocks
 * are indented below their heading.  A table that is wider than the terminal is
 * split into groups of columns, each with the first column.
 */
#include <string.h>

#include "report/map.h"
#include "report/plot.h"
#include "report/sheet.h"

#define GAP        2
#define WIDTH_MIN  40
#define WIDTH_MAX  1000
#define TEXT_WIDTH 100 /* longer lines of text are hard to read */
#define BAR_MIN    8

/* Code points. */
static size_t
text_width(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += (*text & 0xc0) != 0x80;
	return (n);
}

/* Columns of the terminal; 80 if they are not known. */
static unsigned
columns_of(const struct sheet *out)
{
	unsigned width = out->view->width;

	if (width == 0)
		return (80);
	return (width < WIDTH_MIN   ? WIDTH_MIN
		: width > WIDTH_MAX ? WIDTH_MAX
				    : width);
}

/* The indentation of blocks below the last heading. */
static unsigned
indent_of(const struct sheet *out)
{
	static const unsigned by_level[] = { 0, 2, 2, 4 };

	return (by_level[out->level]);
}

/* The sequences that begin and end a style; "" without colour. */
static const char *
style_on(const struct sheet *out, enum style style)
{
	static const char *const begin[] = { "", "\033[1m", "\033[2m" };

	return (out->view->color ? begin[style] : "");
}

static const char *
style_off(const struct sheet *out, enum style style)
{
	return (out->view->color && style != STYLE_PLAIN ? "\033[0m" : "");
}

static void
spaces(size_t n, FILE *to)
{
	for (; n > 0; n--)
		fputc(' ', to);
}

/* A text broken between words; the first line begins at a column, and the
 * others at 'rest'. */
static void
wrap(const struct sheet *out, size_t column, size_t rest, const char *text)
{
	size_t width = columns_of(out), at = column;
	bool begun = false;

	if (width > TEXT_WIDTH)
		width = TEXT_WIDTH;
	while (*text != '\0') {
		size_t len = strcspn(text, " "), wide = 0;

		for (size_t i = 0; i < len; i++)
			wide += (text[i] & 0xc0) != 0x80;
		if (begun && at + 1 + wide > width) {
			fputc('\n', out->to);
			spaces(rest, out->to);
			at = rest;
			begun = false;
		}
		fprintf(out->to, "%s%.*s", begun ? " " : "", (int)len, text);
		at += wide + (begun ? 1 : 0);
		begun = true;
		text += len;
		text += strspn(text, " ");
	}
}

static void
write_text(const struct sheet *out, enum style style, unsigned indent,
    const char *text)
{
	spaces(indent, out->to);
	fputs(style_on(out, style), out->to);
	wrap(out, indent, indent + 2, text);
	fprintf(out->to, "%s\n", style_off(out, style));
}

static void
heading(struct sheet *out, unsigned level, const char *title, const char *aside)
{
	if (level > 1) {
		write_text(out, level == 2 ? STYLE_BOLD : STYLE_PLAIN,
		    level == 2 ? 0 : 2, title);
		return;
	}
	/* The next trace. */
	if (out->level > 0)
		fputc('\n', out->to);
	fprintf(out->to, "%s%s%s", style_on(out, STYLE_BOLD), title,
	    style_off(out, STYLE_BOLD));
	if (aside != NULL)
		fprintf(out->to, " (%s)", aside);
	fputc('\n', out->to);
}

static void
item(struct sheet *out, enum style style, const char *text)
{
	write_text(out, style, indent_of(out), text);
}

static void
list_end(struct sheet *out)
{
	fputc('\n', out->to);
}

/* The widest cell of a column. */
static size_t
column_width(const struct table *t, size_t column)
{
	size_t width = 0;

	for (size_t i = 0; i < t->nrow; i++) {
		const char *text = t->row[i].cell[column].text;

		if (text != NULL && text_width(text) > width)
			width = text_width(text);
	}
	return (width);
}

static void
write_cell(const struct sheet *out, const struct table_cell *c, bool left,
    size_t width, bool last)
{
	const char *text = c->text == NULL ? "" : c->text;
	size_t pad = width - text_width(text), len = strlen(text);

	/* No blanks at the end of a line. */
	while (last && len > 0 && text[len - 1] == ' ')
		len--;
	if (!left)
		spaces(pad, out->to);
	fprintf(out->to, "%s%.*s%s", style_on(out, c->style), (int)len, text,
	    style_off(out, c->style));
	if (left && !last)
		spaces(pad, out->to);
}

static bool
is_empty(const struct table_cell *c)
{
	return (c->text == NULL || c->text[0] == '\0');
}

/* The columns [from, till) with the first before them. */
static void
write_columns(const struct sheet *out, const struct table *t,
    const size_t *width, size_t gap, size_t from, size_t till)
{
	for (size_t i = 0; i < t->nrow; i++) {
		const struct table_row *r = &t->row[i];
		size_t end = till;

		if (r->span != NULL) {
			spaces(indent_of(out), out->to);
			fprintf(out->to, "%s%s%s\n", style_on(out, STYLE_DIM),
			    r->span, style_off(out, STYLE_DIM));
			continue;
		}
		while (end > from && is_empty(&r->cell[end - 1]))
			end--;
		/* A part of a table that is split: nothing of this row. */
		if (end == from && from + 1 < t->ncolumn &&
		    is_empty(&r->cell[0]))
			continue;
		spaces(indent_of(out), out->to);
		write_cell(out, &r->cell[0], true, width[0], end == from);
		for (size_t c = from; c < end; c++) {
			spaces(gap, out->to);
			write_cell(out, &r->cell[c], t->left[c], width[c],
			    c + 1 == end);
		}
		fputc('\n', out->to);
	}
}

/* Blanks between columns: one where a table of many narrow columns then need
 * not be divided. */
static size_t
gap_of(const struct table *t, const size_t *width, size_t most)
{
	size_t sum = 0;

	for (size_t c = 0; c < t->ncolumn; c++)
		sum += width[c] + (c > 0);
	return (t->fold != 0 && sum <= most &&
			sum + (GAP - 1) * (t->ncolumn - 1) > most
		    ? 1
		    : GAP);
}

static void
table(struct sheet *out, const struct table *t)
{
	size_t *width = mem_array(out->m, t->ncolumn, sizeof(*width));
	size_t from = 1, till, wide, most = columns_of(out) - indent_of(out);
	size_t end = t->ncolumn, gap;

	for (size_t c = 0; c < t->ncolumn; c++)
		width[c] = column_width(t, c);
	gap = gap_of(t, width, most);
	do {
		wide = width[0];
		for (till = from; till < t->ncolumn; till++) {
			wide += gap + width[till];
			if (wide > most && till > from)
				break;
		}
		if (t->spare && till + 1 == t->ncolumn)
			end = till;
		if (from > 1)
			fputc('\n', out->to);
		write_columns(out, t, width, gap, from, till);
		from = till;
	} while (from < end);
	fputc('\n', out->to);
}

/* Bars take the columns that the table leaves free, except the last one: some
 * terminals begin a new line when it is written. */
static void
bars(struct sheet *out, struct table *t, const uint64_t *value)
{
	size_t most = columns_of(out), used = indent_of(out) + 1;

	for (size_t c = 0; c + 1 < t->ncolumn; c++)
		used += column_width(t, c) + GAP;
	if (used + BAR_MIN <= most)
		table_bars(t, value,
		    most - used < TABLE_BAR_MAX ? most - used : TABLE_BAR_MAX,
		    out->view->utf8);
	table(out, t);
}

static void
map(struct sheet *out, const struct trace_facts *t)
{
	map_text(t, indent_of(out), columns_of(out), out->view->utf8, out->to);
	fputc('\n', out->to);
}

static void
plot(struct sheet *out, const struct curve *c)
{
	plot_text(c, indent_of(out), columns_of(out), out->view->utf8, out->to);
	fputc('\n', out->to);
}

static void
note(struct sheet *out, const char *kind, const char *text)
{
	size_t indent = text_width(kind) + 2;

	fprintf(out->to, "%s%s:%s ", style_on(out, STYLE_BOLD), kind,
	    style_off(out, STYLE_BOLD));
	wrap(out, indent, indent, text);
	fputc('\n', out->to);
}

/* The end of the part of a line [from, end) that fits into so many columns: a
 * blank before an option, or the end. */
static const char *
break_command(const char *from, const char *end, size_t columns)
{
	const char *last = end;
	bool quoted = false;

	if ((size_t)(end - from) <= columns)
		return (end);
	for (const char *p = from; p < end; p++) {
		if (*p == '\'')
			quoted = !quoted;
		if (*p != ' ' || quoted || p[1] != '-')
			continue;
		if ((size_t)(p - from) > columns)
			return (last < end ? last : p);
		last = p;
	}
	return (last);
}

/* Lines that are too long are continued as a shell continues them. */
static void
command(struct sheet *out, const char *text)
{
	size_t columns = columns_of(out) - 6;

	while (*text != '\0') {
		const char *end = text + strcspn(text, "\n");
		unsigned indent = 2;

		while (text < end) {
			const char *stop = break_command(text, end, columns);

			spaces(indent, out->to);
			fprintf(out->to, "%.*s%s\n", (int)(stop - text), text,
			    stop < end ? " \\" : "");
			text = stop + (stop < end);
			indent = 4;
		}
		text = end + (*end == '\n');
	}
}

/* Kept for the end: on a terminal the last line is the one that is visible. */
static void
summary(struct sheet *out, not_used bool good, const char *text)
{
	out->summary = mem_strdup(out->m, text);
}

static void
end(struct sheet *out)
{
	if (out->summary != NULL)
		write_text(out, STYLE_BOLD, 0, out->summary);
}

static const struct renderer renderer = {
	.narrow = true,
	.end = end,
	.heading = heading,
	.item = item,
	.list_end = list_end,
	.table = table,
	.bars = bars,
	.map = map,
	.plot = plot,
	.note = note,
	.command = command,
	.summary = summary,
};

const struct report_format terminal_format = {
	.name = "terminal",
	.summary = "the report on the terminal",
	.renderer = &renderer,
};
