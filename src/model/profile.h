/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A profile: how many references have which LRU stack distance.  It is given,
 * as a histogram or as the curve of LRU's page faults, and a trace is made that
 * has it (generate/pattern_distance.c).
 */
#ifndef MODEL_PROFILE_H
#define MODEL_PROFILE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/mem.h"

/* A first reference to a page has no distance. */
#define PROFILE_FIRST UINT64_MAX

#define PROFILE_CLASSES_MAX (UINT32_C(1) << 20)
#define PROFILE_WEIGHT_MAX  (UINT64_C(1) << 62) /* of all classes */

/* References with a distance above that of the class before, up to this one. */
struct profile_class {
	uint64_t upto; /* rises; PROFILE_FIRST only in the last class */
	uint64_t weight;
};

struct profile {
	struct profile_class *class;
	size_t n, cap;
	uint64_t sum; /* of the weights */
};

/* Why a class, or point, is refused; NULL: it was added. */
const char *profile_add(
    struct profile *p, struct mem *m, uint64_t upto, uint64_t weight);

/* LRU's page faults with so many frames. */
struct profile_point {
	uint64_t frames, faults;
};

/* The profile of a curve.  Its points rise, and the first one has no frames and
 * all references as faults.  A reason or NULL as above; *bad: the point. */
const char *profile_of_curve(struct profile *p, struct mem *m,
    const struct profile_point *point, size_t n, size_t *bad);

/* Reads a file with a histogram or a curve. */
struct profile_reader {
	int (*read)(void *self, struct profile *out, struct mem *m,
	    const char *path, bool curve, struct err *err);
	void *self;
};

#endif
