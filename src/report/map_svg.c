/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The map of a trace as an SVG picture: above, references over time and
 * address, a band for each part of the address space; below, the footprint over
 * the same time.
 *
 * Cells of one shade that follow each other in a row are one line, and all
 * lines of a shade that have the same height are one path, so that the file
 * stays small.
 */
#include "base/num.h"
#include "report/axis.h"
#include "report/map.h"
#include "report/svg.h"

#define LEFT_MIN       100 /* for the labels of bands, at least */
#define LETTER         7   /* width of one */
#define RIGHT          40
#define TOP            84
#define PLOT           1024 /* pixels: the width of the plots */
#define HEIGHT         600  /* of the map, without what is between bands */
#define BANDS          40
#define BAND           14 /* the least height of a band, for its label */
#define BETWEEN        4
#define UNDER          64  /* from the map to the footprint */
#define LOWER          110 /* height of the footprint */
#define SHADES         8
#define INLINE_COLUMNS 256 /* of time, at most, so that a page stays small */

#define DARK  "#1f2933"
#define LIGHT "#7b8794"
#define FRAME "#cbd2d9"

static const char *const shade_color[SHADES + 1] = { "#f5f7fa", "#cfe1f2",
	"#a6cbe7", "#78b0d8", "#4c92c6", "#2b74b0", "#155794", "#0b3c74",
	"#061f45" };

static const struct svg_style title_style = { SVG_START, 18, DARK, true };
static const struct svg_style line_style = { SVG_START, 13, LIGHT, false };
static const struct svg_style label_style = { SVG_END, 12, DARK, false };
static const struct svg_style tick_style = { SVG_MIDDLE, 12, DARK, false };
static const struct svg_style axis_style = { SVG_MIDDLE, 13, DARK, false };

struct picture {
	struct map map;
	struct mem *m;
	FILE *to;
	uint64_t *cell, largest;
	size_t rows, columns;
	unsigned *top, *height; /* by band */
	unsigned bottom;        /* of the map */
	unsigned left;          /* edge of the plots */
	bool inlined;           /* within a page */
};

/* As wide as the longest label needs. */
static unsigned
left_of(const struct map *map)
{
	size_t width = map_label_length(map) * LETTER + 16;

	return (width < LEFT_MIN ? LEFT_MIN : (unsigned)width);
}

/* Heights of the bands, from the top, which is the highest address. */
static void
place_bands(struct picture *p)
{
	unsigned at = TOP;
	size_t n = p->map.nband;

	p->top = mem_array(p->m, n, sizeof(*p->top));
	p->height = mem_array(p->m, n, sizeof(*p->height));
	for (size_t i = n; i-- > 0; at += BETWEEN) {
		unsigned h = (unsigned)(HEIGHT * p->map.band[i].rows / p->rows);

		p->top[i] = at;
		p->height[i] = h < BAND ? BAND : h;
		at += p->height[i];
	}
	p->bottom = at - BETWEEN;
}

/* The left edge of a column. */
static unsigned
column_x(const struct picture *p, size_t column)
{
	return ((unsigned)(p->left + column * PLOT / p->columns));
}

/* The upper edge of row k of a band, in eighths of a pixel. */
static unsigned
row_y(const struct picture *p, size_t band, size_t k)
{
	return (p->top[band] * 8 +
		(unsigned)(p->height[band] * 8 * k / p->map.band[band].rows));
}

/* The cells of one shade in a row of a band, in eighths of a pixel in height:
 * whole numbers take fewer bytes. */
static void
draw_row(const struct picture *p, size_t band, size_t k, const uint64_t *cell,
    unsigned shade)
{
	unsigned y = row_y(p, band, k), h = row_y(p, band, k + 1) - y;

	for (size_t c = 0, end; c < p->columns; c = end) {
		unsigned x = column_x(p, c), width;

		end = c + 1;
		if (map_shade(cell[c], p->largest, SHADES) != shade)
			continue;
		while (end < p->columns &&
		       map_shade(cell[end], p->largest, SHADES) == shade)
			end++;
		width = column_x(p, end) - x;
		fprintf(p->to, "M%u %uh%uv%uh-%uz", x, y, width, h, width);
	}
}

static void
draw_shade(const struct picture *p, unsigned shade)
{
	size_t row = 0;

	fprintf(p->to, "<path fill=\"%s\" d=\"", shade_color[shade]);
	for (size_t i = p->map.nband; i-- > 0;)
		for (size_t k = 0; k < p->map.band[i].rows; k++, row++)
			draw_row(p, i, k, p->cell + row * p->columns, shade);
	fputs("\"/>\n", p->to);
}

static void
draw_bands(const struct picture *p)
{
	for (size_t i = 0; i < p->map.nband; i++) {
		svg_rect(p->to, p->left, p->top[i], PLOT, p->height[i],
		    shade_color[0]);
		svg_text(p->to, p->left - 8, p->top[i] + p->height[i] / 2 + 4,
		    &label_style, p->map.band[i].label);
	}
	fputs("<g shape-rendering=\"crispEdges\" transform=\"scale(1 .125)\">"
	      "\n",
	    p->to);
	for (unsigned shade = 1; shade <= SHADES; shade++)
		draw_shade(p, shade);
	fputs("</g>\n", p->to);
}

/* Where a reference is; the last column may be a part of one. */
static unsigned
time_x(const struct picture *p, uint64_t references)
{
	const struct survey *s = p->map.survey;
	uint64_t wide = s->column_references * s->ncolumn;

	return (
	    (unsigned)(p->left + (unsigned __int128)references * PLOT / wide));
}

static void
draw_time(const struct picture *p, unsigned y, const char *name)
{
	uint64_t n = p->map.survey->references, step = axis_step(n, 9);
	char buf[40];

	svg_line(p->to, p->left, y, p->left + PLOT, y, DARK);
	for (uint64_t at = 0; at <= n; at += step) {
		unsigned x = time_x(p, at);

		svg_line(p->to, x, y, x, y + 5, DARK);
		svg_text(p->to, x, y + 19, &tick_style,
		    axis_print_short(buf, sizeof(buf), at));
	}
	svg_text(p->to, p->left + PLOT / 2, y + 38, &axis_style, name);
}

static void
draw_footprint(const struct picture *p, unsigned top)
{
	const struct survey *s = p->map.survey;
	uint64_t pages = s->footprint[s->ncolumn - 1];
	uint64_t most = pages > 0 ? pages : 1, step = axis_step(most * 2, 9);
	unsigned bottom = top + LOWER, y;
	char buf[40];

	svg_rect(p->to, p->left, top, PLOT, LOWER, shade_color[0]);
	for (uint64_t at = 0; at <= most; at += step) {
		y = bottom - (unsigned)(at * LOWER / most);
		svg_line(p->to, p->left, y, p->left + PLOT, y, FRAME);
		svg_text(p->to, p->left - 8, y + 4, &label_style,
		    axis_print_short(buf, sizeof(buf), at));
	}
	fprintf(p->to,
	    "<path fill=\"none\" stroke=\"%s\" stroke-width=\"2\" "
	    "d=\"M%u %u",
	    shade_color[6], p->left, bottom);
	for (size_t c = 0; c < s->ncolumn; c++)
		fprintf(p->to, "L%u %u",
		    (unsigned)(p->left + (c + 1) * PLOT / s->ncolumn),
		    bottom - (unsigned)(s->footprint[c] * LOWER / most));
	fputs("\"/>\n", p->to);
	draw_time(p, bottom, "time, in references");
}

/* The counts at which shades begin, of those that a cell can have. */
static void
draw_legend(const struct picture *p)
{
	unsigned x = p->left + PLOT - SHADES * 70;
	char buf[40];

	svg_text(p->to, x, 50, &line_style, "references in a cell, at least");
	for (unsigned shade = 1; shade <= SHADES; shade++) {
		uint64_t low = 1, high = p->largest;

		while (low < high) {
			uint64_t middle = low + (high - low) / 2;

			if (map_shade(middle, p->largest, SHADES) >= shade)
				high = middle;
			else
				low = middle + 1;
		}
		if (map_shade(low, p->largest, SHADES) != shade)
			continue;
		svg_rect(p->to, x, 58, 14, 14, shade_color[shade]);
		svg_text(p->to, x + 19, 70, &line_style,
		    axis_print_short(buf, sizeof(buf), low));
		x += 70;
	}
}

static void
draw_title(const struct picture *p)
{
	const struct trace_facts *t = p->map.facts;
	const struct survey *s = p->map.survey;
	char a[40], b[40], c[40], d[40], text[200];

	svg_text(p->to, p->left, 30, &title_style, t->name);
	snprintf(text, sizeof(text), "%s to %s of %s",
	    num_print_things(a, sizeof(a), s->references, "reference"),
	    num_print_things(b, sizeof(b), s->pages, "page"),
	    num_print_size(c, sizeof(c), t->page_size));
	svg_text(p->to, p->left, 50, &line_style, text);
	/* Columns of the survey that share a cell need not be as many in each.
	 */
	snprintf(text, sizeof(text), "a cell: %s%s, %s",
	    p->columns < s->ncolumn ? "about " : "",
	    num_print_things(a, sizeof(a),
		s->column_references * s->ncolumn / p->columns, "reference"),
	    num_print_things(d, sizeof(d), s->block_pages, "page"));
	svg_text(p->to, p->left, 70, &line_style, text);
}

static void
draw(struct picture *p)
{
	const struct survey *s = p->map.survey;
	unsigned width, height;

	p->rows =
	    map_rows(&p->map, p->map.nband > BANDS ? BANDS : SURVEY_BLOCKS);
	p->columns = p->inlined && s->ncolumn > INLINE_COLUMNS ? INLINE_COLUMNS
							       : s->ncolumn;
	p->largest = map_cells(&p->map, p->m, p->rows, p->columns, &p->cell);
	p->left = left_of(&p->map);
	place_bands(p);
	width = p->left + PLOT + RIGHT;
	height = p->bottom + UNDER + LOWER + 56;
	if (p->inlined)
		svg_begin_inline(p->to, width, height,
		    "References over time and address", p->map.facts->name);
	else
		svg_begin(p->to, width, height, p->map.facts->name);
	draw_title(p);
	draw_legend(p);
	draw_bands(p);
	draw_time(p, p->bottom + 2, "");
	svg_text(p->to, p->left, p->bottom + UNDER - 8, &line_style,
	    "pages referenced so far");
	draw_footprint(p, p->bottom + UNDER);
	svg_end(p->to);
}

void
map_svg(const struct trace_facts *facts, bool inlined, FILE *to)
{
	struct picture p = { .m = mem_open(), .to = to, .inlined = inlined };

	map_make(&p.map, p.m, facts);
	draw(&p);
	mem_close(p.m);
}
