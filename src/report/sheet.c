/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Laying out cells.  Widths are counted in code points: every character that a
 * report writes by itself takes one column, and names from outside are cleaned
 * before they get here.
 */
#include "report/sheet.h"

#include <stdarg.h>
#include <string.h>

#define GAP        2
#define WIDTH_MIN  40
#define WIDTH_MAX  1000
#define TEXT_WIDTH 100 /* a paragraph wider than this is hard to read */

struct cell {
	const char *text;
	enum sheet_style style;
};

struct row {
	struct cell *cell;
	size_t used;
	const char *span; /* not NULL: the whole row */
};

struct sheet {
	struct mem *m;
	size_t ncolumn;
	bool *left;
	bool spare; /* the last column may be left out */
	struct row *row;
	size_t nrow, cap;
};

size_t
sheet_width(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; text++)
		n += (*text & 0xc0) != 0x80;
	return (n);
}

unsigned
sheet_columns(const struct report_view *view)
{
	if (view->width == 0)
		return (80);
	return (view->width < WIDTH_MIN   ? WIDTH_MIN
		: view->width > WIDTH_MAX ? WIDTH_MAX
					  : view->width);
}

const char *
sheet_on(const struct report_view *view, enum sheet_style style)
{
	static const char *const begin[] = { "", "\033[1m", "\033[2m" };

	return (view->color ? begin[style] : "");
}

const char *
sheet_off(const struct report_view *view, enum sheet_style style)
{
	return (view->color && style != SHEET_PLAIN ? "\033[0m" : "");
}

static void
spaces(size_t n, FILE *to)
{
	for (; n > 0; n--)
		fputc(' ', to);
}

void
sheet_more(const struct report_view *view, unsigned column, unsigned rest,
    FILE *to, const char *text)
{
	size_t width = sheet_columns(view), at = column;
	bool begun = false;

	if (width > TEXT_WIDTH)
		width = TEXT_WIDTH;
	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		char word[512];
		size_t wide;

		snprintf(word, sizeof(word), "%.*s", (int)len, text);
		wide = sheet_width(word);
		if (begun && at + 1 + wide > width) {
			fputc('\n', to);
			spaces(rest, to);
			at = rest;
			begun = false;
		}
		fprintf(to, "%s%s", begun ? " " : "", word);
		at += wide + (begun ? 1 : 0);
		begun = true;
		text += len;
		text += strspn(text, " ");
	}
	fputc('\n', to);
}

void
sheet_text(const struct report_view *view, unsigned first, unsigned rest,
    FILE *to, const char *text)
{
	spaces(first, to);
	sheet_more(view, first, rest, to, text);
}

struct sheet *
sheet_open(struct mem *m, size_t columns)
{
	struct sheet *s = mem_alloc(m, sizeof(*s));

	s->m = m;
	s->ncolumn = columns;
	s->left = mem_array(m, columns, sizeof(*s->left));
	s->left[0] = true;
	return (s);
}

void
sheet_left(struct sheet *s, size_t column)
{
	s->left[column] = true;
}

void
sheet_spare(struct sheet *s)
{
	s->spare = true;
}

void
sheet_row(struct sheet *s)
{
	struct row *r;

	s->row = mem_grow(s->m, s->row, s->nrow, &s->cap, sizeof(*s->row));
	r = &s->row[s->nrow++];
	*r = (struct row){ NULL, 0, NULL };
	r->cell = mem_array(s->m, s->ncolumn, sizeof(*r->cell));
}

void
sheet_span(struct sheet *s, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	sheet_row(s);
	s->row[s->nrow - 1].span = mem_strdup(s->m, text);
}

void
sheet_cell(struct sheet *s, enum sheet_style style, const char *fmt, ...)
{
	struct row *r = &s->row[s->nrow - 1];
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (r->used < s->ncolumn)
		r->cell[r->used++] =
		    (struct cell){ mem_strdup(s->m, text), style };
}

/* The widest cell of a column. */
static size_t
column_width(const struct sheet *s, size_t column)
{
	size_t width = 0;

	for (size_t i = 0; i < s->nrow; i++) {
		const struct cell *c = &s->row[i].cell[column];

		if (c->text != NULL && sheet_width(c->text) > width)
			width = sheet_width(c->text);
	}
	return (width);
}

static void
write_cell(const struct sheet *s, const struct report_view *view,
    const struct cell *c, size_t column, size_t width, bool last, FILE *to)
{
	const char *text = c->text == NULL ? "" : c->text;
	size_t pad = width - sheet_width(text), len = strlen(text);

	/* No blanks at the end of a line. */
	while (last && len > 0 && text[len - 1] == ' ')
		len--;

	if (!s->left[column])
		spaces(pad, to);
	fprintf(to, "%s%.*s%s", sheet_on(view, c->style), (int)len, text,
	    sheet_off(view, c->style));
	if (s->left[column] && !last)
		spaces(pad, to);
}

/* The columns [from, till) with the first before them. */
static void
write_block(const struct sheet *s, const struct report_view *view,
    const size_t *width, size_t from, size_t till, unsigned indent, FILE *to)
{
	for (size_t i = 0; i < s->nrow; i++) {
		const struct row *r = &s->row[i];
		size_t end = till;

		spaces(indent, to);
		if (r->span != NULL) {
			fprintf(to, "%s%s%s\n", sheet_on(view, SHEET_DIM),
			    r->span, sheet_off(view, SHEET_DIM));
			continue;
		}
		while (end > from && (r->cell[end - 1].text == NULL ||
					 r->cell[end - 1].text[0] == '\0'))
			end--;
		write_cell(s, view, &r->cell[0], 0, width[0], end == from, to);
		for (size_t c = from; c < end; c++) {
			spaces(GAP, to);
			write_cell(s, view, &r->cell[c], c, width[c],
			    c + 1 == end, to);
		}
		fputc('\n', to);
	}
}

void
sheet_write(const struct sheet *s, const struct report_view *view,
    unsigned indent, FILE *to)
{
	size_t *width = mem_array(s->m, s->ncolumn, sizeof(*width));
	size_t from = 1, till, wide, room = sheet_columns(view) - indent;
	size_t end = s->ncolumn;

	for (size_t c = 0; c < s->ncolumn; c++)
		width[c] = column_width(s, c);
	do {
		wide = width[0];
		for (till = from; till < s->ncolumn; till++) {
			wide += GAP + width[till];
			if (wide > room && till > from)
				break;
		}
		if (s->spare && till + 1 == s->ncolumn)
			end = till;
		if (from > 1)
			fputc('\n', to);
		write_block(s, view, width, from, till, indent, to);
		from = till;
	} while (from < end);
}

void
sheet_escape(const char *text, size_t len, FILE *to)
{
	for (; len > 0; len--, text++) {
		if (strchr("|*_`<[\\#~", *text) != NULL)
			fputc('\\', to);
		fputc(*text, to);
	}
}

/* Blanks that line a cell up on a terminal would end what is bold here. */
static void
markdown_cell(const struct cell *c, FILE *to)
{
	const char *mark = c->style == SHEET_BOLD ? "**" : "";
	const char *text = c->text == NULL ? "" : c->text;
	size_t len;

	text += strspn(text, " ");
	for (len = strlen(text); len > 0 && text[len - 1] == ' ';)
		len--;
	fprintf(to, " %s", mark);
	sheet_escape(text, len, to);
	fprintf(to, "%s |", mark);
}

void
sheet_markdown(const struct sheet *s, FILE *to)
{
	for (size_t i = 0; i < s->nrow; i++) {
		const struct row *r = &s->row[i];

		fputc('|', to);
		if (r->span != NULL) {
			fprintf(to, " *%s* |", r->span);
			for (size_t c = 1; c < s->ncolumn; c++)
				fputs(" |", to);
		} else
			for (size_t c = 0; c < s->ncolumn; c++)
				markdown_cell(&r->cell[c], to);
		fputc('\n', to);
		if (i != 0)
			continue;
		fputc('|', to);
		for (size_t c = 0; c < s->ncolumn; c++)
			fputs(s->left[c] ? " --- |" : " ---: |", to);
		fputc('\n', to);
	}
}
