/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The runs of a study as a grid: a row for each policy, a column for each
 * memory, and one such table for each device.
 */
#ifndef REPORT_GRID_H
#define REPORT_GRID_H

#include "base/mem.h"
#include "model/study.h"

/* What a policy sees, from least to most; each sees what those before it see,
 * too. */
enum sight {
	SIGHT_FAULTS,
	SIGHT_BITS, /* the most that a kernel sees */
	SIGHT_ACCESSES,
	SIGHT_FUTURE,
};

/* From the word of a run or a curve. */
enum sight grid_sight(const char *sight);

struct grid {
	const struct study *study;
	/* By policy: label, sight, and whether it releases frames and is not
	 * ranked.  Ordered by sight, then as in the study. */
	const char **policy;
	enum sight *sight;
	bool *varies;
	size_t npolicy;
	uint64_t *frames; /* ascending */
	size_t nframes;
	const char **device; /* labels, in the order of the study */
	size_t ndevice;
	const struct run **cell; /* see grid_at(); NULL: not run */
};

void grid_make(struct grid *g, struct mem *m, const struct study *s);

/* The same with those of its n memory sizes whose numbers, from 0, are in at[],
 * ascending. */
void grid_take(struct grid *out, struct mem *m, const struct grid *g,
    const size_t *at, size_t n);
/* The same with n of its memory sizes: the first, the last, and others at
 * about equal distances on a logarithmic scale.  1 < n <= g->nframes. */
void grid_choose(
    struct grid *out, struct mem *m, const struct grid *g, size_t n);

static inline const struct run *
grid_at(const struct grid *g, size_t device, size_t policy, size_t frames)
{
	return (g->cell[(device * g->npolicy + policy) * g->nframes + frames]);
}

/* Have two devices the same page faults in all runs? */
bool grid_same_faults(const struct grid *g, size_t a, size_t b);

/* The value of a run that is compared: page faults, or the time lost to all
 * faults. */
typedef uint64_t grid_value_f(const struct run *r);
uint64_t grid_page_faults(const struct run *r);
uint64_t grid_stall(const struct run *r);

/* The least value among policies that see no more than 'most' and do not
 * release frames; false: there is none. */
bool grid_least(const struct grid *g, grid_value_f *value, size_t device,
    size_t frames, enum sight most, uint64_t *least);

/* Figures of a run, as a table or a chart asks for them; false: it is not
 * known. */
bool grid_faults(const struct grid *g, const struct run *r, uint64_t *out);
/* Page faults as a multiple of OPT's, in parts per million. */
bool grid_ratio(const struct grid *g, const struct run *r, uint64_t *out);

#endif
