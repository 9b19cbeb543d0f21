/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * References made of DAMON's samples: a region of memory and how often it was
 * found accessed in an interval becomes so many reads of its pages, each drawn
 * from a seeded stream.  So the references are synthetic: their number is
 * measured, the page and the order within an interval are not.
 *
 * The state of such a format begins with struct regions, and its parameters are
 * struct region_params.
 */
#ifndef FORMATS_REGIONS_H
#define FORMATS_REGIONS_H

#include "base/rng.h"
#include "formats/plain_lines.h"
#include "model/study.h"
#include "trace/fields.h"
#include "trace/format.h"

/* The pages that DAMON looks at. */
#define REGION_PAGE 4096
/* Accesses of a region in an interval: a count cannot be above the number of
 * samples in one, 20 by default. */
#define REGION_ACCESSES_MAX 65536
#define REGION_TARGETS_MAX  1024

struct region_params {
	uint64_t seed;
};

extern const struct param region_params[];

struct regions {
	struct rng rng;
	uint64_t start, pages; /* the region */
	uint64_t left;         /* its accesses that have not been made */
	uint32_t pid;
	uint64_t time;
	/* What is monitored, in order of appearance: its number is that of the
	 * process.  Older kernels print an address for it. */
	unsigned ntarget;
	uint64_t target[REGION_TARGETS_MAX];
};

/* A region that is read at once. */
struct region {
	uint64_t start, end, accesses, time;
};

/* As trace_format.open. */
int regions_open(void *state, const void *params, struct err *err);

/* Begins a region; what is wrong is set in the record, with 'at'. */
enum record_kind regions_begin(struct regions *r, struct record *rec,
    const char *at, uint64_t start, uint64_t end, uint64_t accesses);
/* The process that is monitored as this target. */
enum record_kind regions_target(
    struct regions *r, struct record *rec, const char *at, uint64_t target);
/* The next access of the region, of which 'left' is above 0. */
enum record_kind regions_access(struct regions *r, struct record *rec);

/* Whether regions_begin() has nothing against it. */
static always_inline bool
region_good(const struct region *g)
{
	return (g->start < g->end && g->accesses <= REGION_ACCESSES_MAX);
}

/* Makes the accesses of a region, which there is room for from k on. */
static always_inline void
regions_fill(
    struct regions *r, struct splitter *c, size_t k, const struct region *g)
{
	const uint64_t pages = (g->end - g->start - 1) / REGION_PAGE + 1;
	const uint64_t half = plain_half(1, r->pid & PID_MAX, ACCESS_READ);
	struct access *const out = c->out + k;
	struct rng rng = r->rng; /* not in memory, which out may be */

	for (uint64_t i = 0; i < g->accesses; i++)
		plain_store(out + i,
		    g->start + rng_below(&rng, pages) * REGION_PAGE, half);
	r->rng = rng;
	if (unlikely(c->time != NULL))
		for (uint64_t i = 0; i < g->accesses; i++)
			c->time[k + i] = g->time;
}

#endif
