/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The charts of a comparison, by memory, and of curves.
 */
#include <string.h>

#include "base/num.h"
#include "report/chart.h"
#include "result/label.h"
#include "result/metric.h"

/* Points of a curve that are kept, about: more than a picture has columns. */
#define CURVE_POINTS 800

struct chart *
charts_add(struct charts *c, struct mem *m)
{
	struct chart *new;

	c->item = mem_grow(m, c->item, c->n, &c->cap, sizeof(*c->item));
	new = &c->item[c->n++];
	*new = (struct chart){ .id = "" };
	return (new);
}

const struct chart *
charts_find(const struct charts *c, const char *id)
{
	for (size_t i = 0; i < c->n; i++)
		if (strcmp(c->item[i].id, id) == 0)
			return (&c->item[i]);
	return (NULL);
}

/* What a chart of a comparison shows. */
struct measure {
	const char *id, *title, *question;
	struct chart_axis y;
	/* Of a run; false: it has no such value. */
	bool (*value)(const struct grid *g, const struct run *r, uint64_t *out);
	bool by_device; /* a chart for each; otherwise of the first alone */
};

static bool
get_stall(not_used const struct grid *g, const struct run *r, uint64_t *out)
{
	*out = grid_stall(r);
	return (true);
}

static bool
get_swap(not_used const struct grid *g, const struct run *r, uint64_t *out)
{
	*out = r->outcome.swap_reads + r->outcome.swap_writes;
	return (true);
}

static const struct measure measures[] = {
	{ "faults", "Page faults against memory",
	    "How many page faults does each policy have with so much memory?",
	    { "page faults", CHART_COUNT, true }, grid_faults, false },
	{ "ratio", "Page faults relative to OPT",
	    "How far is each policy from the fewest page faults possible?",
	    { "times OPT's page faults", CHART_RATIO, false }, grid_ratio,
	    false },
	{ "time", "Time lost to faults against memory",
	    "How much modelled time do the faults of each policy cost?",
	    { "time lost to faults", CHART_TIME, true }, get_stall, true },
	{ "swap", "Swap I/O against memory",
	    "How many pages does each policy read from swap and write to it?",
	    { "pages read and written", CHART_COUNT, true }, get_swap, true },
};

/* The points of one policy; false: it has no value above 0. */
static bool
make_line(struct mem *m, const struct grid *g, const struct measure *what,
    size_t device, size_t policy, struct chart_series *out)
{
	struct chart_point *point = mem_array(m, g->nframes, sizeof(*point));
	bool any = false;

	*out = (struct chart_series){ .name = g->policy[policy],
		.sight = g->sight[policy],
		.point = point,
		.markers = true };
	for (size_t f = 0; f < g->nframes; f++) {
		const struct run *r = grid_at(g, device, policy, f);
		uint64_t y;

		if (r == NULL || !what->value(g, r, &y))
			continue;
		point[out->n++] = (struct chart_point){ g->frames[f], y };
		any |= y > 0;
	}
	return (any);
}

/* The least value of the policies that a kernel can run, where there are
 * others, too. */
static void
make_edge(struct mem *m, const struct grid *g, const struct measure *what,
    size_t device, struct chart_series *edge)
{
	struct chart_point *point = mem_array(m, g->nframes, sizeof(*point));
	bool others = false;

	*edge = (struct chart_series){ .name = "best that a kernel can run",
		.point = point };
	for (size_t p = 0; p < g->npolicy; p++)
		others |= g->sight[p] > SIGHT_BITS;
	for (size_t f = 0; f < g->nframes && others; f++) {
		uint64_t least = UINT64_MAX, y;

		for (size_t p = 0; p < g->npolicy; p++) {
			const struct run *r = grid_at(g, device, p, f);

			if (r != NULL && g->sight[p] <= SIGHT_BITS &&
			    !g->varies[p] && what->value(g, r, &y) && y < least)
				least = y;
		}
		if (least < UINT64_MAX)
			point[edge->n++] =
			    (struct chart_point){ g->frames[f], least };
	}
	if (edge->n < 2)
		edge->n = 0;
}

/* A logarithmic scale where the values differ by a factor of five. */
static bool
is_wide(const struct chart_series *s, size_t n)
{
	uint64_t least = UINT64_MAX, most = 0;

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < s[i].n; k++) {
			uint64_t y = s[i].point[k].y;

			if (y > 0 && y < least)
				least = y;
			if (y > most)
				most = y;
		}
	return (most / 5 >= least);
}

static const char *
join(struct mem *m, const char *a, const char *b, const char *c)
{
	char text[1024];

	snprintf(text, sizeof(text), "%.100s%.100s%.600s", a, b, c);
	return (mem_strdup(m, text));
}

static void
make_measure(struct charts *out, struct mem *m, const struct grid *g,
    const struct measure *what, size_t device)
{
	struct chart_series *line = mem_array(m, g->npolicy, sizeof(*line));
	struct chart *c;
	bool any = false;
	char number[32] = "";

	for (size_t p = 0; p < g->npolicy; p++)
		any |= make_line(m, g, what, device, p, &line[p]);
	if (!any)
		return;
	if (device > 0)
		snprintf(number, sizeof(number), "-%zu", device + 1);
	c = charts_add(out, m);
	*c = (struct chart){ .id = join(m, what->id, number, ""),
		.title = what->by_device && g->ndevice > 1
			     ? join(m, what->title, ", on ", g->device[device])
			     : what->title,
		.question = what->question,
		.kind = CHART_LINES,
		.x = { "memory in frames", CHART_COUNT, true },
		.y = what->y,
		.series = line,
		.nseries = g->npolicy };
	c->y.log = is_wide(line, g->npolicy);
	make_edge(m, g, what, device, &c->edge);
}

static void
make_comparison(struct charts *out, struct mem *m, const struct study *s)
{
	struct grid *g = mem_alloc(m, sizeof(*g));

	grid_make(g, m, s);
	for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++)
		for (size_t d = 0; d < g->ndevice; d++)
			if (d == 0 || measures[i].by_device)
				make_measure(out, m, g, &measures[i], d);
}

/* Points that are at the same place of a picture are one: the last. */
static void
make_curve(struct mem *m, const struct curve *c, struct chart_series *out)
{
	struct chart_point *point = mem_array(m, c->npoint, sizeof(*point));
	uint64_t last = num_log2(c->point[c->npoint - 1].frames);
	uint64_t first = num_log2(c->point[0].frames), wide = last - first;
	uint64_t column = 0, before = UINT64_MAX;
	char label[LABEL_SIZE];

	for (size_t i = 0; i < c->npoint; i++) {
		const struct curve_point *p = &c->point[i];

		column = wide == 0 ? 0
				   : (num_log2(p->frames) - first) *
					 CURVE_POINTS / wide;
		out->n += column != before || out->n < 2;
		point[out->n - 1] =
		    (struct chart_point){ p->frames, p->faults };
		before = column;
	}
	out->name = mem_strdup(m, label_curve(label, sizeof(label), c));
	out->sight = grid_sight(c->sight);
	out->point = point;
	out->markers = !c->exact && c->npoint <= 64;
}

static void
make_curves(struct charts *out, struct mem *m, const struct study *s)
{
	struct chart_series *line = mem_array(m, s->ncurve, sizeof(*line));
	struct chart *c;
	bool exact = true;

	if (s->ncurve == 0)
		return;
	for (size_t i = 0; i < s->ncurve; i++) {
		make_curve(m, &s->curve[i], &line[i]);
		exact &= s->curve[i].exact;
	}
	c = charts_add(out, m);
	*c = (struct chart){ .id = "curve",
		.title = "Page faults at every memory size",
		.question = "How much memory is enough, and where are knees?",
		.kind = exact ? CHART_STEPS : CHART_LINES,
		.x = { "memory in frames", CHART_COUNT, true },
		.y = { "page faults", CHART_COUNT, true },
		.series = line,
		.nseries = s->ncurve };
	c->y.log = is_wide(line, s->ncurve);
}

void
charts_make(struct charts *out, struct mem *m, const struct study *s)
{
	*out = (struct charts){ .n = 0 };
	if (s->comparison && s->nrun > 0)
		make_comparison(out, m, s);
	make_curves(out, m, s);
	charts_of_latency(out, m, s);
	charts_of_causes(out, m, s);
}
