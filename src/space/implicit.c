/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Implicit areas: those that the trace did not map.
 *
 * With areas=implicit an address that no area covers may be accessed, and an
 * area with every permission is made for it.  Such an area consists of whole
 * granules; a granule is the range that one leaf table covers (2 MiB with pages
 * of 4 KiB), and 2 MiB with smaller pages.  When a granule at most NEAR
 * granules away is accessed, the area grows to include it, so that a heap, a
 * stack or a library becomes one area:
 *
 *	touched	 . ... .. ..			 ... .
 *	areas	[-----------)  more than NEAR	[------)
 *
 * An area grows over a gap but never over another area.  After CROWD areas of
 * one process the distance no longer counts, so that a trace of scattered
 * addresses does not get an area for each of them.
 */
#include "space/process.h"

#define GRANULE_MIN (UINT64_C(2) << 20)

#define NEAR  16 /* granules */
#define CROWD 1024

#define EVERYTHING (MAP_READ | MAP_WRITE | MAP_EXEC | MAP_USER)

static bool
growable(const struct area *a)
{
	return (a != NULL && a->implicit && a->flags == EVERYTHING);
}

/* Writes the present range of an area into its facts. */
static void
widen(struct spaces *s, const struct area *a)
{
	struct area_fact *f = &s->area_fact[a->id];
	vaddr_t end = f->start + f->size;

	if (a->start < f->start)
		f->start = a->start;
	if (a->end > end)
		end = a->end;
	f->size = end - f->start;
}

static int
add_area(struct spaces *s, struct process *p, vaddr_t start, vaddr_t end,
    const struct err_where *at, struct err *err)
{
	const struct event map = {
		.kind = EVENT_MAP,
		.start = start,
		.size = end - start,
		.flags = EVERYTHING,
	};
	struct area a = {
		.start = start,
		.end = end,
		.flags = EVERYTHING,
		.implicit = 1,
	};
	int64_t id = spaces_area(s, p, &map, at, err);

	if (id < 0)
		return (-1);
	a.id = (uint32_t)id;
	areas_insert(&p->areas, &a);
	p->implicit++;
	return (0);
}

const struct area *
implicit_make(struct spaces *s, struct process *p, vaddr_t addr,
    const struct err_where *at, struct err *err)
{
	struct area_at before = areas_floor(&p->areas, addr);
	struct area_at after =
	    before.leaf == NULL ? areas_begin(&p->areas) : area_next(before);
	struct area *below = before.leaf == NULL ? NULL : area_get(before);
	struct area *above = after.leaf == NULL ? NULL : area_get(after), grown;
	uint64_t region = UINT64_C(1) << region_shift(s->shift);
	uint64_t granule = region > GRANULE_MIN ? region : GRANULE_MIN;
	uint64_t near = p->implicit < CROWD ? granule * NEAR : UINT64_MAX;
	vaddr_t start = addr & -granule, end = start + (granule - 1);

	end += end < UINT64_MAX;
	if (below != NULL && start < below->end)
		start = below->end;
	if (above != NULL && end > above->start)
		end = above->start;
	if (growable(below) && start - below->end <= near) {
		below->end = end;
		widen(s, below);
		return (below);
	}
	if (growable(above) && above->start - end <= near) {
		grown = *above;
		areas_remove(&p->areas, grown.start);
		grown.start = start;
		areas_insert(&p->areas, &grown);
		widen(s, &grown);
	} else if (add_area(s, p, start, end, at, err) != 0) {
		return (NULL);
	}
	return (area_get(areas_floor(&p->areas, addr)));
}

int
implicit_fill(struct spaces *s, struct process *p, vaddr_t start, vaddr_t end,
    const struct err_where *at, struct err *err)
{
	while (start < end) {
		struct area_at next = areas_from(&p->areas, start);
		vaddr_t hole = end, resume = end;

		if (next.leaf != NULL && area_get(next)->start < end) {
			hole = area_get(next)->start;
			resume = area_get(next)->end;
		}
		if (start < hole && add_area(s, p, start, hole, at, err) != 0)
			return (-1);
		start = resume;
	}
	return (0);
}
