/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Patterns that need little state: sequential, loop, uniform, walk, phases,
 * scan.
 */
#include "generate/pattern.h"

/* Where a pattern is: the next page, or how many references were made. */
struct position {
	uint64_t at;
};

static uint64_t
pages_extent(not_used const void *state, const void *params, uint64_t page,
    not_used uint64_t n)
{
	const struct pattern_pages *p = params;

	return (p->pages * page);
}

/* --- sequential: every reference is to a new page --- */

static uint64_t
sequential_extent(not_used const void *state, not_used const void *params,
    uint64_t page, uint64_t n)
{
	return (n * page);
}

static void
sequential_fill(void *state, not_used const void *params, uint64_t page,
    not_used struct rng *rng, struct pattern_reference *out, size_t n)
{
	struct position *s = state;

	for (size_t i = 0; i < n; i++)
		out[i].offset = s->at++ * page;
}

const struct pattern pattern_sequential = {
	.name = "sequential",
	.summary = "every reference is to the next page, and none comes back",
	.state_size = sizeof(struct position),
	.extent = sequential_extent,
	.fill = sequential_fill,
};

/* --- loop: all pages in order, again and again --- */

static const struct param loop_params[] = {
	PATTERN_PAGES(pattern_pages, "1k"),
	{ .name = NULL },
};

static void
loop_fill(void *state, const void *params, uint64_t page,
    not_used struct rng *rng, struct pattern_reference *out, size_t n)
{
	const struct pattern_pages *p = params;
	struct position *s = state;

	for (size_t i = 0; i < n; i++) {
		out[i].offset = s->at * page;
		s->at = s->at + 1 < p->pages ? s->at + 1 : 0;
	}
}

const struct pattern pattern_loop = {
	.name = "loop",
	.summary = "all pages in order, again and again",
	.params = loop_params,
	.params_size = sizeof(struct pattern_pages),
	.state_size = sizeof(struct position),
	.extent = pages_extent,
	.fill = loop_fill,
};

/* --- uniform: every page is as likely as another --- */

static void
uniform_fill(not_used void *state, const void *params, uint64_t page,
    struct rng *rng, struct pattern_reference *out, size_t n)
{
	const struct pattern_pages *p = params;

	for (size_t i = 0; i < n; i++)
		out[i].offset = rng_below(rng, p->pages) * page;
}

const struct pattern pattern_uniform = {
	.name = "uniform",
	.summary = "every page is as likely as any other, at any time",
	.source = "the independent reference model: Coffman and Denning, "
		  "Operating Systems Theory, 1973, section 6.6",
	.params = loop_params,
	.params_size = sizeof(struct pattern_pages),
	.extent = pages_extent,
	.fill = uniform_fill,
};

/* --- walk: a step to either side --- */

struct walk_params {
	uint64_t pages, step;
};

static const struct param walk_params[] = {
	PATTERN_PAGES(walk_params, "1k"),
	{ "step", PARAM_COUNT, offsetof(struct walk_params, step), "4", 1,
	    PATTERN_PAGES_MAX, NULL, NULL,
	    "the farthest that one reference is from the last, in pages" },
	{ .name = NULL },
};

static void
walk_fill(void *state, const void *params, uint64_t page, struct rng *rng,
    struct pattern_reference *out, size_t n)
{
	const struct walk_params *p = params;
	uint64_t step = p->step % p->pages;
	struct position *s = state;

	for (size_t i = 0; i < n; i++) {
		uint64_t moved = rng_below(rng, 2 * step + 1);

		out[i].offset = s->at * page;
		s->at = (s->at + p->pages + moved - step) % p->pages;
	}
}

const struct pattern pattern_walk = {
	.name = "walk",
	.summary = "a random walk: each reference is near the one before",
	.params = walk_params,
	.params_size = sizeof(struct walk_params),
	.state_size = sizeof(struct position),
	.extent = pages_extent,
	.fill = walk_fill,
};

/* --- phases: a working set for some time, then another --- */

struct phases_params {
	uint64_t pages, length, overlap;
};

static const struct param phases_params[] = {
	PATTERN_PAGES(phases_params, "1k"),
	{ "length", PARAM_COUNT, offsetof(struct phases_params, length), "50k",
	    1, 0, NULL, NULL, "references in a phase" },
	{ "overlap", PARAM_SHARE, offsetof(struct phases_params, overlap),
	    "10%", 0, 990000, NULL, NULL,
	    "of the pages of a phase that belong to the next one too" },
	{ .name = NULL },
};

/* Pages between the first of a phase and the first of the next. */
static uint64_t
phases_shift(const struct phases_params *p)
{
	uint64_t shared = (uint64_t)((uint128)p->pages * p->overlap / 1000000);

	return (p->pages - shared);
}

static uint64_t
phases_extent(
    not_used const void *state, const void *params, uint64_t page, uint64_t n)
{
	const struct phases_params *p = params;
	uint64_t phases = n / p->length + 1;

	return ((phases_shift(p) * phases + p->pages) * page);
}

static void
phases_fill(void *state, const void *params, uint64_t page, struct rng *rng,
    struct pattern_reference *out, size_t n)
{
	const struct phases_params *p = params;
	struct position *s = state;

	for (size_t i = 0; i < n; i++) {
		uint64_t first = s->at++ / p->length * phases_shift(p);

		out[i].offset = (first + rng_below(rng, p->pages)) * page;
	}
}

const struct pattern pattern_phases = {
	.name = "phases",
	.summary = "a set of pages is used for some time, then the next set",
	.source = "phase transitions: Denning, Working Sets Past and Present, "
		  "1980, section on program behavior",
	.params = phases_params,
	.params_size = sizeof(struct phases_params),
	.state_size = sizeof(struct position),
	.extent = phases_extent,
	.fill = phases_fill,
};

/* --- scan: a hot set, and now and then a page of a long scan --- */

struct scan_params {
	uint64_t pages, hot, share;
};

static const struct param scan_params[] = {
	PATTERN_PAGES(scan_params, "100k"),
	{ "hot", PARAM_COUNT, offsetof(struct scan_params, hot), "1k", 1,
	    PATTERN_PAGES_MAX, NULL, NULL, "pages of the hot set" },
	{ "share", PARAM_SHARE, offsetof(struct scan_params, share), "10%", 0,
	    1000000, NULL, NULL, "of the references that go on with the scan" },
	{ .name = NULL },
};

static uint64_t
scan_extent(not_used const void *state, const void *params, uint64_t page,
    not_used uint64_t n)
{
	const struct scan_params *p = params;

	return ((p->hot + p->pages) * page);
}

static void
scan_fill(void *state, const void *params, uint64_t page, struct rng *rng,
    struct pattern_reference *out, size_t n)
{
	const struct scan_params *p = params;
	struct position *s = state;

	for (size_t i = 0; i < n; i++) {
		uint64_t at;

		if (rng_below(rng, 1000000) < p->share) {
			at = p->hot + s->at;
			s->at = s->at + 1 < p->pages ? s->at + 1 : 0;
		} else {
			at = rng_below(rng, p->hot);
		}
		out[i].offset = at * page;
	}
}

const struct pattern pattern_scan = {
	.name = "scan",
	.summary = "a hot set, mixed with a scan of many pages in order",
	.params = scan_params,
	.params_size = sizeof(struct scan_params),
	.state_size = sizeof(struct position),
	.extent = scan_extent,
	.fill = scan_fill,
};
