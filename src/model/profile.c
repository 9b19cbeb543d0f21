/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Profiles from classes and from curves.
 */
#include "model/profile.h"

const char *
profile_add(struct profile *p, struct mem *m, uint64_t upto, uint64_t weight)
{
	const uint64_t last = p->n > 0 ? p->class[p->n - 1].upto : 0;

	if (p->n == PROFILE_CLASSES_MAX)
		return ("more than 1048576 classes");
	if (last == PROFILE_FIRST)
		return ("inf is the last class");
	if (upto <= last)
		return ("distances are whole numbers from 1 that rise");
	if (weight > PROFILE_WEIGHT_MAX - p->sum)
		return ("the weights add up to more than 2^62");
	p->class = mem_grow(m, p->class, p->n, &p->cap, sizeof(*p->class));
	p->class[p->n++] = (struct profile_class){ upto, weight };
	p->sum += weight;
	return (NULL);
}

const char *
profile_of_curve(struct profile *p, struct mem *m,
    const struct profile_point *point, size_t n, size_t *bad)
{
	const char *why = NULL;

	*bad = 0;
	if (n < 2 || point[0].frames != 0)
		return ("a curve begins with no frames and all references, and "
			"has more points");
	for (size_t i = 1; i < n && why == NULL; i++) {
		*bad = i;
		if (point[i].frames <= point[i - 1].frames)
			why = "the frames of a curve rise";
		else if (point[i].faults > point[i - 1].faults)
			why = "LRU has no more page faults with more frames";
		else
			why = profile_add(p, m, point[i].frames,
			    point[i - 1].faults - point[i].faults);
	}
	return (why != NULL
		    ? why
		    : profile_add(p, m, PROFILE_FIRST, point[n - 1].faults));
}
