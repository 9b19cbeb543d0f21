/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing the map.  That of a study has only those regions that name a block,
 * so that it is bounded by the blocks.
 */
#include "result/map_json.h"

#include "model/study.h"

const struct survey_region *
map_region(
    const struct survey *s, uint64_t page_size, const struct survey_block *b)
{
	const struct survey_region *best = NULL;
	vaddr_t end = b->start + (s->block_pages * page_size - 1);

	for (size_t i = 0; i < s->nregion; i++) {
		const struct survey_region *r = &s->region[i];
		uint64_t bytes = r->span * page_size;

		if (r->process == b->process && r->start <= end &&
		    r->start + (bytes - 1) >= b->start &&
		    (best == NULL || r->references > best->references))
			best = r;
	}
	return (best);
}

void
json_put_address(struct json_text *t, uint32_t process, vaddr_t start)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%jx", (uintmax_t)start);
	json_put_count(t, "process", process);
	json_put_text(t, "start", text);
}

static void
put_blocks(struct json_text *t, const struct survey *s)
{
	json_put_count(t, "column_references", s->column_references);
	json_put_count(t, "columns", s->ncolumn);
	json_put_count(t, "block_pages", s->block_pages);
	json_open(t, "blocks", '[');
	for (size_t i = 0; i < s->nblock; i++) {
		json_open(t, NULL, '{');
		json_put_address(t, s->block[i].process, s->block[i].start);
		json_put_counts(t, "references", s->block[i].count, s->ncolumn);
		json_close(t, '}');
	}
	json_close(t, ']');
}

void
json_put_grid(struct json_text *t, const struct survey *s)
{
	json_open(t, "map", '{');
	put_blocks(t, s);
	json_close(t, '}');
}

static bool
names_a_block(
    const struct survey *s, uint64_t page_size, const struct survey_region *r)
{
	for (size_t i = 0; i < s->nblock; i++)
		if (map_region(s, page_size, &s->block[i]) == r)
			return (true);
	return (false);
}

static void
put_regions(struct json_text *t, const struct survey *s, uint64_t page_size)
{
	json_open(t, "regions", '[');
	for (size_t i = 0; i < s->nregion; i++) {
		const struct survey_region *r = &s->region[i];

		if (!names_a_block(s, page_size, r))
			continue;
		json_open(t, NULL, '{');
		json_put_address(t, r->process, r->start);
		json_put_count(t, "area", r->area);
		json_put_count(t, "span", r->span);
		json_put_count(t, "references", r->references);
		json_close(t, '}');
	}
	json_close(t, ']');
}

void
json_put_map(struct json_text *t, const struct trace_facts *facts)
{
	const struct survey *s = facts->survey;

	if (s == NULL || !s->map_in_document)
		return;
	json_open(t, "map", '{');
	json_put_count(t, "references", s->references);
	json_put_counts(t, "footprint", s->footprint, s->ncolumn);
	put_regions(t, s, facts->page_size);
	put_blocks(t, s);
	json_close(t, '}');
}
