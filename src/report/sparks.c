/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page faults over many memory sizes in one line for each policy: a character
 * for each size, or for some of them, whose height is the logarithm of the
 * value.  All policies have the same scale, so that their lines compare.
 */
#include "report/sparks.h"

#include <string.h>

#include "base/num.h"
#include "report/axis.h"
#include "report/sparkline.h"
#include "result/metric.h"

#define LEVELS    SPARKLINE_LEVELS
#define LINE_MIN  8
#define LINE_MOST 60
#define AROUND    6 /* the indentation and what is between columns */

/* A value of a run; false: there is none. */
typedef bool value_f(const struct grid *g, const struct run *r, uint64_t *out);

struct scale {
	value_f *value;
	uint64_t least, most;
};

static void
make_scale(struct scale *s, const struct grid *g, value_f *value)
{
	*s = (struct scale){ value, UINT64_MAX, 0 };
	for (size_t p = 0; p < g->npolicy; p++)
		for (size_t f = 0; f < g->nframes; f++) {
			const struct run *r = grid_at(g, 0, p, f);
			uint64_t v;

			if (r == NULL || !value(g, r, &v))
				continue;
			s->least = v < s->least ? v : s->least;
			s->most = v > s->most ? v : s->most;
		}
}

static unsigned
level_of(const struct scale *s, uint64_t v)
{
	uint64_t low = num_log2(s->least), high = num_log2(s->most);

	return (high == low ? 0
			    : (unsigned)((num_log2(v) - low) * (LEVELS - 1) /
					 (high - low)));
}

/* The index of the size that column k of n stands for. */
static size_t
size_at(const struct grid *g, size_t k, size_t n)
{
	return (n < 2 ? 0 : k * (g->nframes - 1) / (n - 1));
}

static void
draw(char *buf, const struct grid *g, size_t policy, const struct scale *s,
    size_t n, bool utf8)
{
	for (size_t k = 0; k < n; k++) {
		const struct run *r = grid_at(g, 0, policy, size_at(g, k, n));
		uint64_t v;

		buf = stpcpy(buf, r == NULL || !s->value(g, r, &v)
				      ? " "
				      : sparkline_mark(level_of(s, v), utf8));
	}
	*buf = '\0';
}

static size_t
line_length(const struct sheet *out, const struct grid *g, unsigned lines)
{
	size_t label = 0, width = out->view->width == 0 ? 80 : out->view->width;
	size_t n;

	for (size_t p = 0; p < g->npolicy; p++)
		if (strlen(g->policy[p]) > label)
			label = strlen(g->policy[p]);
	n = width > label + AROUND ? (width - label - AROUND) / lines : 0;
	n = n < LINE_MIN ? LINE_MIN : n > LINE_MOST ? LINE_MOST : n;
	return (n < g->nframes ? n : g->nframes);
}

/* "faults, 684 to 315k". */
static void
put_head(struct table *t, const char *what, const struct scale *s,
    enum chart_unit unit)
{
	char a[40], b[40];

	table_cell(t, STYLE_DIM, "%s, %s to %s", what,
	    axis_print_exact(a, sizeof(a), unit, s->least),
	    axis_print_exact(b, sizeof(b), unit, s->most));
}

void
sparks_write(struct sheet *out, const struct grid *g)
{
	bool known = g->study->noptimum > 0;
	size_t n = line_length(out, g, known ? 2 : 1);
	struct table *t = table_open(out->m, known ? 3 : 2);
	char line[LINE_MOST * 3 + 1], a[40], b[40];
	struct scale faults, ratio;

	make_scale(&faults, g, grid_faults);
	make_scale(&ratio, g, grid_ratio);
	t->left[1] = true;
	table_row(t);
	table_cell(t, STYLE_DIM, "%s", "");
	put_head(t, "faults", &faults, CHART_COUNT);
	if (known && ratio.most > 0) {
		t->left[2] = true;
		put_head(t, "by OPT's", &ratio, CHART_RATIO);
	}
	for (size_t p = 0; p < g->npolicy; p++) {
		table_row(t);
		table_cell(t, STYLE_PLAIN, "%s", g->policy[p]);
		draw(line, g, p, &faults, n, out->view->utf8);
		table_cell(t, STYLE_PLAIN, "%s", line);
		if (!known)
			continue;
		draw(line, g, p, &ratio, n, out->view->utf8);
		table_cell(t, STYLE_PLAIN, "%s", line);
	}
	sheet_heading(out, 2, "Page faults over all memory sizes", NULL);
	sheet_table(out, t);
	sheet_item(out, STYLE_PLAIN,
	    "from %s to %s: %zu sizes, a character for %s, on a logarithmic "
	    "scale",
	    num_print_count(a, sizeof(a), g->frames[0]),
	    num_print_things(b, sizeof(b), g->frames[g->nframes - 1], "frame"),
	    g->nframes, n < g->nframes ? "some of them" : "each");
}
