/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Charts of lines as SVG.
 *
 * A line is told apart without colour: each has a marker of its own form, and
 * what its policy sees decides the rest: solid with full markers, a kernel can
 * run it; dashed with open markers, it sees every access; dotted, it sees the
 * future.  Markers are drawn by the picture's marker elements, so that a point
 * costs no more than its coordinates, which are in tenths of a pixel.
 */
#include "report/chart_svg.h"

#include <string.h>

#define WIDTH       760
#define LEFT        78 /* labels and name of the y axis */
#define RIGHT       16
#define LEGEND      196 /* its width, with the gap before it */
#define HEIGHT      300
#define TOP_CAPTION 54
#define TOP_PLAIN   14
#define BOTTOM      48
#define ROW         17 /* of the legend */
#define NAME_MOST   24
#define TICKS_X     8
#define TICKS_Y     8
#define MARKERS     8

static const struct svg_style caption_style = { SVG_START, 16, CHART_DARK,
	true };
static const struct svg_style question_style = { SVG_START, 12, CHART_LIGHT,
	false };
static const struct svg_style axis_style = { SVG_MIDDLE, 12, CHART_DARK,
	false };
static const struct svg_style tick_x = { SVG_MIDDLE, 11, CHART_DARK, false };
static const struct svg_style tick_y = { SVG_END, 11, CHART_DARK, false };
static const struct svg_style name_style = { SVG_START, 12, CHART_DARK, false };
static const struct svg_style group_style = { SVG_START, 11, CHART_LIGHT,
	false };

/* Okabe and Ito, "Color Universal Design", 2008, without yellow and with darker
 * blue and orange, for lines on white; then that of OPT. */
static const char *const colors[CHART_COLORS + 1] = { "#0072b2", "#d55e00",
	"#00825f", "#aa4499", "#3f9fd8", "#b07d00", "#7a4b9d", "#5b6770",
	CHART_DARK };

static size_t
color_of(const struct chart_canvas *p, size_t i)
{
	return (p->chart->series[i].sight == SIGHT_FUTURE ? CHART_COLORS
							  : i % CHART_COLORS);
}

void
chart_label(const struct chart_canvas *p, unsigned x, unsigned y,
    const struct svg_style *style, const char *text, size_t most)
{
	char cut[200];
	size_t len = strlen(text);

	if (len > most) {
		len = most - 1;
		while (len > 0 && (text[len] & 0xc0) == 0x80)
			len--; /* at the beginning of a character */
		snprintf(cut, sizeof(cut), "%.*s…", (int)len, text);
		text = cut;
	}
	svg_text(p->to, x, y, style, text);
}

void
chart_begin(const struct chart_canvas *p, unsigned width, unsigned height)
{
	const struct chart *c = p->chart;

	if (p->how->prefix == NULL)
		svg_begin(p->to, width, height, c->title);
	else
		svg_begin_inline(p->to, width, height, c->title, c->question);
	if (!p->how->caption)
		return;
	svg_text(p->to, p->left, 22, &caption_style, c->title);
	svg_text(p->to, p->left, 40, &question_style, c->question);
}

void
chart_end(const struct chart_canvas *p)
{
	svg_end(p->to);
}

/* --- a line --- */

static const char *
prefix_of(const struct chart_canvas *p)
{
	return (p->how->prefix != NULL ? p->how->prefix : "c");
}

static const char *
dash_of(enum sight sight)
{
	return (sight <= SIGHT_BITS       ? ""
		: sight == SIGHT_ACCESSES ? " stroke-dasharray=\"7 3\""
					  : " stroke-dasharray=\"2 3\"");
}

/* The marker of a series, in a square of 10 around 0. */
static void
define_marker(const struct chart_canvas *p, size_t i)
{
	static const char *const form[MARKERS] = {
		"M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0z",
		"M-3.2 -3.2h6.4v6.4h-6.4z",
		"M0 -4L4 3.2H-4z",
		"M0 -4.4L4.4 0L0 4.4L-4.4 0z",
		"M0 4L4 -3.2H-4z",
		"M-4 0H4M0 -4V4",
		"M-3.2 -3.2L3.2 3.2M-3.2 3.2L3.2 -3.2",
		"M-2 -4H2L4 0L2 4H-2L-4 0z",
	};
	size_t color = color_of(p, i);
	bool open = p->chart->series[i].sight > SIGHT_BITS;

	fprintf(p->to,
	    "<marker id=\"%s-%zu\" viewBox=\"-5 -5 10 10\" markerWidth=\"10\" "
	    "markerHeight=\"10\" markerUnits=\"userSpaceOnUse\"><path "
	    "class=\"s%zu%s\" fill=\"%s\" stroke=\"%s\" stroke-width=\"1.4\" "
	    "d=\"%s\"/></marker>\n",
	    prefix_of(p), i, color, open ? " open" : " full",
	    open ? "#ffffff" : colors[color], colors[color],
	    form[(i + i / CHART_COLORS) % MARKERS]);
}

/* The attributes of a line. */
static void
put_style(const struct chart_canvas *p, size_t i, bool markers)
{
	const struct chart_series *s = &p->chart->series[i];

	fprintf(p->to,
	    "<path class=\"s%zu\" fill=\"none\" stroke=\"%s\" "
	    "stroke-width=\"1.8\" stroke-linejoin=\"round\"%s",
	    color_of(p, i), colors[color_of(p, i)], dash_of(s->sight));
	if (markers)
		fprintf(p->to,
		    " marker-start=\"url(#%s-%zu)\" marker-mid=\"url(#%s-%zu)\""
		    " marker-end=\"url(#%s-%zu)\"",
		    prefix_of(p), i, prefix_of(p), i, prefix_of(p), i);
	fputs(" d=\"", p->to);
}

static unsigned
place_x(const struct chart_canvas *p, uint64_t x)
{
	return (p->left * 10 + axis_at(&p->x, x));
}

static unsigned
place_y(const struct chart_canvas *p, uint64_t y)
{
	return ((p->top + p->height) * 10 - axis_at(&p->y, y));
}

static void
put_tenths(char command, unsigned n, FILE *to)
{
	if (n % 10 == 0)
		fprintf(to, "%c%u", command, n / 10);
	else
		fprintf(to, "%c%u.%u", command, n / 10, n % 10);
}

/* A zero has no place on a logarithmic scale: the line ends before it. */
static void
draw_line(const struct chart_canvas *p, size_t i)
{
	const struct chart_series *s = &p->chart->series[i];
	bool begun = false, steps = p->chart->kind == CHART_STEPS;

	put_style(p, i, s->markers);
	for (size_t k = 0; k < s->n; k++) {
		const struct chart_point *at = &s->point[k];

		if ((p->y.log && at->y == 0) || (p->x.log && at->x == 0)) {
			begun = false;
			continue;
		}
		if (begun && steps)
			put_tenths('H', place_x(p, at->x), p->to);
		if (begun && steps) {
			put_tenths('V', place_y(p, at->y), p->to);
			continue;
		}
		put_tenths(begun ? 'L' : 'M', place_x(p, at->x), p->to);
		put_tenths(' ', place_y(p, at->y), p->to);
		begun = true;
	}
	fputs("\"/>\n", p->to);
}

/* What lies below the best that a kernel can run. */
static void
draw_edge(const struct chart_canvas *p)
{
	const struct chart_series *e = &p->chart->edge;

	if (e->n < 2)
		return;
	fputs("<path class=\"beyond\" fill=\"#eef1f4\" d=\"", p->to);
	put_tenths('M', place_x(p, e->point[0].x), p->to);
	put_tenths(' ', (p->top + p->height) * 10, p->to);
	for (size_t k = 0; k < e->n; k++) {
		put_tenths('L', place_x(p, e->point[k].x), p->to);
		put_tenths(' ', place_y(p, e->point[k].y), p->to);
	}
	put_tenths('L', place_x(p, e->point[e->n - 1].x), p->to);
	put_tenths(' ', (p->top + p->height) * 10, p->to);
	fputs("z\"/>\n", p->to);
}

/* --- around the lines --- */

static void
draw_axes(const struct chart_canvas *p)
{
	uint64_t x[AXIS_TICKS], y[AXIS_TICKS];
	size_t nx = axis_ticks(&p->x, TICKS_X, x);
	size_t ny = axis_ticks(&p->y, TICKS_Y, y);
	unsigned bottom = p->top + p->height;
	char buf[40];

	fputs("<g class=\"grid\">\n", p->to);
	for (size_t i = 0; i < ny; i++)
		svg_line(p->to, p->left, place_y(p, y[i]) / 10,
		    p->left + p->width, place_y(p, y[i]) / 10, CHART_GRID);
	for (size_t i = 0; i < nx; i++)
		svg_line(p->to, place_x(p, x[i]) / 10, p->top,
		    place_x(p, x[i]) / 10, bottom, CHART_GRID);
	fputs("</g>\n<g class=\"axis\">\n", p->to);
	svg_line(
	    p->to, p->left, bottom, p->left + p->width, bottom, CHART_LIGHT);
	fputs("</g>\n", p->to);
	for (size_t i = 0; i < ny; i++)
		svg_text(p->to, p->left - 7, place_y(p, y[i]) / 10 + 4, &tick_y,
		    axis_print(buf, sizeof(buf), p->y.unit, y[i]));
	for (size_t i = 0; i < nx; i++)
		svg_text(p->to, place_x(p, x[i]) / 10, bottom + 17, &tick_x,
		    axis_print(buf, sizeof(buf), p->x.unit, x[i]));
	svg_text(p->to, p->left + p->width / 2, bottom + 38, &axis_style,
	    p->chart->x.name);
	svg_turned(
	    p->to, 16, p->top + p->height / 2, &axis_style, p->chart->y.name);
}

static const char *
group_name(enum sight sight)
{
	return (sight <= SIGHT_BITS       ? "a kernel can run"
		: sight == SIGHT_ACCESSES ? "sees every access"
					  : "sees the future: a bound");
}

/* Do the two stand below one heading of the legend? */
static bool
same_group(enum sight a, enum sight b)
{
	return (a == b || (a <= SIGHT_BITS && b <= SIGHT_BITS));
}

/* Rows of the legend. */
static unsigned
legend_rows(const struct chart *c)
{
	unsigned rows = c->edge.n > 0 ? 2 : 0;

	for (size_t i = 0; i < c->nseries; i++)
		rows += 1 + (i == 0 || !same_group(c->series[i].sight,
					   c->series[i - 1].sight));
	return (rows);
}

static void
draw_legend(const struct chart_canvas *p)
{
	const struct chart *c = p->chart;
	unsigned x = p->left + p->width + 22, y = p->top + 10;

	for (size_t i = 0; i < c->nseries; i++) {
		const struct chart_series *s = &c->series[i];

		if (i == 0 || !same_group(s->sight, c->series[i - 1].sight)) {
			svg_text(
			    p->to, x, y, &group_style, group_name(s->sight));
			y += ROW;
		}
		put_style(p, i, false);
		fprintf(p->to, "M%u %uh28\"/>\n", x, y - 4);
		if (s->markers) {
			put_style(p, i, true);
			fprintf(p->to, "M%u %uh0\"/>\n", x + 14, y - 4);
		}
		chart_label(p, x + 35, y, &name_style, s->name, NAME_MOST);
		y += ROW;
	}
	if (c->edge.n == 0)
		return;
	fprintf(p->to,
	    "<rect class=\"beyond\" fill=\"#eef1f4\" x=\"%u\" y=\"%u\" "
	    "width=\"28\" height=\"12\"/>\n",
	    x, y - 10);
	svg_text(p->to, x + 35, y, &name_style, "less than any policy");
	svg_text(
	    p->to, x + 35, y + ROW - 3, &name_style, "that a kernel can run");
}

/* The axes, around all values. */
static void
make_axes(struct chart_canvas *p)
{
	const struct chart *c = p->chart;
	uint64_t x[2] = { UINT64_MAX, 0 }, y[2] = { UINT64_MAX, 0 };

	for (size_t i = 0; i < c->nseries; i++)
		for (size_t k = 0; k < c->series[i].n; k++) {
			struct chart_point at = c->series[i].point[k];

			if (at.x < x[0])
				x[0] = at.x;
			if (at.x > x[1])
				x[1] = at.x;
			if (at.y < y[0] && (at.y > 0 || !c->y.log))
				y[0] = at.y;
			if (at.y > y[1])
				y[1] = at.y;
		}
	if (x[0] > x[1])
		x[0] = x[1] = 1;
	if (y[0] > y[1])
		y[0] = y[1] > 0 ? y[1] : 1;
	axis_make(&p->x, &c->x, x[0], x[1], true, p->width * 10);
	axis_make(&p->y, &c->y, y[0], y[1], false, p->height * 10);
}

void
chart_svg(const struct chart *c, const struct chart_drawing *how, FILE *to)
{
	struct chart_canvas p = { .chart = c, .how = how, .to = to };
	unsigned legend = legend_rows(c) * ROW;

	p.top = how->caption ? TOP_CAPTION : TOP_PLAIN;
	if (c->kind == CHART_STACKS) {
		stack_svg(&p);
		return;
	}
	p.left = LEFT;
	p.width = WIDTH - LEFT - LEGEND;
	p.height = legend > HEIGHT ? legend : HEIGHT;
	make_axes(&p);
	chart_begin(&p, WIDTH, p.top + p.height + BOTTOM);
	fputs("<defs>\n", to);
	for (size_t i = 0; i < c->nseries; i++)
		if (c->series[i].markers)
			define_marker(&p, i);
	fputs("</defs>\n", to);
	draw_edge(&p);
	draw_axes(&p);
	for (size_t i = 0; i < c->nseries; i++)
		draw_line(&p, i);
	draw_legend(&p);
	chart_end(&p);
}
