/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading the map of a study.  Its columns and blocks are bounded by the limits
 * of the model, its counts must add up to the references.
 */
#include <string.h>

#include "base/mem.h"
#include "model/study.h"
#include "result/map_json.h"

static bool
is_power(uint64_t n)
{
	return (n != 0 && (n & (n - 1)) == 0);
}

/* The columns of time. */
static int
read_columns(const struct json_cursor *c, struct survey *s)
{
	uint64_t columns, *footprint;
	unsigned __int128 wide;

	if (json_cursor_count(c, "references", 0, INT64_MAX, &s->references) !=
		0 ||
	    json_cursor_count(c, "columns", 0, SURVEY_COLUMNS, &columns) != 0 ||
	    json_cursor_count(c, "column_references", 1, INT64_MAX,
		&s->column_references) != 0)
		return (-1);
	wide = s->column_references;
	if (!is_power(s->column_references) || columns * wide < s->references ||
	    (columns > 0 && (columns - 1) * wide >= s->references))
		return (json_cursor_fail(c, "column_references",
		    "must be a power of two, and the columns must be those of "
		    "the references"));
	s->ncolumn = (size_t)columns;
	s->footprint = footprint =
	    mem_array(c->m, s->ncolumn, sizeof(*footprint));
	if (json_cursor_counts(c, "footprint", footprint, s->ncolumn) != 0)
		return (-1);
	for (size_t i = 0; i < s->ncolumn; i++)
		if (footprint[i] < (i > 0 ? footprint[i - 1] : 1) ||
		    footprint[i] > s->references)
			return (
			    json_cursor_fail(c, "footprint", "must not fall"));
	s->pages = columns > 0 ? footprint[s->ncolumn - 1] : 0;
	return (0);
}

/* Process and first address. */
static int
read_place(const struct json_cursor *c, const struct trace_facts *t,
    uint32_t *process, vaddr_t *start)
{
	uint64_t n;

	if (json_cursor_object(c) != 0 ||
	    json_cursor_count(c, "process", 0, UINT32_MAX, &n) != 0 ||
	    document_address(c, "start", start) != 0)
		return (-1);
	if (n >= t->nprocess)
		return (json_cursor_fail(
		    c, "process", "must be the index of a process"));
	if (*start % t->page_size != 0)
		return (json_cursor_fail(
		    c, "start", "must be the address of a page"));
	*process = (uint32_t)n;
	return (0);
}

static int
read_region(const struct json_cursor *c, const struct trace_facts *t,
    struct survey_region *r)
{
	uint64_t area;

	if (read_place(c, t, &r->process, &r->start) != 0 ||
	    json_cursor_count(c, "area", 0, UINT32_MAX, &area) != 0 ||
	    json_cursor_count(
		c, "span", 1, UINT64_MAX / t->page_size, &r->span) != 0 ||
	    json_cursor_count(c, "references", 1, INT64_MAX, &r->references) !=
		0)
		return (-1);
	r->area = (uint32_t)area;
	if (r->span * t->page_size - 1 > UINT64_MAX - r->start)
		return (json_cursor_fail(
		    c, "span", "must end in the address space"));
	return (0);
}

static int
read_regions(
    const struct json_cursor *c, const struct trace_facts *t, struct survey *s)
{
	struct survey_region *region;
	struct json_cursor list;

	if (json_cursor_list(c, "regions", &list, &s->nregion) != 0)
		return (-1);
	if (s->nregion > SURVEY_REGIONS)
		return (json_cursor_fail(
		    c, "regions", "more than %d", SURVEY_REGIONS));
	s->region = region = mem_array(c->m, s->nregion, sizeof(*region));
	for (size_t i = 0; i < s->nregion; i++) {
		struct json_cursor at = json_cursor_element(&list, i);

		if (read_region(&at, t, &region[i]) != 0)
			return (-1);
	}
	return (0);
}

/* Bytes of a block, less 1. */
static uint64_t
block_last(const struct trace_facts *t, const struct survey *s)
{
	uint64_t bytes;

	return (__builtin_mul_overflow(s->block_pages, t->page_size, &bytes)
		    ? UINT64_MAX
		    : bytes - 1);
}

/* Blocks are by process and address, and have no address in common. */
static int
read_block(const struct json_cursor *c, const struct trace_facts *t,
    const struct survey *s, struct survey_block *b, uint64_t *left)
{
	uint64_t *count = mem_array(c->m, s->ncolumn, sizeof(*count));
	vaddr_t last = block_last(t, s);
	const struct survey_block *before = b == s->block ? NULL : b - 1;

	if (read_place(c, t, &b->process, &b->start) != 0 ||
	    json_cursor_counts(c, "references", count, s->ncolumn) != 0)
		return (-1);
	if (b->start > UINT64_MAX - last ||
	    (before != NULL && (b->process < before->process ||
				   (b->process == before->process &&
				       b->start <= before->start + last))))
		return (json_cursor_fail(c, "start",
		    "must be behind the block before it, by process and "
		    "address"));
	for (size_t i = 0; i < s->ncolumn; i++) {
		if (count[i] > *left)
			return (json_cursor_fail(c, "references",
			    "must add up to those of the map"));
		*left -= count[i];
	}
	b->count = count;
	return (0);
}

static int
read_blocks(
    const struct json_cursor *c, const struct trace_facts *t, struct survey *s)
{
	struct survey_block *block;
	struct json_cursor list;
	uint64_t left = s->references;

	if (json_cursor_count(
		c, "block_pages", 1, INT64_MAX, &s->block_pages) != 0 ||
	    json_cursor_list(c, "blocks", &list, &s->nblock) != 0)
		return (-1);
	if (!is_power(s->block_pages) || s->nblock > SURVEY_BLOCKS)
		return (json_cursor_fail(c, "block_pages",
		    "must be a power of two, with at most %d blocks",
		    SURVEY_BLOCKS));
	s->block = block = mem_array(c->m, s->nblock, sizeof(*block));
	for (size_t i = 0; i < s->nblock; i++) {
		struct json_cursor at = json_cursor_element(&list, i);

		if (read_block(&at, t, s, &block[i], &left) != 0)
			return (-1);
	}
	return (left == 0 ? 0
			  : json_cursor_fail(c, "references",
				"must be the sum of those of the blocks"));
}

int
document_map(const struct json_cursor *c, struct trace_facts *out)
{
	struct json_cursor in;
	struct survey *s;

	if (!json_cursor_has(c, "map"))
		return (0);
	s = mem_alloc(c->m, sizeof(*s));
	s->map_in_document = true;
	if (json_cursor_enter(c, "map", &in) != 0 ||
	    read_columns(&in, s) != 0 || read_regions(&in, out, s) != 0 ||
	    read_blocks(&in, out, s) != 0)
		return (-1);
	out->survey = s;
	return (0);
}
