/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All runs side by side: one table of page faults, and one of the time lost to
 * faults for each device on which they take any.  Page faults do not depend on
 * the device as a rule; a table of them for another device is written only if
 * a number in it differs.
 *
 * Policies are grouped by what they see, so that a policy that no kernel can
 * run is not compared with kernel policies by mistake.  '*' marks the best
 * value of a column among all policies but OPT, '+' the best value of the
 * policies that a kernel can run, if another one is better.
 */
#include <string.h>

#include "base/num.h"
#include "report/sparks.h"
#include "report/view.h"
#include "result/metric.h"
#include "result/ratio.h"

/* Memory sizes that a terminal shows: all of them up to the most, else as many
 * as fit, but at least the least. */
#define SIZES_LEAST 3
#define SIZES_MOST  12
#define CELL_WIDTH  19 /* about: a count, a mark and a ratio */

static const char *const GROUP[] = {
	"sees page faults (any kernel)",
	"sees accessed and dirty bits (a kernel)",
	"sees every access (no kernel)",
	"sees the future (a bound)",
};

/* What is compared, and how it is printed. */
struct measure {
	grid_value_f *value;
	char *(*print)(char *buf, size_t size, uint64_t n);
	bool optimum; /* ratios are to OPT's value, if that is known; otherwise
		       * to the least value */
};

static const struct measure PAGE_FAULTS = { grid_page_faults, num_print_count,
	true };
static const struct measure STALL = { grid_stall, num_print_time, false };

/* The value that those of a column are divided by; false: there is none. */
static bool
reference_value(const struct grid *g, const struct measure *m, size_t device,
    size_t f, uint64_t *n)
{
	if (m->optimum && metric_optimum(g->study, g->frames[f], n))
		return (*n > 0);
	return (grid_least(g, m->value, device, f, SIGHT_FUTURE, n) && *n > 0);
}

static char
mark(const struct grid *g, const struct measure *m, size_t device, size_t p,
    size_t f)
{
	const struct run *r = grid_at(g, device, p, f);
	uint64_t least;

	if (g->varies[p])
		return ('~');
	if (g->sight[p] <= SIGHT_ACCESSES &&
	    grid_least(g, m->value, device, f, SIGHT_ACCESSES, &least) &&
	    m->value(r) == least)
		return ('*');
	if (g->sight[p] <= SIGHT_BITS &&
	    grid_least(g, m->value, device, f, SIGHT_BITS, &least) &&
	    m->value(r) == least)
		return ('+');
	return (' ');
}

static void
ratio(const struct grid *g, const struct measure *m, size_t device, size_t p,
    size_t f, char *buf, size_t size)
{
	const struct run *r = grid_at(g, device, p, f);
	uint64_t base;

	buf[0] = '\0';
	if (r == NULL || !reference_value(g, m, device, f, &base))
		return;
	ratio_print(buf, size, m->value(r), base, 1, 2);
	strncat(buf, "x", size - strlen(buf) - 1);
}

static void
put_cell(struct table *t, const struct grid *g, const struct measure *m,
    size_t device, size_t p, size_t f, size_t wide)
{
	const struct run *r = grid_at(g, device, p, f);
	char n[40], by[40], at;

	if (r == NULL) {
		table_cell(t, STYLE_DIM, "%s", "");
		return;
	}
	at = mark(g, m, device, p, f);
	ratio(g, m, device, p, f, by, sizeof(by));
	table_cell(t, at == ' ' || at == '~' ? STYLE_PLAIN : STYLE_BOLD,
	    "%s%c %*s", m->print(n, sizeof(n), m->value(r)), at, (int)wide, by);
}

/* The headings: frames, their size, and their share of the footprint. */
static void
put_head(struct table *t, const struct grid *g, size_t wide)
{
	const struct trace_facts *trace = &g->study->trace;
	int pad = (int)wide + 2;
	char buf[40];

	table_row(t);
	table_cell(t, STYLE_DIM, "%s", "frames");
	for (size_t f = 0; f < g->nframes; f++)
		table_cell(t, STYLE_BOLD, "%s%*s",
		    num_print_count(buf, sizeof(buf), g->frames[f]), pad, "");
	table_row(t);
	table_cell(t, STYLE_DIM, "%s", "memory");
	for (size_t f = 0; f < g->nframes; f++)
		table_cell(t, STYLE_DIM, "%s%*s",
		    num_print_size(buf, sizeof(buf),
			view_bytes(g->frames[f], trace->page_size)),
		    pad, "");
	table_row(t);
	table_cell(t, STYLE_DIM, "%s", "of footprint");
	for (size_t f = 0; f < g->nframes; f++)
		table_cell(t, STYLE_DIM, "%s %%%*s",
		    ratio_print(
			buf, sizeof(buf), g->frames[f], trace->pages, 100, 1),
		    pad, "");
}

static struct table *
make_table(const struct grid *g, struct mem *mem, const struct measure *m,
    size_t device)
{
	struct table *t = table_open(mem, g->nframes + 1);
	size_t wide = 0;
	char buf[40];

	for (size_t p = 0; p < g->npolicy; p++)
		for (size_t f = 0; f < g->nframes; f++) {
			ratio(g, m, device, p, f, buf, sizeof(buf));
			if (strlen(buf) > wide)
				wide = strlen(buf);
		}
	put_head(t, g, wide);
	for (size_t p = 0; p < g->npolicy; p++) {
		if (p == 0 || g->sight[p] != g->sight[p - 1])
			table_span(t, "%s", GROUP[g->sight[p]]);
		table_row(t);
		table_cell(t, STYLE_PLAIN, "  %s", g->policy[p]);
		for (size_t f = 0; f < g->nframes; f++)
			put_cell(t, g, m, device, p, f, wide);
	}
	return (t);
}

static bool
any_stall(const struct grid *g, size_t device)
{
	for (size_t p = 0; p < g->npolicy; p++)
		for (size_t f = 0; f < g->nframes; f++) {
			const struct run *r = grid_at(g, device, p, f);

			if (r != NULL && grid_stall(r) > 0)
				return (true);
		}
	return (false);
}

/* The size that was run and is nearest to so many frames. */
static size_t
nearest_size(const struct grid *g, uint64_t frames)
{
	size_t best = 0;

	for (size_t f = 1; f < g->nframes; f++) {
		uint64_t was = g->frames[best] > frames
				   ? g->frames[best] - frames
				   : frames - g->frames[best];
		uint64_t is = g->frames[f] > frames ? g->frames[f] - frames
						    : frames - g->frames[f];

		if (is < was)
			best = f;
	}
	return (best);
}

/* Those that were asked for. */
static void
take_sizes(struct sheet *out, const struct grid *g, struct grid *few)
{
	const struct trace_facts *t = &g->study->trace;
	bool *wanted = mem_array(out->m, g->nframes, sizeof(*wanted));
	size_t *at = mem_array(out->m, g->nframes, sizeof(*at)), n = 0;

	for (size_t i = 0; i < out->view->nshown; i++)
		wanted[nearest_size(g, memory_frames(&out->view->shown[i],
					   t->pages, t->page_size))] = true;
	for (size_t f = 0; f < g->nframes; f++)
		if (wanted[f])
			at[n++] = f;
	grid_take(few, out->m, g, at, n);
}

/* Of many sizes, those that are asked for, or that fit on a terminal beside
 * each other; all of them in a format that has room.  False: *few is all of g.
 */
static bool
choose_sizes(struct sheet *out, const struct grid *g, struct grid *few)
{
	size_t width = out->view->width == 0 ? 80 : out->view->width;
	size_t label = 0, n;

	*few = *g;
	if (out->renderer->narrow && out->view->nshown > 0 && g->nframes > 0) {
		take_sizes(out, g, few);
		return (few->nframes < g->nframes);
	}
	if (!out->renderer->narrow || g->nframes <= SIZES_MOST)
		return (false);
	for (size_t p = 0; p < g->npolicy; p++)
		if (strlen(g->policy[p]) > label)
			label = strlen(g->policy[p]);
	n = width > label + 4 ? (width - label - 4) / CELL_WIDTH : 0;
	n = n < SIZES_LEAST ? SIZES_LEAST : n > SIZES_MOST ? SIZES_MOST : n;
	grid_choose(few, out->m, g, n);
	return (true);
}

void
comparison_table_write(struct sheet *out, const struct grid *g)
{
	bool known = g->study->noptimum > 0;
	struct grid few;
	bool some = choose_sizes(out, g, &few);
	char title[700];

	if (some)
		sparks_write(out, g);
	for (size_t d = 0; d < g->ndevice; d++) {
		if (d > 0 && grid_same_faults(g, 0, d))
			continue;
		snprintf(title, sizeof(title),
		    "Page faults%s%s, and as a multiple of %s",
		    d > 0 ? " on " : "", d > 0 ? g->device[d] : "",
		    known ? "OPT's" : "the fewest");
		sheet_heading(out, 2, title, NULL);
		sheet_table(out, make_table(&few, out->m, &PAGE_FAULTS, d));
	}
	for (size_t d = 0; d < g->ndevice; d++) {
		if (!any_stall(g, d))
			continue;
		snprintf(title, sizeof(title),
		    "Modelled time lost to faults on %s, and as a multiple of "
		    "the least",
		    g->device[d]);
		sheet_heading(out, 2, title, NULL);
		sheet_table(out, make_table(&few, out->m, &STALL, d));
	}
	if (some)
		sheet_item(out, STYLE_PLAIN,
		    "%zu of %zu memory sizes are shown: --csv, --markdown and "
		    "--html have all, and --show chooses others",
		    few.nframes, g->nframes);
	sheet_item(out, STYLE_PLAIN,
	    "* best in its column, OPT not counted; + best of the policies "
	    "that a kernel can run, where another is better");
	if (variable_space_any(g->study))
		sheet_item(out, STYLE_PLAIN,
		    "~ gives frames back and uses fewer than it may: not "
		    "ranked, but compared below at equal mean memory");
}
