/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stacked bars as SVG: a bar for each category, from left to right, its parts
 * from light to dark, so that they are told apart without colour.
 */
#include <string.h>

#include "report/chart_svg.h"

#define WIDTH     760
#define BAR       17
#define STEP      23
#define LETTER    7 /* width of one */
#define LEFT_MOST 260
#define LEGEND    24 /* its height */
#define VALUE     86 /* width of the number behind a bar */
#define BOTTOM    48
#define PARTS     3

static const struct svg_style name_style = { SVG_END, 12, CHART_DARK, false };
static const struct svg_style value_style = { SVG_START, 11, CHART_LIGHT,
	false };
static const struct svg_style legend_style = { SVG_START, 12, CHART_DARK,
	false };
static const struct svg_style tick_style = { SVG_MIDDLE, 11, CHART_DARK,
	false };
static const struct svg_style axis_style = { SVG_MIDDLE, 12, CHART_DARK,
	false };

static const char *const part_color[PARTS] = { "#c9d6e3", "#7ba3c7",
	"#1f4e79" };

static uint64_t
whole(const struct chart *c, size_t category)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < c->nseries; i++)
		sum += c->series[i].point[category].y;
	return (sum);
}

static unsigned
left_of(const struct chart *c)
{
	size_t most = 60;

	for (size_t i = 0; i < c->ncategory; i++)
		if (strlen(c->category[i]) * LETTER + 16 > most)
			most = strlen(c->category[i]) * LETTER + 16;
	return (most < LEFT_MOST ? (unsigned)most : LEFT_MOST);
}

static void
put_rect(const struct chart_canvas *p, size_t part, unsigned x, unsigned y,
    unsigned width, unsigned height)
{
	fprintf(p->to,
	    "<rect class=\"p%zu\" fill=\"%s\" x=\"%u.%u\" y=\"%u\" "
	    "width=\"%u.%u\" height=\"%u\"/>\n",
	    part % PARTS, part_color[part % PARTS], x / 10, x % 10, y,
	    width / 10, width % 10, height);
}

static void
draw_bar(const struct chart_canvas *p, size_t category)
{
	const struct chart *c = p->chart;
	unsigned y = p->top + (unsigned)category * STEP + (STEP - BAR) / 2;
	unsigned from = 0;
	uint64_t sum = 0;
	char buf[40];

	for (size_t i = 0; i < c->nseries; i++) {
		unsigned till;

		sum += c->series[i].point[category].y;
		till = axis_at(&p->y, sum);
		if (till > from)
			put_rect(
			    p, i, p->left * 10 + from, y, till - from, BAR);
		from = till;
	}
	chart_label(p, p->left - 8, y + 13, &name_style, c->category[category],
	    LEFT_MOST / LETTER);
	svg_text(p->to, p->left + from / 10 + 6, y + 13, &value_style,
	    axis_print_exact(buf, sizeof(buf), c->y.unit, sum));
}

static void
draw_axis(const struct chart_canvas *p)
{
	unsigned bottom = p->top + p->height;
	uint64_t tick[AXIS_TICKS];
	size_t n = axis_ticks(&p->y, 6, tick);
	char buf[40];

	fputs("<g class=\"grid\">\n", p->to);
	for (size_t i = 0; i < n; i++) {
		unsigned x = p->left + axis_at(&p->y, tick[i]) / 10;

		svg_line(p->to, x, p->top, x, bottom, CHART_GRID);
	}
	fputs("</g>\n", p->to);
	for (size_t i = 0; i < n; i++)
		svg_text(p->to, p->left + axis_at(&p->y, tick[i]) / 10,
		    bottom + 17, &tick_style,
		    axis_print(buf, sizeof(buf), p->y.unit, tick[i]));
	svg_text(p->to, p->left + p->width / 2, bottom + 38, &axis_style,
	    p->chart->y.name);
}

static unsigned
legend_width(const char *name)
{
	return (40 + (unsigned)strlen(name) * LETTER);
}

/* Above the bars; more to the left where it would not fit beside long names. */
static void
draw_legend(const struct chart_canvas *p)
{
	unsigned x = p->left, y = p->top - LEGEND, width = 0;

	for (size_t i = 0; i < p->chart->nseries; i++)
		width += legend_width(p->chart->series[i].name);
	if (x + width > WIDTH)
		x = width < WIDTH ? WIDTH - width : 0;
	for (size_t i = 0; i < p->chart->nseries; i++) {
		const char *name = p->chart->series[i].name;

		put_rect(p, i, x * 10, y, 120, 12);
		svg_text(p->to, x + 17, y + 11, &legend_style, name);
		x += legend_width(name);
	}
}

void
stack_svg(struct chart_canvas *p)
{
	const struct chart *c = p->chart;
	uint64_t most = 1;

	for (size_t i = 0; i < c->ncategory; i++)
		if (whole(c, i) > most)
			most = whole(c, i);
	p->left = left_of(c);
	p->top += LEGEND;
	p->width = WIDTH - p->left - VALUE;
	p->height = (unsigned)c->ncategory * STEP;
	axis_make(&p->y, &c->y, 0, most, true, p->width * 10);
	chart_begin(p, WIDTH, p->top + p->height + BOTTOM);
	draw_legend(p);
	draw_axis(p);
	for (size_t i = 0; i < c->ncategory; i++)
		draw_bar(p, i);
	chart_end(p);
}
