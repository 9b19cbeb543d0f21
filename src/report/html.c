/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The renderer for a page: one file of HTML that needs nothing else.
 *
 *	html_page_begin	 style, head
 *	article		 a trace, or a verdict
 *	  section	 what is below a heading of level 2
 *	    figures	 charts that follow each other, side by side
 *	html_page_end	 the script
 *
 * A chart is written as a picture, and its values for the script, which puts a
 * chart that can be pointed at in place of the picture.  So a page without
 * scripts, and one that is printed, has the picture.
 */
#include <string.h>

#include "report/chart.h"
#include "report/html_page.h"
#include "report/map.h"
#include "report/sheet.h"
#include "report/xml_text.h"
#include "result/ratio.h"

struct html_state {
	bool begun;   /* the page */
	bool article; /* is open, as the others */
	bool section;
	bool answer; /* the section is the first of a trace */
	bool list;
	bool figures;
	unsigned nfigure, nsection;
};

static struct html_state *
state_of(const struct sheet *out)
{
	return (out->own);
}

static void
begin(struct sheet *out)
{
	out->own = mem_alloc(out->m, sizeof(struct html_state));
}

/* Before the first block, whose text is the title. */
static void
begin_page(struct sheet *out, const char *title)
{
	struct html_state *h = state_of(out);

	if (!h->begun)
		html_page_begin(title, out->to);
	h->begun = true;
}

static void
end_figures(struct sheet *out)
{
	struct html_state *h = state_of(out);

	if (h->figures)
		fputs("</div>\n", out->to);
	h->figures = false;
}

static void
end_section(struct sheet *out)
{
	struct html_state *h = state_of(out);

	end_figures(out);
	if (h->section)
		fputs("</section>\n", out->to);
	h->section = h->answer = false;
}

static void
end_article(struct sheet *out)
{
	struct html_state *h = state_of(out);

	end_section(out);
	if (h->article)
		fputs("</article>\n", out->to);
	h->article = false;
}

/* Anything but a chart: what is open for it. */
static void
begin_block(struct sheet *out)
{
	struct html_state *h = state_of(out);

	begin_page(out, "pagerace");
	end_figures(out);
	if (!h->article)
		fputs("<article>\n", out->to);
	h->article = true;
}

static void
heading(struct sheet *out, unsigned level, const char *title, const char *aside)
{
	struct html_state *h = state_of(out);

	begin_page(out, title);
	end_figures(out);
	if (level == 1)
		end_article(out);
	if (level <= 2 || h->answer)
		end_section(out);
	begin_block(out);
	if (level >= 2 && !h->section) {
		h->answer = level == 2 && out->level == 1;
		fprintf(out->to, "<section id=\"s%u\"%s>\n", ++h->nsection,
		    h->answer ? " class=\"answer\"" : "");
		h->section = true;
	}
	fprintf(out->to, "<h%u>", level);
	xml_text(title, out->to);
	if (aside != NULL) {
		fputs(" <small>", out->to);
		xml_text(aside, out->to);
		fputs("</small>", out->to);
	}
	fprintf(out->to, "</h%u>\n", level);
}

static void
item(struct sheet *out, enum style style, const char *text)
{
	struct html_state *h = state_of(out);

	begin_block(out);
	if (!h->list)
		fputs("<ul>\n", out->to);
	h->list = true;
	fputs(style == STYLE_DIM ? "<li class=\"dim\">" : "<li>", out->to);
	xml_text(text, out->to);
	fputs("</li>\n", out->to);
}

static void
list_end(struct sheet *out)
{
	fputs("</ul>\n", out->to);
	state_of(out)->list = false;
}

/* --- tables --- */

static void
write_cell(const struct table *t, const struct table_cell *c, size_t column,
    bool head, FILE *to)
{
	const char *text = c->text == NULL ? "" : c->text;
	const char *name = head ? "th scope=\"col\"" : "td";
	const char *class = c->style == STYLE_BOLD  ? "b"
			    : c->style == STYLE_DIM ? "d"
						    : "";

	if (column == 0 && !head)
		name = "th scope=\"row\"";
	if (t->left[column])
		class = class[0] == 'b' ? "l b" : class[0] == 'd' ? "l d" : "l";
	fprintf(to, "<%s", name);
	if (class[0] != '\0')
		fprintf(to, " class=\"%s\"", class);
	fputc('>', to);
	if (column == 0 && strncmp(text, "  ", 2) == 0)
		fputs("\u2003", to);
	text += strspn(text, " ");
	if (c->line != NULL)
		sparkline_svg(c->line, to);
	else
		xml_text(text, to);
	fputs(name[1] == 'h' ? "</th>" : "</td>", to);
}

/* A browser lays a table of more rows out when it comes near the window: 900
 * rows take a second otherwise. */
#define LONG_TABLE 40

/* Rows of headings: the first one, and those after it that begin with a dim
 * text. */
static size_t
head_rows(const struct table *t)
{
	size_t n = t->headless ? 0 : 1;

	while (n > 0 && n < t->nrow && t->row[n].span == NULL &&
	       t->row[n].cell[0].style == STYLE_DIM &&
	       t->row[0].cell[0].style == STYLE_DIM)
		n++;
	return (n);
}

/* share: of the bar, in tenths of a per cent; NULL: there are no bars. */
static void
write_row(
    const struct table *t, size_t i, bool head, const uint64_t *share, FILE *to)
{
	const struct table_row *r = &t->row[i];

	fputs("<tr>", to);
	for (size_t c = 0; c < t->ncolumn; c++)
		if (share == NULL || c + 1 < t->ncolumn || head)
			write_cell(t, &r->cell[c], c, head, to);
		else
			fprintf(to,
			    "<td class=\"bar\"><i style=\"width:%ju.%ju%%\">"
			    "</i></td>",
			    (uintmax_t)(*share / 10), (uintmax_t)(*share % 10));
	fputs("</tr>\n", to);
}

static void
write_body(const struct table *t, size_t from, const uint64_t *value, FILE *to)
{
	uint64_t most = 1, share;

	for (size_t i = from; value != NULL && i < t->nrow; i++)
		if (value[i - 1] > most)
			most = value[i - 1];
	fputs("<tbody>\n", to);
	for (size_t i = from; i < t->nrow; i++) {
		if (t->row[i].span == NULL) {
			if (value != NULL)
				share = ratio_of(value[i - 1], most, 1000);
			write_row(
			    t, i, false, value != NULL ? &share : NULL, to);
			continue;
		}
		/* What follows is sorted by itself. */
		fprintf(to,
		    "</tbody>\n<tbody>\n<tr class=\"span\"><th scope=\""
		    "rowgroup\" colspan=\"%zu\">",
		    t->ncolumn);
		xml_text(t->row[i].span, to);
		fputs("</th></tr>\n", to);
	}
	fputs("</tbody>\n", to);
}

static void
write_table(struct sheet *out, const struct table *t, const uint64_t *value)
{
	size_t head = head_rows(t);

	begin_block(out);
	fputs("<div class=\"scroll", out->to);
	if (t->nrow > LONG_TABLE)
		fprintf(out->to, " long\" style=\"--rows:%zu", t->nrow);
	fprintf(out->to,
	    "\" tabindex=\"0\" role=\"group\" aria-label=\"table\">"
	    "<table%s>\n",
	    head > 0 ? " class=\"sort\"" : " class=\"facts\"");
	if (head > 0) {
		fputs("<thead>\n", out->to);
		for (size_t i = 0; i < head; i++)
			write_row(t, i, true, NULL, out->to);
		fputs("</thead>\n", out->to);
	}
	write_body(t, head, value, out->to);
	fputs("</table></div>\n", out->to);
}

static void
table(struct sheet *out, const struct table *t)
{
	write_table(out, t, NULL);
}

static void
bars(struct sheet *out, struct table *t, const uint64_t *value)
{
	write_table(out, t, value);
}

/* --- pictures --- */

static void
map(struct sheet *out, const struct trace_facts *t)
{
	begin_block(out);
	fputs("<figure class=\"map\">\n", out->to);
	map_svg(t, true, out->to);
	fputs("</figure>\n", out->to);
}

/* The chart of all curves has this one. */
static void
plot(not_used struct sheet *out, not_used const struct curve *c)
{
}

static void
chart(struct sheet *out, const struct chart *c)
{
	struct html_state *h = state_of(out);
	struct chart_drawing how = { .caption = false };
	char prefix[24];

	if (!h->figures)
		begin_block(out);
	if (!h->figures)
		fputs("<div class=\"figures\">\n", out->to);
	h->figures = true;
	snprintf(prefix, sizeof(prefix), "f%u", ++h->nfigure);
	how.prefix = prefix;
	fprintf(out->to, "<figure class=\"chart\" id=\"%s\"><figcaption><b>",
	    prefix);
	xml_text(c->title, out->to);
	fputs("</b><span>", out->to);
	xml_text(c->question, out->to);
	fputs("</span></figcaption>\n", out->to);
	chart_svg(c, &how, out->to);
	fputs("<script type=\"application/json\">", out->to);
	chart_json(c, out->to);
	fputs("</script></figure>\n", out->to);
}

static void
note(struct sheet *out, const char *kind, const char *text)
{
	begin_block(out);
	fprintf(out->to, "<p class=\"note %s\"><b>%s:</b> ",
	    strcmp(kind, "warning") == 0 ? "warning" : "", kind);
	xml_text(text, out->to);
	fputs("</p>\n", out->to);
}

/* A line at a time, in pieces of whole characters. */
static void
command(struct sheet *out, const char *text)
{
	char piece[2000];

	begin_block(out);
	fputs("<pre class=\"command\" tabindex=\"0\">", out->to);
	while (*text != '\0') {
		size_t n = strcspn(text, "\n");

		if (n >= sizeof(piece)) {
			n = sizeof(piece) - 1;
			while ((text[n] & 0xc0) == 0x80)
				n--;
		}
		snprintf(piece, sizeof(piece), "%.*s", (int)n, text);
		xml_text(piece, out->to);
		text += n;
		if (*text == '\n')
			fputc(*text++, out->to);
	}
	fputs("</pre>\n", out->to);
}

static void
summary(struct sheet *out, bool good, const char *text)
{
	begin_page(out, "pagerace: the verdict of a gate");
	begin_block(out);
	fprintf(out->to, "<h1 class=\"verdict %s\"><span>%s</span> ",
	    good ? "good" : "bad", good ? "passed" : "failed");
	xml_text(text, out->to);
	fputs("</h1>\n", out->to);
}

static void
end(struct sheet *out)
{
	begin_page(out, "pagerace");
	end_article(out);
	html_page_end(out->to);
}

static const struct renderer renderer = {
	.begin = begin,
	.end = end,
	.heading = heading,
	.item = item,
	.list_end = list_end,
	.table = table,
	.bars = bars,
	.map = map,
	.plot = plot,
	.chart = chart,
	.note = note,
	.command = command,
	.summary = summary,
};

const struct report_format html_format = {
	.name = "html",
	.summary = "one page with charts, which opens without a network",
	.renderer = &renderer,
	.map = true,
	.runs_with_verdict = true,
};
