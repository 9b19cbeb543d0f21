/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Many draws of service times together.
 */
#ifndef DEVICE_DRAW_H
#define DEVICE_DRAW_H

#include <stdbool.h>

#include "model/figures.h"

/* Points of a table that vectors hold, at most. */
#define DRAW_POINTS 15

/* Elements of arrays that may be read and written beyond the last. */
#define DRAW_SPARE 7

/* A table.  Where vectors are used it is in pieces: piece i is for the shares
 * from start[i] up to start[i + 1], in 2^-32 ppm. */
struct draw {
	const struct percentile_table *table;
	bool vectors;
	uint64_t start[DRAW_POINTS + 1];
	uint64_t least[DRAW_POINTS + 1]; /* ns */
	uint64_t rise[DRAW_POINTS + 1];  /* ns */
	double width[DRAW_POINTS + 1];   /* ppm */
};

void draw_open(struct draw *d, const struct percentile_table *table);

/* ns[i] is percentile_draw() of the random number at request[i]; both may be
 * the same array. */
void draw_all(const struct draw *d, uint64_t seed, const uint64_t *request,
    uint64_t *ns, size_t n);

#endif
