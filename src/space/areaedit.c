/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ranges over a set of areas: overlap, cut, protect, gap, cover.
 *
 *	before	     [----a----)      [--b--)  [---c---)
 *	cut		  <------------------------>
 *	after	     [-a--)			    [c-)
 *
 * An area whose left part is cut off gets another start, so it is removed and
 * inserted again: the tree is ordered by start.
 */
#include <assert.h>

#include "space/areaset.h"

bool
areas_overlap(const struct areas *s, vaddr_t start, vaddr_t end)
{
	struct area_at at = areas_from(s, start);

	return (at.leaf != NULL && area_get(at)->start < end);
}

/* The part of an area that lies in the range. */
static struct area
clip(const struct area *a, vaddr_t start, vaddr_t end)
{
	struct area piece = *a;

	if (piece.start < start)
		piece.start = start;
	if (piece.end > end)
		piece.end = end;
	return (piece);
}

/* Takes a piece out of the area at this place; the rest of the area stays. */
static void
carve(struct areas *s, struct area_at at, const struct area *piece)
{
	struct area whole = *area_get(at), right = whole;

	if (whole.start < piece->start) {
		area_get(at)->end = piece->start;
		areas_changed(s);
	} else {
		areas_remove(s, whole.start);
	}
	right.start = piece->end;
	if (right.start < right.end)
		areas_insert(s, &right);
}

void
areas_cut(struct areas *s, vaddr_t start, vaddr_t end, area_piece_f *dropped,
    void *ctx)
{
	struct area_at at;

	while (start < end && (at = areas_from(s, start)).leaf != NULL &&
	       area_get(at)->start < end) {
		struct area piece = clip(area_get(at), start, end);

		dropped(ctx, &piece);
		carve(s, at, &piece);
		start = piece.end;
	}
}

void
areas_protect(struct areas *s, vaddr_t start, vaddr_t end,
    area_update_f *update, area_piece_f *changed, void *ctx)
{
	struct area_at at;

	while (start < end && (at = areas_from(s, start)).leaf != NULL &&
	       area_get(at)->start < end) {
		struct area *a = area_get(at), piece = clip(a, start, end);
		unsigned flags = 0;

		start = piece.end;
		if (!update(ctx, piece.flags, &flags))
			continue;
		piece.flags = (uint8_t)flags;
		changed(ctx, &piece);
		if (piece.start == a->start && piece.end == a->end) {
			a->flags = piece.flags;
			s->version++;
			continue;
		}
		carve(s, at, &piece);
		areas_insert(s, &piece);
	}
}

/* Rounds up to a multiple of align, a power of two; false: past the end. */
static bool
align_up(vaddr_t *a, uint64_t align)
{
	if (__builtin_add_overflow(*a, align - 1, a))
		return (false);
	*a &= ~(align - 1);
	return (true);
}

bool
areas_gap(const struct areas *s, vaddr_t hint, uint64_t size, vaddr_t lo,
    vaddr_t hi, uint64_t align, vaddr_t *out)
{
	vaddr_t c = hint > lo ? hint : lo, end;
	struct area_at at;

	assert(align != 0 && (align & (align - 1)) == 0);
	/* An area that starts at c is not skipped here: a gap of 0 bytes may
	 * lie at its start, but not inside it. */
	at = areas_ceiling(s, c);
	if (c > 0) {
		struct area_at below = areas_floor(s, c - 1);

		if (below.leaf != NULL && area_get(below)->end > c)
			c = area_get(below)->end;
	}
	for (;; at = area_next(at)) {
		if (!align_up(&c, align) ||
		    __builtin_add_overflow(c, size, &end) || end > hi)
			return (false);
		if (at.leaf == NULL || end <= area_get(at)->start)
			break;
		c = area_get(at)->end;
	}
	*out = c;
	return (true);
}

bool
areas_cover(const struct areas *s, vaddr_t start, vaddr_t end, unsigned access)
{
	struct area_at at = areas_from(s, start);

	for (; at.leaf != NULL; at = area_next(at)) {
		const struct area *a = area_get(at);

		if (a->start > start || !area_allows(a, access))
			return (false);
		start = a->end;
		if (start >= end)
			return (true);
	}
	return (false);
}
