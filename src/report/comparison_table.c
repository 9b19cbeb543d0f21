/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * All runs side by side: one grid of page faults, and one of the time lost to
 * them for every device that takes any.  Page faults do not depend on the
 * device, so a second grid of them is drawn only where one differs.
 *
 * Policies stand in groups by what they see, so that nobody takes a policy no
 * kernel could run for a better kernel policy; '*' marks the best in a column
 * short of the bound, '+' the best of those a kernel can run where that is
 * another one.
 */
#include <string.h>

#include "base/num.h"
#include "report/sheet.h"
#include "report/view.h"
#include "result/metric.h"
#include "result/ratio.h"

static const char *const GROUP[] = {
	"sees page faults (any kernel)",
	"sees accessed and dirty bits (a kernel)",
	"sees every access (no kernel)",
	"sees the future (a bound)",
};

static const char LEGEND[] =
    "* best in its column, bound aside; + best of those a kernel can run, "
    "where another is better";

/* How one measure is drawn. */
struct measure {
	grid_value_f *value;
	char *(*print)(char *buf, size_t size, uint64_t n);
	bool optimum; /* OPT's is known: relative to that, or to the least */
};

static const struct measure ABSENT = { grid_page_faults, num_print_count,
	true };
static const struct measure STALL = { grid_stall, num_print_time, false };

/* What the values of a column are relative to; false: to nothing. */
static bool
yardstick(const struct grid *g, const struct measure *m, size_t device,
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
	if (r == NULL || !yardstick(g, m, device, f, &base))
		return;
	ratio_print(buf, size, m->value(r), base, 1, 2);
	strncat(buf, "x", size - strlen(buf) - 1);
}

static void
put_cell(struct sheet *t, const struct grid *g, const struct measure *m,
    size_t device, size_t p, size_t f, size_t wide)
{
	const struct run *r = grid_at(g, device, p, f);
	char n[40], by[40], at;

	if (r == NULL) {
		sheet_cell(t, SHEET_DIM, "%s", "");
		return;
	}
	at = mark(g, m, device, p, f);
	ratio(g, m, device, p, f, by, sizeof(by));
	sheet_cell(t, at == ' ' || at == '~' ? SHEET_PLAIN : SHEET_BOLD,
	    "%s%c %*s", m->print(n, sizeof(n), m->value(r)), at, (int)wide, by);
}

/* The headings: frames, and what they are in bytes and of the footprint. */
static void
put_head(struct sheet *t, const struct grid *g, size_t wide)
{
	const struct trace_facts *trace = &g->study->trace;
	int pad = (int)wide + 2;
	char buf[40];

	sheet_row(t);
	sheet_cell(t, SHEET_DIM, "%s", "frames");
	for (size_t f = 0; f < g->nframes; f++)
		sheet_cell(t, SHEET_BOLD, "%s%*s",
		    num_print_count(buf, sizeof(buf), g->frames[f]), pad, "");
	sheet_row(t);
	sheet_cell(t, SHEET_DIM, "%s", "memory");
	for (size_t f = 0; f < g->nframes; f++)
		sheet_cell(t, SHEET_DIM, "%s%*s",
		    num_print_size(buf, sizeof(buf),
			view_bytes(g->frames[f], trace->page_size)),
		    pad, "");
	sheet_row(t);
	sheet_cell(t, SHEET_DIM, "%s", "of footprint");
	for (size_t f = 0; f < g->nframes; f++)
		sheet_cell(t, SHEET_DIM, "%s %%%*s",
		    ratio_print(
			buf, sizeof(buf), g->frames[f], trace->pages, 100, 1),
		    pad, "");
}

static struct sheet *
make(const struct grid *g, struct mem *mem, const struct measure *m,
    size_t device)
{
	struct sheet *t = sheet_open(mem, g->nframes + 1);
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
			sheet_span(t, "%s", GROUP[g->sight[p]]);
		sheet_row(t);
		sheet_cell(t, SHEET_PLAIN, "  %s", g->policy[p]);
		for (size_t f = 0; f < g->nframes; f++)
			put_cell(t, g, m, device, p, f, wide);
	}
	return (t);
}

/* Whether two devices have the same page faults everywhere. */
static bool
same_faults(const struct grid *g, size_t a, size_t b)
{
	for (size_t p = 0; p < g->npolicy; p++)
		for (size_t f = 0; f < g->nframes; f++) {
			const struct run *x = grid_at(g, a, p, f);
			const struct run *y = grid_at(g, b, p, f);

			if ((x == NULL) != (y == NULL) ||
			    (x != NULL &&
				grid_page_faults(x) != grid_page_faults(y)))
				return (false);
		}
	return (true);
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

/* One grid after another, each handed to draw() with its title. */
typedef void draw_f(void *to, const char *title, const struct sheet *t);

static void
each(const struct grid *g, struct mem *m, draw_f *draw, void *to)
{
	bool known = g->study->noptimum > 0;
	char title[700];

	for (size_t d = 0; d < g->ndevice; d++) {
		if (d > 0 && same_faults(g, 0, d))
			continue;
		snprintf(title, sizeof(title),
		    "Page faults%s%s, and as a multiple of %s",
		    d > 0 ? " on " : "", d > 0 ? g->device[d] : "",
		    known ? "OPT's" : "the fewest");
		draw(to, title, make(g, m, &ABSENT, d));
	}
	for (size_t d = 0; d < g->ndevice; d++) {
		if (!any_stall(g, d))
			continue;
		snprintf(title, sizeof(title),
		    "Modelled time lost to faults on %s, and as a multiple of "
		    "the least",
		    g->device[d]);
		draw(to, title, make(g, m, &STALL, d));
	}
}

struct page {
	const struct report_view *view;
	FILE *to;
};

static void
draw_terminal(void *page, const char *title, const struct sheet *t)
{
	const struct page *p = page;

	fputs(sheet_on(p->view, SHEET_BOLD), p->to);
	sheet_text(p->view, 0, 2, p->to, title);
	fputs(sheet_off(p->view, SHEET_BOLD), p->to);
	sheet_write(t, p->view, 2, p->to);
	fputc('\n', p->to);
}

static void
draw_markdown(void *page, const char *title, const struct sheet *t)
{
	const struct page *p = page;

	fprintf(p->to, "### %s\n\n", title);
	sheet_markdown(t, p->to);
	fputc('\n', p->to);
}

void
comparison_table_write(const struct grid *g, struct mem *m,
    const struct report_view *view, FILE *to)
{
	struct page page = { view, to };

	each(g, m, draw_terminal, &page);
	sheet_text(view, 2, 4, to, LEGEND);
	if (variable_space_any(g->study))
		sheet_text(view, 2, 4, to, spaceview_note);
	fputc('\n', to);
}

void
comparison_table_markdown(const struct grid *g, struct mem *m, FILE *to)
{
	struct page page = { NULL, to };

	each(g, m, draw_markdown, &page);
	sheet_escape(LEGEND, sizeof(LEGEND) - 1, to);
	fputs("\n\n", to);
	if (variable_space_any(g->study)) {
		sheet_escape(spaceview_note, strlen(spaceview_note), to);
		fputs("\n\n", to);
	}
}
