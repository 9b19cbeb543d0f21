/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sheet of a study: a run at a time, or all runs in a comparison, which
 * begins with a recommendation, or its curves; then the warnings; then every
 * metric of every run, where the format can hide them; then the commands that
 * make it again.
 */
#include <string.h>

#include "report/chart.h"
#include "report/view.h"
#include "result/metric.h"
#include "result/study_command.h"
#include "result/warnings.h"

#define RUNS_ABREAST 6

/* A section of charts whose names begin with one of these; NULL: no second
 * one. */
static void
write_charts(struct sheet *out, const struct charts *c, const char *title,
    const char *one, const char *other)
{
	bool any = false;

	for (size_t i = 0; i < c->n && sheet_has_charts(out); i++) {
		const char *id = c->item[i].id;

		if (strncmp(id, one, strlen(one)) != 0 &&
		    strncmp(id, other, strlen(other)) != 0)
			continue;
		if (!any)
			sheet_heading(out, 2, title, NULL);
		any = true;
		sheet_chart(out, &c->item[i]);
	}
}

static void
write_comparison(
    struct sheet *out, const struct study *s, const struct charts *c)
{
	struct grid g;

	grid_make(&g, out->m, s);
	recommendation_write(out, &g);
	write_charts(out, c, "Page faults by policy", "faults", "ratio");
	write_charts(out, c, "Time and swap I/O", "time", "swap");
	write_charts(out, c, "Latency of faults", "latency", "histogram");
	write_charts(out, c, "Causes of page faults", "causes", "phases");
	comparison_table_write(out, &g);
	kernel_comparison_write(out, &g);
	variable_space_write(out, s);
	explain_view_table(out, s);
}

/* The metrics of the runs [from, till).  Each metric is a row, because there
 * are too many for columns. */
static void
write_metrics(
    struct sheet *out, const struct study *s, size_t from, size_t till)
{
	struct table *t = table_open(out->m, till - from + 2);
	const struct metric *c;
	char text[512];

	t->left[1] = true;
	table_row(t);
	table_cell(t, STYLE_PLAIN, "%s", "column");
	table_cell(t, STYLE_PLAIN, "%s", "unit");
	for (size_t i = from; i < till; i++)
		table_cell(t, STYLE_PLAIN, "%zu", i + 1);
	for (c = NULL; (c = metric_next_column(c)) != NULL;) {
		table_row(t);
		table_cell(
		    t, STYLE_PLAIN, "%s", metric_column(c, text, sizeof(text)));
		table_cell(t, STYLE_PLAIN, "%s", c->unit);
		for (size_t i = from; i < till; i++)
			table_cell(t, STYLE_PLAIN, "%s",
			    metric_print(
				c, s, &s->run[i], true, text, sizeof(text)));
	}
	sheet_table(out, t);
}

/* Every metric of every run, where the format can hide them. */
static void
write_figures(struct sheet *out, const struct study *s)
{
	if (!sheet_fold(out, "All figures"))
		return;
	sheet_item(
	    out, STYLE_PLAIN, "digest of the trace: %s", s->trace.digest);
	if (s->nrun > 0)
		curve_view_brief(out, s);
	for (size_t i = 0; i < s->nrun; i += RUNS_ABREAST)
		write_metrics(out, s, i,
		    s->nrun - i < RUNS_ABREAST ? s->nrun : i + RUNS_ABREAST);
	sheet_unfold(out);
}

/* The commands that make it again, and what they need. */
void
command_view_write(struct sheet *out, const struct study *s)
{
	const char *text = command_text(out->m, s);

	if (text[0] == '\0')
		return;
	sheet_note(out, "to repeat", command_digests(out->m, s));
	sheet_command(out, text);
}

void
study_view_write(struct sheet *out, const struct study *s)
{
	struct warnings w;
	struct charts c = { .n = 0 };

	if (sheet_has_charts(out))
		charts_make(&c, out->m, s);
	trace_view_heading(out, s);
	if (s->comparison && s->nrun > 0)
		write_comparison(out, s, &c);
	else {
		for (size_t i = 0; i < s->nrun; i++)
			run_view_write(out, s, &s->run[i]);
		write_charts(
		    out, &c, "Latency of faults", "latency", "histogram");
		write_charts(
		    out, &c, "Causes of page faults", "phases", "areas");
	}
	write_charts(
	    out, &c, "Page faults at every memory size", "curve", "curve");
	if (s->nrun == 0)
		curve_view_write(out, s);
	survey_view_map(out, &s->trace);
	seed_view_write(out, s);
	warnings_find(&w, s);
	for (size_t i = 0; i < w.n; i++)
		sheet_note(out, w.item[i].kind, w.item[i].text);
	if (sheet_has_charts(out))
		run_table_write(out, s);
	write_figures(out, s);
	command_view_write(out, s);
}
