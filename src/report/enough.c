/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The least memory that is enough.
 */
#include "report/enough.h"

struct enough
enough_find(const struct trace_facts *t, const struct curve_point *point,
    size_t n, bool exact)
{
	uint64_t limit = t->pages + t->pages / (100 / ENOUGH_PERCENT);
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
