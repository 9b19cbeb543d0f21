/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Drawing a curve with block characters, or without.  A column stands for the
 * sizes up to the one at its right edge and has the value of that: of the last
 * point at or before it.
 */
#include <string.h>

#include "base/num.h"
#include "report/plot.h"

#define ROWS        12
#define LEVELS      8 /* in a row, with block characters */
#define COLUMNS_MIN 20
#define COLUMNS_MAX 72

static void
repeat(const char *text, size_t n, FILE *to)
{
	while (n-- > 0)
		fputs(text, to);
}

/* Where n lies between two others, from 0 to 'most'. */
static uint64_t
scale(uint64_t n, uint64_t from, uint64_t to, uint64_t most)
{
	uint64_t low = num_log2(from), high = num_log2(to);

	return (high == low ? 0 : (num_log2(n) - low) * most / (high - low));
}

/* The least and the most page faults. */
static void
find_range(const struct curve *c, uint64_t *least, uint64_t *most)
{
	*least = *most = c->point[0].faults;
	for (size_t i = 1; i < c->npoint; i++) {
		uint64_t n = c->point[i].faults;

		*least = n < *least ? n : *least;
		*most = n > *most ? n : *most;
	}
}

/* The last point of column k, i or one behind it.  A curve may have a million
 * points, and three logarithms for each took a tenth of a curve's time. */
static size_t
last_point(const struct curve *c, size_t i, size_t columns, uint64_t k)
{
	uint64_t from = c->point[0].frames;
	uint64_t to = c->point[c->npoint - 1].frames;
	size_t beyond = c->npoint;

	while (beyond - i > 1) {
		size_t middle = i + (beyond - i) / 2;

		if (scale(c->point[middle].frames, from, to, columns - 1) <= k)
			i = middle;
		else
			beyond = middle;
	}
	return (i);
}

/* By column: its height, in levels. */
static void
make_columns(const struct curve *c, uint64_t *height, size_t columns)
{
	uint64_t least, most;
	size_t i = 0;

	find_range(c, &least, &most);
	for (size_t k = 0; k < columns; k++) {
		i = last_point(c, i, columns, k);
		/* The lowest can be seen, too. */
		height[k] = 1 + scale(c->point[i].faults, least, most,
				    ROWS * LEVELS - 1);
	}
}

static uint64_t
root(uint64_t a, uint64_t b)
{
	unsigned __int128 product = (unsigned __int128)a * b;
	uint64_t low = 0;

	for (int bit = 63; bit >= 0; bit--) {
		uint64_t more = low | UINT64_C(1) << bit;

		if ((unsigned __int128)more * more <= product)
			low = more;
	}
	return (low);
}

/* What is in the middle between two ends; nothing if that is one of them. */
static void
print_middle(char *buf, size_t size, uint64_t from, uint64_t to)
{
	uint64_t middle = root(from, to);

	if (middle > from && middle < to)
		num_print_count(buf, size, middle);
	else
		snprintf(buf, size, "%s", "");
}

static void
write_row(
    const uint64_t *height, size_t columns, size_t row, bool utf8, FILE *to)
{
	static const char *const block[] = { " ", "▁", "▂", "▃", "▄", "▅", "▆",
		"▇", "█" };
	uint64_t below = (ROWS - 1 - row) * LEVELS;
	size_t end = columns;

	/* No blanks at the end of a line. */
	while (end > 0 && height[end - 1] <= below)
		end--;
	for (size_t k = 0; k < end; k++) {
		uint64_t level = height[k] > below ? height[k] - below : 0;

		level = level > LEVELS ? LEVELS : level;
		if (utf8)
			fputs(block[level], to);
		else
			fputc(level > LEVELS / 2 ? '#'
			      : level > 0        ? '.'
						 : ' ',
			    to);
	}
	fputc('\n', to);
}

/* The line below, and the frames at its ends and in its middle. */
static void
write_axis(
    const struct curve *c, size_t blanks, size_t columns, bool utf8, FILE *to)
{
	uint64_t from = c->point[0].frames;
	uint64_t till = c->point[c->npoint - 1].frames;
	char a[40], b[40], d[40];
	size_t left, middle, used;

	num_print_count(a, sizeof(a), from);
	print_middle(b, sizeof(b), from, till);
	num_print_things(d, sizeof(d), till, "frame");
	repeat(" ", blanks, to);
	fputs(utf8 ? "└" : "+", to);
	repeat(utf8 ? "─" : "-", columns, to);
	fputc('\n', to);
	repeat(" ", blanks + 1, to);
	middle = columns / 2 > strlen(b) / 2 ? columns / 2 - strlen(b) / 2 : 0;
	left = middle > strlen(a) ? middle - strlen(a) : 1;
	fputs(a, to);
	repeat(" ", left, to);
	fputs(b, to);
	used = strlen(a) + left + strlen(b) + strlen(d);
	repeat(" ", columns > used ? columns - used : 1, to);
	fprintf(to, "%s\n", d);
}

void
plot_text(
    const struct curve *c, size_t indent, size_t width, bool utf8, FILE *to)
{
	uint64_t height[COLUMNS_MAX], least, most;
	char high[40], middle[40], low[40];
	size_t label, columns;

	find_range(c, &least, &most);
	label = strlen(num_print_count(high, sizeof(high), most));
	print_middle(middle, sizeof(middle), least > 0 ? least : 1, most);
	num_print_count(low, sizeof(low), least);
	columns = width > indent + label + 3 + COLUMNS_MIN
		      ? width - indent - label - 3
		      : COLUMNS_MIN;
	if (columns > COLUMNS_MAX)
		columns = COLUMNS_MAX;
	make_columns(c, height, columns);
	for (size_t row = 0; row < ROWS; row++) {
		repeat(" ", indent, to);
		fprintf(to, "%*s %s", (int)label,
		    row == 0          ? high
		    : row == ROWS / 2 ? middle
		    : row == ROWS - 1 ? low
				      : "",
		    utf8 ? "│" : "|");
		write_row(height, columns, row, utf8, to);
	}
	write_axis(c, indent + label + 1, columns, utf8, to);
}
