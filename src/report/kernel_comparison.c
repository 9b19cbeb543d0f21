/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel does, in a comparison: the page faults of the policies that
 * reclaim as a kernel does, or of a real one, beside the best other policy with
 * the same memory, and OPT's.  The difference is what a better policy
 * could win on this trace.
 *
 * Page faults do not depend on the device as a rule.  Where they do, as with
 * swap=async, the other devices have tables of their own.
 */
#include <stdio.h>

#include "report/view.h"
#include "result/metric.h"
#include "result/ratio.h"

static bool
is_kernels(const struct run *r)
{
	return (r != NULL && kernel_view_is_kernels(r));
}

/* On one device: the policy with the fewest page faults of those that are no
 * kernel's, see no more than a kernel does and keep their memory; NULL: there
 * is none. */
static const struct run *
textbook(const struct grid *g, size_t d, size_t f, const char **label)
{
	const struct run *least = NULL;

	for (size_t p = 0; p < g->npolicy; p++) {
		const struct run *r = grid_at(g, d, p, f);

		if (r == NULL || is_kernels(r) || g->sight[p] > SIGHT_BITS ||
		    g->varies[p] ||
		    (least != NULL &&
			grid_page_faults(r) >= grid_page_faults(least)))
			continue;
		least = r;
		*label = g->policy[p];
	}
	return (least);
}

/* The page faults that are saved, in percent; a minus: there are more. */
static void
write_saved(struct table *t, enum style style, uint64_t now, uint64_t then)
{
	char text[40];
	uint64_t saved = then <= now ? now - then : then - now;

	if (now == 0)
		table_cell(t, style, "%s", "-");
	else
		table_cell(t, style, "%s%s %%", then > now ? "-" : "",
		    ratio_print(text, sizeof(text), saved, now, 100, 1));
}

static void
write_row(struct table *t, const struct grid *g, size_t d, size_t p, size_t f,
    bool band)
{
	const struct run *r = grid_at(g, d, p, f), *other;
	uint64_t faults = grid_page_faults(r), opt;
	const char *label = "";

	table_row(t);
	table_cell(t, STYLE_PLAIN, "%s", g->policy[p]);
	table_count(t, STYLE_DIM, r->frames);
	table_count(t, STYLE_BOLD, faults);
	if (band && r->band.runs > 0) {
		table_count(t, STYLE_DIM, r->band.min);
		table_count(t, STYLE_DIM, r->band.max);
	} else if (band) {
		table_cell(t, STYLE_DIM, "%s", "-");
		table_cell(t, STYLE_DIM, "%s", "-");
	}
	other = textbook(g, d, f, &label);
	table_cell(t, STYLE_PLAIN, "%s", other != NULL ? label : "-");
	if (other != NULL)
		write_saved(t, STYLE_PLAIN, faults, grid_page_faults(other));
	else
		table_cell(t, STYLE_DIM, "%s", "-");
	if (metric_optimum(g->study, r->frames, &opt))
		write_saved(t, STYLE_BOLD, faults, opt);
	else
		table_cell(t, STYLE_DIM, "%s", "-");
}

static struct table *
open_table(struct mem *m, bool band)
{
	static const char *const head[] = { "kernel", "frames", "page faults",
		"least", "most", "best other", "saves", "OPT saves" };
	struct table *t = table_open(m, band ? 8 : 6);

	table_row(t);
	for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++)
		if (band || (i != 3 && i != 4))
			table_cell(t, STYLE_DIM, "%s", head[i]);
	return (t);
}

/* Those of one device; false: there are none. */
static bool
write_device(struct sheet *out, const struct grid *g, size_t d, bool band)
{
	struct table *t = NULL;
	char title[300];

	for (size_t p = 0; p < g->npolicy; p++)
		for (size_t f = 0; f < g->nframes; f++) {
			if (!is_kernels(grid_at(g, d, p, f)))
				continue;
			if (t == NULL)
				t = open_table(out->m, band);
			write_row(t, g, d, p, f, band);
		}
	if (t == NULL)
		return (false);
	snprintf(title, sizeof(title), "What the kernel does%s%s",
	    d > 0 ? " on " : "", d > 0 ? g->device[d] : "");
	sheet_heading(out, 2, title, NULL);
	sheet_table(out, t);
	return (true);
}

void
kernel_comparison_write(struct sheet *out, const struct grid *g)
{
	bool band = study_has_band(g->study), any = false;

	for (size_t d = 0; d < g->ndevice; d++)
		if (d == 0 || !grid_same_faults(g, 0, d))
			any |= write_device(out, g, d, band);
	if (!any)
		return;
	sheet_item(out, STYLE_PLAIN,
	    "The best other policy that sees no more than a kernel saves so "
	    "much of the kernel's page faults, and OPT, which no policy beats "
	    "without read-ahead. A minus: it has more.");
	if (band)
		sheet_item(out, STYLE_PLAIN,
		    "Least and most: with %d frames fewer to %d more, and of "
		    "mglru with each choice of walk.",
		    BAND_FRAMES, BAND_FRAMES);
}
