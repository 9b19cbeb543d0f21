/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A survey made by hand, of the trace of sample_replay(): of its two processes,
 * each with blocks of 1,024 pages, and eight columns of time.
 */
#include "base/hist.h"
#include "model/survey.h"
#include "studies.h"

#define COLUMNS 8

static const uint64_t FOOTPRINT[COLUMNS] = { 300, 900, 1500, 2000, 2400, 2700,
	2800, 2852 };
static const uint64_t TEXT[COLUMNS] = { 9000, 9000, 9000, 9000, 9000, 9000,
	9000, 0 };
static const uint64_t HEAP[3][COLUMNS] = {
	{ 100000, 90000, 400, 0, 0, 7, 0, 0 },
	{ 22072, 32072, 121672, 121000, 60000, 10, 1, 1 },
	{ 0, 0, 0, 1072, 62072, 121055, 121071, 82426 },
};
static const uint64_t KERNEL[COLUMNS] = { 0, 0, 0, 0, 0, 1000, 0, 34 };

static const struct survey_block BLOCKS[] = {
	{ 0, 0x400000, TEXT },
	{ 0, 0x10000000, HEAP[0] },
	{ 0, 0x10400000, HEAP[1] },
	{ 0, 0x10800000, HEAP[2] },
	{ 1, UINT64_C(0xffffffff80000000), KERNEL },
};

static const struct survey_region REGIONS[] = {
	{ 0, 0, 0x401000, 80, 52, 0, 63000 },
	{ 0, 1, 0x10000000, 2900, 2700, 1800, 935932 },
	{ 1, 2, UINT64_C(0xffffffff80000000), 256, 100, 20, 1034 },
};

static const struct survey_page TOP[] = {
	{ 0, 1, 0x10002000, 90000 },
	{ 0, 0, 0x401000, 20000 },
};

static struct hist *
distances(struct mem *m)
{
	struct hist *h = mem_alloc(m, sizeof(*h));

	hist_add(h, 0, 500000);
	hist_add(h, 3, 200000);
	hist_add(h, 40, 199966);
	hist_add(h, 1000, 97148);
	return (h);
}

static struct hist *
runs(struct mem *m, uint64_t longest)
{
	struct hist *h = mem_alloc(m, sizeof(*h));

	hist_add(h, 1, 900);
	hist_add(h, longest, 5);
	return (h);
}

void
sample_survey(struct study *s, struct mem *m)
{
	struct survey *v = mem_alloc(m, sizeof(*v));

	sample_replay(s, m);
	*v = (struct survey){
		.references = 999966,
		.pages = 2852,
		.written = 1820,
		.once = 60,
		.column_references = 131072,
		.ncolumn = COLUMNS,
		.footprint = FOOTPRINT,
		.window = { { 1, 999966, 500000 }, { 2, 1499966, 400000 },
		    { 4, 2999000, 300000 } },
		.nwindow = 3,
		.distance = distances(m),
		.distance_sample = 1,
		.exact_pages = SURVEY_EXACT_PAGES,
		.same_page = runs(m, 20),
		.sequential = runs(m, 300),
		.share = { { 0, 1, 90000 }, { 1000, 3, 130000 },
		    { 10000, 29, 400000 }, { 50000, 143, 700000 },
		    { 100000, 286, 800000 }, { 200000, 571, 900000 },
		    { 500000, 1426, 990000 } },
		.top = TOP,
		.ntop = 2,
		.region = REGIONS,
		.nregion = 3,
		.other_regions = 2,
		.other_pages = 7,
		.other_references = 40,
		.block = BLOCKS,
		.nblock = 5,
		.block_pages = 1024,
		.map_in_document = true,
	};
	s->trace.survey = v;
}

void
sample_estimate(struct study *s, struct mem *m)
{
	struct survey *v;

	sample_survey(s, m);
	v = mem_alloc(m, sizeof(*v));
	*v = *s->trace.survey;
	v->distance_sample = 16;
	s->trace.survey = v;
}
