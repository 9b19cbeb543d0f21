/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the offsets of a pattern are in the address space: an area for each of
 * its parts, or several, with unmapped addresses between them.
 */
#ifndef GENERATE_PLACEMENT_H
#define GENERATE_PLACEMENT_H

#include "generate/pattern.h"

#define PLACEMENT_SPLIT_MAX 256

struct placed_area {
	uint64_t offset, size; /* of the pattern */
	uint64_t start;        /* address */
	char name[32];
};

struct placement {
	struct placed_area *area; /* by offset, without holes */
	size_t n;
};

/* Each of the n parts in 'split' areas.  Memory is from m; -1: it does not fit
 * into the addresses of user space. */
int placement_make(struct placement *p, struct mem *m,
    const struct pattern_area *part, size_t n, uint64_t split, uint64_t page);

/* The area that holds an offset. */
static inline const struct placed_area *
placement_find(const struct placement *p, uint64_t offset)
{
	size_t low = 0, high = p->n;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (p->area[middle].offset <= offset)
			low = middle;
		else
			high = middle;
	}
	return (&p->area[low]);
}

#endif
