/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The report on the terminal: for a reader, at a glance.  A run at a time, or
 * all of them side by side with an answer beneath; what to beware of comes
 * last.
 */
#include "report/report.h"
#include "report/sheet.h"
#include "report/view.h"
#include "result/warnings.h"

struct page {
	const struct report_view *view;
	FILE *to;
};

static void
say_answer(void *page, const char *paragraph)
{
	const struct page *p = page;

	sheet_text(p->view, 2, 4, p->to, paragraph);
}

static void
write_warning(const struct warning *w, const struct page *p)
{
	unsigned indent = (unsigned)sheet_width(w->kind) + 2;

	fprintf(p->to, "%s%s:%s ", sheet_on(p->view, SHEET_BOLD), w->kind,
	    sheet_off(p->view, SHEET_BOLD));
	sheet_more(p->view, indent, indent, p->to, w->text);
}

static void
write_study(const struct study *s, const struct report_view *view, FILE *to)
{
	struct page page = { view, to };
	struct warnings w;

	heading_write(s, view, to);
	if (s->comparison && s->nrun > 0) {
		struct mem *m = mem_open();
		struct grid g;

		grid_make(&g, m, s);
		comparison_table_write(&g, m, view, to);
		variable_space_write(s, m, view, to);
		explain_view_table(s, m, view, to);
		fprintf(to, "%sWhich policy, and how much memory?%s\n",
		    sheet_on(view, SHEET_BOLD), sheet_off(view, SHEET_BOLD));
		recommendation_give(&g, say_answer, &page);
		fputs(sheet_on(view, SHEET_DIM), to);
		sheet_text(view, 2, 4, to, answer_rule);
		fprintf(to, "%s\n", sheet_off(view, SHEET_DIM));
		mem_close(m);
	} else
		for (size_t i = 0; i < s->nrun; i++)
			run_view_write(s, &s->run[i], view, to);
	warnings_find(&w, s);
	for (size_t i = 0; i < w.n; i++)
		write_warning(&w.item[i], &page);
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

const struct report_format terminal_format = {
	.name = "terminal",
	.summary = "for a reader: what came of each run, at a glance",
	.write = write_report,
};
