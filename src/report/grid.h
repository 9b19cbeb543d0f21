/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The runs of a study as a grid: policies down, memories across, one such
 * plane for each device.
 */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include "base/mem.h"
#include "model/study.h"

/* How much a policy sees, and so who could run it. */
enum sight {
	SIGHT_FAULTS,
	SIGHT_BITS, /* what a kernel sees */
	SIGHT_ACCESSES,
	SIGHT_FUTURE,
};

struct grid {
	const struct study *study;
	const char **policy; /* labels, by sight, then as asked for */
	enum sight *sight;   /* of each */
	bool *varies;        /* it gives frames back: not ranked */
	size_t npolicy;
	uint64_t *frames; /* ascending */
	size_t nframes;
	const char **device; /* labels, as asked for */
	size_t ndevice;
	const struct run **cell; /* NULL: was not run */
};

void grid_make(struct grid *g, struct mem *m, const struct study *s);

static inline const struct run *
grid_at(const struct grid *g, size_t device, size_t policy, size_t frames)
{
	return (g->cell[(device * g->npolicy + policy) * g->nframes + frames]);
}

/* What of a run is compared: page faults, or time lost to them. */
typedef uint64_t grid_value_f(const struct run *r);
uint64_t grid_page_faults(const struct run *r);
uint64_t grid_stall(const struct run *r);

/* The least value among policies that see no more than most and use all the
 * memory they may; false: none. */
bool grid_least(const struct grid *g, grid_value_f *value, size_t device,
    size_t frames, enum sight most, uint64_t *least);

#endif
