/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bands, rows and shades of the map.
 */
#include "report/map.h"

#include <string.h>

#include "result/label.h"
#include "result/map_json.h"

static uint64_t
block_bytes(const struct map *map)
{
	return (map->survey->block_pages * map->facts->page_size);
}

/* The region that names a block; NULL: none does. */
static const struct survey_region *
region_at(const struct map *map, const struct survey_block *b)
{
	return (map_region(map->survey, map->facts->page_size, b));
}

/* The name of the area; "": it has none. */
static const char *
area_name(const struct map *map, const struct survey_region *r)
{
	return (r != NULL && r->area < map->facts->narea
		    ? map->facts->area[r->area].name
		    : "");
}

static void
make_label(const struct map *map, struct map_band *band)
{
	const struct trace_facts *t = map->facts;
	const struct survey_block *b = &map->survey->block[band->first];
	const struct survey_region *r = region_at(map, b);
	const char *name = area_name(map, r);
	char pid[16] = "", clean[32];

	if (t->nprocess > 1 && b->process < t->nprocess)
		snprintf(pid, sizeof(pid), "%ju ",
		    (uintmax_t)t->process[b->process].pid);
	if (name[0] != '\0')
		snprintf(band->label, sizeof(band->label), "%s%s", pid,
		    label_clean(clean, sizeof(clean), name));
	else
		snprintf(band->label, sizeof(band->label), "%s0x%jx", pid,
		    (uintmax_t)(r != NULL && r->start > b->start ? r->start
								 : b->start));
}

/* Does block i go on with the band of the block before it? */
static bool
goes_on(const struct map *map, size_t i)
{
	const struct survey_block *b = &map->survey->block[i], *a = b - 1;
	const char *name = area_name(map, region_at(map, a));

	return (a->process == b->process &&
		b->start - a->start <=
		    block_bytes(map) + SURVEY_GAP * map->facts->page_size &&
		strcmp(name, area_name(map, region_at(map, b))) == 0);
}

void
map_make(struct map *map, struct mem *m, const struct trace_facts *facts)
{
	const struct survey *s = facts->survey;

	*map = (struct map){ .facts = facts, .survey = s };
	map->band = mem_array(m, s->nblock, sizeof(*map->band));
	for (size_t i = 0; i < s->nblock; i++) {
		if (i == 0 || !goes_on(map, i))
			map->band[map->nband++] =
			    (struct map_band){ .first = i };
		map->band[map->nband - 1].n++;
	}
	for (size_t i = 0; i < map->nband; i++)
		make_label(map, &map->band[i]);
}

size_t
map_label_length(const struct map *map)
{
	size_t most = 0, len;

	for (size_t i = 0; i < map->nband; i++)
		if ((len = strlen(map->band[i].label)) > most)
			most = len;
	return (most);
}

/* Fewer bands than there are, of about the same number of blocks each. */
static void
join(struct map *map, size_t rows)
{
	size_t n = map->survey->nblock, at = 0;
	struct map_band *band = map->band;

	for (size_t i = 0; i < rows; i++) {
		struct map_band joined = { .first = i * n / rows, .rows = 1 };

		while (
		    at + 1 < map->nband && band[at + 1].first <= joined.first)
			at++;
		joined.n = (i + 1) * n / rows - joined.first;
		memcpy(joined.label, band[at].label, sizeof(joined.label));
		band[i] = joined; /* i <= at */
	}
	map->nband = rows;
}

size_t
map_rows(struct map *map, size_t rows)
{
	uint64_t more = 0, before = 0, blocks = 0, now;
	size_t sum = 0;

	if (map->nband > rows) {
		join(map, rows);
		return (rows);
	}
	for (size_t i = 0; i < map->nband; i++)
		more += map->band[i].n - 1;
	if (more == 0)
		more = 1;
	rows -= map->nband;
	if (rows > more)
		rows = more;
	for (size_t i = 0; i < map->nband; i++, before = now) {
		blocks += map->band[i].n - 1;
		now = blocks * rows / more;
		map->band[i].rows = 1 + now - before;
		sum += map->band[i].rows;
	}
	return (sum);
}

static void
add_block(const struct map *map, const struct survey_block *b, uint64_t *row,
    size_t columns)
{
	size_t n = map->survey->ncolumn;

	for (size_t c = 0; c < columns; c++) {
		size_t from = c * n / columns, till = (c + 1) * n / columns;

		for (size_t i = from; i < till || i == from; i++)
			row[c] += b->count[i];
	}
}

uint64_t
map_cells(const struct map *map, struct mem *m, size_t rows, size_t columns,
    uint64_t **out)
{
	uint64_t *cell = mem_array(m, rows, columns * sizeof(*cell));
	uint64_t largest = 1;
	size_t above = rows; /* rows from the top to the band's end */

	for (size_t i = 0; i < map->nband; i++) {
		const struct map_band *b = &map->band[i];

		for (size_t k = 0; k < b->n; k++) {
			size_t row = above - 1 - k * b->rows / b->n;

			add_block(map, &map->survey->block[b->first + k],
			    cell + row * columns, columns);
		}
		above -= b->rows;
	}
	for (size_t i = 0; i < rows * columns; i++)
		if (cell[i] > largest)
			largest = cell[i];
	*out = cell;
	return (largest);
}

/* The logarithm to base 2 in units of 1/256, between powers of two a straight
 * line: no function of a library, whose last digit may be another elsewhere. */
static uint64_t
log_of(uint64_t n)
{
	unsigned bits = 63 - (unsigned)__builtin_clzll(n);

	return (bits * UINT64_C(256) +
		(uint64_t)(((unsigned __int128)n << 8 >> bits) - 256));
}

unsigned
map_shade(uint64_t count, uint64_t largest, unsigned shades)
{
	if (count == 0)
		return (0);
	return (1 + (unsigned)(log_of(count) * shades / (log_of(largest) + 1)));
}
