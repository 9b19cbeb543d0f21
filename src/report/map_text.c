/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The map in characters.
 *
 *	0x1ffeffd000 │████████
 *	0x4e2f000    │ ░▒
 *		     │░▒▒█░
 *		     └────────
 *		      0      3,077,893 references
 */
#include <string.h>

#include "base/num.h"
#include "report/map.h"

#define ROWS        24
#define COLUMNS_MIN 16
#define COLUMNS_MAX 128
#define SHADES      4

static void
repeat(const char *text, size_t n, FILE *to)
{
	for (; n > 0; n--)
		fputs(text, to);
}

static void
write_row(
    const uint64_t *cell, size_t columns, uint64_t largest, bool utf8, FILE *to)
{
	static const char *const block[] = { " ", "░", "▒", "▓", "█" };
	static const char *const plain[] = { " ", ".", ":", "+", "#" };
	size_t used = columns;

	while (used > 0 && cell[used - 1] == 0)
		used--; /* no blanks at the end of a line */
	for (size_t c = 0; c < used; c++)
		fputs(
		    (utf8 ? block : plain)[map_shade(cell[c], largest, SHADES)],
		    to);
	fputc('\n', to);
}

static void
write_axis(
    const struct map *map, size_t blanks, size_t columns, bool utf8, FILE *to)
{
	char end[40];
	size_t len;

	repeat(" ", blanks, to);
	fputs(utf8 ? "└" : "+", to);
	repeat(utf8 ? "─" : "-", columns, to);
	len = strlen(num_print_things(
	    end, sizeof(end), map->survey->references, "reference"));
	fputc('\n', to);
	repeat(" ", blanks + 1, to);
	fputc('0', to);
	repeat(" ", columns > len + 1 ? columns - len - 1 : 1, to);
	fprintf(to, "%s\n", end);
}

void
map_text(const struct trace_facts *facts, size_t indent, size_t width,
    bool utf8, FILE *to)
{
	struct mem *m = mem_open();
	size_t rows, columns, label, row = 0;
	uint64_t *cell, largest;
	struct map map;

	map_make(&map, m, facts);
	rows = map_rows(&map, ROWS);
	label = map_label_length(&map);
	columns = width > indent + label + 3 + COLUMNS_MIN
		      ? width - indent - label - 3
		      : COLUMNS_MIN;
	if (columns > COLUMNS_MAX)
		columns = COLUMNS_MAX;
	largest = map_cells(&map, m, rows, columns, &cell);
	for (size_t i = map.nband; i-- > 0;)
		for (size_t k = 0; k < map.band[i].rows; k++, row++) {
			/* At its lowest address. */
			bool named = k + 1 == map.band[i].rows;

			repeat(" ", indent, to);
			fprintf(to, "%-*s %s", (int)label,
			    named ? map.band[i].label : "", utf8 ? "│" : "|");
			write_row(
			    cell + row * columns, columns, largest, utf8, to);
		}
	write_axis(&map, indent + label + 1, columns, utf8, to);
	mem_close(m);
}
