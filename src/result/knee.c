/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding knees, with integers: the same on every machine.
 */
#include "result/knee.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/num.h"

/* A knee lies below the line by at least one of so many parts of the height. */
#define PARTS_MIN 20

/* Points that are left out together where none of them can be a corner. */
#define GROUP 64

/* A point on logarithmic scales. */
struct corner {
	int64_t x, y;
	size_t point;
};

/* Twice the area of the triangle: above 0 where b lies below the line from a to
 * c. */
static __int128
below(const struct corner *a, const struct corner *b, const struct corner *c)
{
	return ((__int128)(b->x - a->x) * (c->y - a->y) -
		(__int128)(b->y - a->y) * (c->x - a->x));
}

static struct corner
corner_at(uint64_t frames, uint64_t faults, size_t point)
{
	return ((struct corner){ .x = (int64_t)num_log2(frames),
	    .y = (int64_t)num_log2(faults),
	    .point = point });
}

/* Adds a point to the hull of those before it, of n corners; returns how many
 * there are then. */
static size_t
add_point(struct corner *hull, size_t n, const struct curve *c, size_t point)
{
	const struct curve_point *p = &c->point[point];
	const struct corner at = corner_at(p->frames, p->faults, point);

	while (n > 1 && below(&hull[n - 2], &hull[n - 1], &at) <= 0)
		n--;
	hull[n++] = at;
	return (n);
}

/* Do these points lie above the line from a to b?  If so the lower corners of a
 * box around them do. */
static bool
are_above(const struct corner *a, const struct corner *b, const struct curve *c,
    size_t from, size_t to)
{
	uint64_t fewest = UINT64_MAX;
	struct corner left, right;

	for (size_t i = from; i < to; i++)
		if (c->point[i].faults < fewest)
			fewest = c->point[i].faults;
	left = corner_at(c->point[from].frames, fewest, from);
	right = corner_at(c->point[to - 1].frames, fewest, to - 1);
	return (below(a, &left, b) < 0 && below(a, &right, b) < 0);
}

/* The corners of the lower hull; returns how many there are.  A point above the
 * hull of some others is none, so the hull of one point in each group comes
 * first.  On zipf over a million pages the logarithms of all points took 8 % of
 * 'curve -p lru'. */
static size_t
make_hull(const struct curve *c, struct corner *hull, struct corner *rough)
{
	size_t n = 0, last = c->npoint - 1;

	if (c->npoint == 0)
		return (0);
	for (size_t i = 0; i < last; i += GROUP)
		n = add_point(rough, n, c, i);
	add_point(rough, n, c, last);
	n = 0;
	for (size_t i = 0; i < last; i += GROUP) {
		size_t end = i + GROUP < last ? i + GROUP : last;

		n = add_point(hull, n, c, i);
		while (rough[1].point < end)
			rough++;
		if (end == i + 1 ||
		    are_above(&rough[0], &rough[1], c, i + 1, end))
			continue;
		for (size_t k = i + 1; k < end; k++)
			n = add_point(hull, n, c, k);
	}
	return (add_point(hull, n, c, last));
}

/* Of the corners between a and b the one that is furthest below the line; how
 * far. */
static int64_t
furthest(const struct corner *hull, size_t a, size_t b, size_t *corner)
{
	int64_t width = hull[b].x - hull[a].x, most = 0;

	for (size_t i = a + 1; i < b && width > 0; i++) {
		__int128 far = below(&hull[a], &hull[i], &hull[b]) / width;

		if (far > most) {
			most = (int64_t)far;
			*corner = i;
		}
	}
	return (most);
}

static int
ascending(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return ((*x > *y) - (*x < *y));
}

/* Does the last frame halve the page faults?  Beyond it nothing changes. */
static bool
ends_in_cliff(const struct curve *c)
{
	const struct curve_point *last = &c->point[c->npoint - 1];

	return (c->npoint > 1 && last[-1].faults / 2 >= last->faults &&
		(c->exact || last[-1].frames + 1 == last->frames));
}

size_t
knees_find(const struct curve *c, size_t knee[KNEES_MAX])
{
	struct mem *m = mem_open();
	struct corner *hull = mem_array(m, c->npoint, sizeof(*hull));
	struct corner *rough =
	    mem_array(m, c->npoint / GROUP + 2, sizeof(*rough));
	size_t nhull = make_hull(c, hull, rough), n = 0;
	size_t cut[KNEES_MAX + 2] = { 0, nhull > 0 ? nhull - 1 : 0 }, ncut = 2;
	int64_t least = 0;

	if (nhull > 0)
		least = (hull[0].y - hull[nhull - 1].y) / PARTS_MIN;
	while (n < KNEES_MAX) {
		int64_t most = 0;
		size_t best = 0;

		for (size_t i = 0; i + 1 < ncut; i++) {
			size_t corner = 0;
			int64_t far =
			    furthest(hull, cut[i], cut[i + 1], &corner);

			if (far > most) {
				most = far;
				best = corner;
			}
		}
		if (most == 0 || most < least)
			break;
		cut[ncut++] = best;
		qsort(cut, ncut, sizeof(*cut), ascending);
		knee[n++] = hull[best].point;
	}
	mem_close(m);
	if (n < KNEES_MAX && ends_in_cliff(c))
		knee[n++] = c->npoint - 1;
	qsort(knee, n, sizeof(*knee), ascending);
	return (n);
}
