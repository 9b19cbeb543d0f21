/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The renderer for a pull request: GitHub's Markdown.
 */
#include <string.h>

#include "report/map.h"
#include "report/plot.h"
#include "report/sheet.h"

#define BAR_WIDTH 20
#define MAP_WIDTH 100

/* Writes a text with markup characters escaped. */
static void
escape(const char *text, size_t len, FILE *to)
{
	for (; len > 0; len--, text++) {
		if (strchr("|*_`<[\\#~", *text) != NULL)
			fputc('\\', to);
		fputc(*text, to);
	}
}

static void
heading(struct sheet *out, unsigned level, const char *title, const char *aside)
{
	static const char *const mark[] = { "", "##", "###", "####" };

	/* The next trace. */
	if (level == 1 && out->level > 0)
		fputc('\n', out->to);
	fprintf(out->to, "%s ", mark[level]);
	escape(title, strlen(title), out->to);
	if (aside != NULL) {
		fputs(" (", out->to);
		escape(aside, strlen(aside), out->to);
		fputc(')', out->to);
	}
	fputs("\n\n", out->to);
}

static void
item(struct sheet *out, not_used enum style style, const char *text)
{
	fputs("- ", out->to);
	escape(text, strlen(text), out->to);
	fputc('\n', out->to);
}

static void
list_end(struct sheet *out)
{
	fputc('\n', out->to);
}

/* Blanks that align a cell on a terminal are removed: they would end bold text
 * here. */
static void
write_cell(const struct table_cell *c, FILE *to)
{
	const char *mark = c->style == STYLE_BOLD ? "**" : "";
	const char *text = c->text == NULL ? "" : c->text;
	size_t len;

	text += strspn(text, " ");
	for (len = strlen(text); len > 0 && text[len - 1] == ' ';)
		len--;
	fprintf(to, " %s", mark);
	escape(text, len, to);
	fprintf(to, "%s |", mark);
}

/* The first column, and [from, till). */
static void
write_row(const struct table_row *r, size_t from, size_t till, FILE *to)
{
	fputc('|', to);
	if (r->span != NULL) {
		fputs(" *", to);
		escape(r->span, strlen(r->span), to);
		fputs("* |", to);
		for (size_t c = from; c < till; c++)
			fputs(" |", to);
	} else {
		write_cell(&r->cell[0], to);
		for (size_t c = from; c < till; c++)
			write_cell(&r->cell[c], to);
	}
	fputc('\n', to);
}

/* A table needs headings in Markdown: those of a list of facts are empty. */
static void
write_columns(const struct table *t, size_t from, size_t till, FILE *to)
{
	if (t->headless) {
		fputs("| |", to);
		for (size_t c = from; c < till; c++)
			fputs(" |", to);
		fputc('\n', to);
	} else
		write_row(&t->row[0], from, till, to);
	fputs("| --- |", to);
	for (size_t c = from; c < till; c++)
		fputs(t->left[c] ? " --- |" : " ---: |", to);
	fputc('\n', to);
	for (size_t i = t->headless ? 0 : 1; i < t->nrow; i++)
		write_row(&t->row[i], from, till, to);
	fputc('\n', to);
}

static void
table(struct sheet *out, const struct table *t)
{
	size_t most = t->fold > 0 ? t->fold : t->ncolumn, from = 1, till;

	do {
		till = t->ncolumn - from > most ? from + most : t->ncolumn;
		write_columns(t, from, till, out->to);
		from = till;
	} while (from < t->ncolumn);
}

static void
bars(struct sheet *out, struct table *t, const uint64_t *value)
{
	table_bars(t, value, BAR_WIDTH, true);
	table(out, t);
}

static void
map(struct sheet *out, const struct trace_facts *t)
{
	fputs("```\n", out->to);
	map_text(t, 0, MAP_WIDTH, true, out->to);
	fputs("```\n\n", out->to);
}

static void
plot(struct sheet *out, const struct curve *c)
{
	fputs("```\n", out->to);
	plot_text(c, 0, MAP_WIDTH, true, out->to);
	fputs("```\n\n", out->to);
}

static void
note(struct sheet *out, const char *kind, const char *text)
{
	fprintf(out->to, "> **%s:** ", kind);
	escape(text, strlen(text), out->to);
	fputs("\n\n", out->to);
}

static void
command(struct sheet *out, const char *text)
{
	fprintf(out->to, "```sh\n%s\n```\n\n", text);
}

static void
summary(struct sheet *out, bool good, const char *text)
{
	fprintf(out->to, "%s **", good ? "✅" : "❌");
	escape(text, strlen(text), out->to);
	fputs("**\n\n", out->to);
}

static void
fold(struct sheet *out, const char *title)
{
	fprintf(out->to, "<details><summary>%s</summary>\n\n", title);
}

static void
unfold(struct sheet *out)
{
	fputs("</details>\n", out->to);
}

static const struct renderer renderer = {
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
	.fold = fold,
	.unfold = unfold,
};

const struct report_format markdown_format = {
	.name = "markdown",
	.summary = "for a pull request: the report, then every metric",
	.renderer = &renderer,
};
