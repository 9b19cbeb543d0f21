/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For a pull request: the comparison as on the terminal, its answer, and every
 * figure of every run folded away beneath.
 *
 * What is folded stands a column of the report to a line, since there are more
 * columns than a page is wide, and a run to a column; runs are in tables of at
 * most a few.
 */
#include <string.h>

#include "report/report.h"
#include "report/sheet.h"
#include "report/view.h"
#include "result/label.h"
#include "result/metric.h"
#include "result/warnings.h"

#define RUNS_ABREAST 6

static void
say_answer(void *to, const char *paragraph)
{
	fprintf(to, "- %s\n", paragraph);
}

static void
write_warning(const struct warning *w, FILE *to)
{
	fprintf(to, "> **%s:** %s\n>\n", w->kind, w->text);
}

/* The columns of runs [from, till). */
static void
write_runs(
    const struct study *s, struct mem *m, size_t from, size_t till, FILE *to)
{
	struct sheet *t = sheet_open(m, till - from + 2);
	char text[512];

	sheet_left(t, 1);
	sheet_row(t);
	sheet_cell(t, SHEET_PLAIN, "%s", "column");
	sheet_cell(t, SHEET_PLAIN, "%s", "unit");
	for (size_t i = from; i < till; i++)
		sheet_cell(t, SHEET_PLAIN, "%zu", i + 1);
	for (const struct metric *c = columns; c->name != NULL; c++) {
		sheet_row(t);
		sheet_cell(t, SHEET_PLAIN, "%s", c->name);
		sheet_cell(t, SHEET_PLAIN, "%s", c->unit);
		for (size_t i = from; i < till; i++)
			sheet_cell(t, SHEET_PLAIN, "%s",
			    metric_print(
				c, s, &s->run[i], true, text, sizeof(text)));
	}
	sheet_markdown(t, to);
	fputc('\n', to);
}

static void
write_study(const struct study *s, const struct report_view *view, FILE *to)
{
	struct mem *m = mem_open();
	char name[LABEL_SIZE];
	struct grid g;
	struct warnings w;

	(void)view;
	label_clean(name, sizeof(name), s->trace.name);
	fputs("## ", to);
	sheet_escape(name, strlen(name), to);
	fputs("\n\n", to);
	fprintf(to,
	    "%ju references (%ju reads, %ju writes, %ju fetches) to %ju pages "
	    "of %ju bytes; %s\n\n",
	    (uintmax_t)s->trace.references, (uintmax_t)s->trace.reads,
	    (uintmax_t)s->trace.writes, (uintmax_t)s->trace.fetches,
	    (uintmax_t)s->trace.pages, (uintmax_t)s->trace.page_size,
	    s->trace.digest);
	if (s->nrun > 0) {
		grid_make(&g, m, s);
		comparison_table_markdown(&g, m, to);
		variable_space_markdown(s, m, to);
		recommendation_give(&g, say_answer, to);
		fprintf(to, "\n%s\n\n", answer_rule);
	}
	warnings_find(&w, s);
	for (size_t i = 0; i < w.n; i++)
		write_warning(&w.item[i], to);
	fprintf(to, "<details><summary>All figures</summary>\n\n");
	for (size_t i = 0; i < s->nrun; i += RUNS_ABREAST)
		write_runs(s, m, i,
		    s->nrun - i < RUNS_ABREAST ? s->nrun : i + RUNS_ABREAST,
		    to);
	fprintf(to, "</details>\n");
	mem_close(m);
}

static int
write_report(const struct study *const *s, size_t n,
    const struct report_view *view, FILE *to, struct err *err)
{
	(void)err;
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			fputc('\n', to);
		write_study(s[i], view, to);
	}
	return (0);
}

const struct report_format markdown_format = {
	.name = "markdown",
	.summary = "for a pull request: the comparison, then every figure",
	.write = write_report,
};
