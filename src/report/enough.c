/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The least memory that is enough.
 */
#include "report/enough.h"

uint64_t
enough_fewest(const struct study *s)
{
	uint64_t fewest = s->trace.pages;

	for (size_t i = 0; i < s->nrun; i++) {
		uint64_t first = s->run[i].outcome.faults[FAULT_ZERO];

		if (first > 0 && first < fewest)
			fewest = first;
	}
	for (size_t i = 0; i < s->ncurve; i++) {
		const struct curve *c = &s->curve[i];

		if (c->exact && c->npoint > 0 &&
		    c->point[c->npoint - 1].faults < fewest)
			fewest = c->point[c->npoint - 1].faults;
	}
	return (fewest);
}

struct enough
enough_find(
    uint64_t fewest, const struct curve_point *point, size_t n, bool exact)
{
	uint64_t limit = fewest + fewest / (100 / ENOUGH_PERCENT);
	struct enough e = { .exact = exact };
	size_t i = 0;

	while (i < n && point[i].faults > limit)
		i++;
	e.found = i < n;
	e.at = point[e.found ? i : n - 1];
	if (i > 0)
		e.less =
		    exact && e.found ? e.at.frames - 1 : point[i - 1].frames;
	return (e);
}
