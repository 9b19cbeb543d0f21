/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Placing areas one after another.
 */
#include "generate/placement.h"

#include <stdio.h>

#define AREA_START UINT64_C(0x10000000)
#define GAP        (UINT64_C(2) << 20) /* between areas, and their alignment */
#define PAGE_LEAST 4096

static uint64_t
round_up(uint64_t n, uint64_t to)
{
	return ((n + to - 1) / to * to);
}

static void
name_area(struct placed_area *a, const char *name, uint64_t i, uint64_t split)
{
	if (split == 1)
		snprintf(a->name, sizeof(a->name), "%s", name);
	else
		snprintf(a->name, sizeof(a->name), "%.20s-%u", name,
		    (unsigned)(i + 1));
}

int
placement_make(struct placement *p, struct mem *m,
    const struct pattern_area *part, size_t n, uint64_t split, uint64_t page)
{
	uint64_t at = AREA_START;
	uint64_t align = page < PAGE_LEAST ? PAGE_LEAST : page;

	*p = (struct placement){
		.area = mem_array(m, n, split * sizeof(*p->area)),
	};
	for (size_t k = 0; k < n; k++) {
		uint64_t piece =
		    round_up((part[k].size + split - 1) / split, align);

		for (uint64_t i = 0; i < split && i * piece < part[k].size;
		     i++) {
			struct placed_area *a = &p->area[p->n++];
			uint64_t left = part[k].size - i * piece;

			a->offset = part[k].offset + i * piece;
			a->size = round_up(left < piece ? left : piece, align);
			a->start = at;
			name_area(a, part[k].name, i, split);
			if (a->size > PATTERN_EXTENT_MAX - at)
				return (-1);
			at = round_up(
			    at + a->size + GAP, page > GAP ? page : GAP);
		}
	}
	return (0);
}
