/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Regions and targets of DAMON.
 */
#include "formats/regions.h"

const struct param region_params[] = {
	{ "seed", PARAM_COUNT, offsetof(struct region_params, seed), "1", 0, 0,
	    NULL, NULL, "of the stream that pages are drawn from" },
	{ .name = NULL },
};

int
regions_open(void *state, const void *params, not_used struct err *err)
{
	const struct region_params *p = params;
	struct regions *r = state;

	r->rng.state = p->seed;
	r->time = NO_TIME;
	return (0);
}

enum record_kind
regions_begin(struct regions *r, struct record *rec, const char *at,
    uint64_t start, uint64_t end, uint64_t accesses)
{
	if (start >= end)
		return (record_malformed(
		    rec, at, "a region ends behind its start"));
	if (accesses > REGION_ACCESSES_MAX)
		return (record_malformed(rec, at,
		    "a region is accessed at most 65536 times in an interval"));
	r->start = start;
	r->pages = (end - start - 1) / REGION_PAGE + 1;
	r->left = accesses;
	return (RECORD_OURS);
}

enum record_kind
regions_target(
    struct regions *r, struct record *rec, const char *at, uint64_t target)
{
	unsigned i = 0;

	while (i < r->ntarget && r->target[i] != target)
		i++;
	if (i == REGION_TARGETS_MAX)
		return (record_fatal(rec, at, "more than 1024 targets"));
	if (i == r->ntarget)
		r->target[r->ntarget++] = target;
	r->pid = i;
	return (RECORD_OURS);
}

enum record_kind
regions_access(struct regions *r, struct record *rec)
{
	uint64_t page = rng_below(&r->rng, r->pages);

	r->left--;
	record_access(rec, r->start + page * REGION_PAGE, ACCESS_READ);
	rec->access.pid = r->pid & PID_MAX;
	rec->time = r->time;
	return (RECORD_ACCESS);
}
