/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Areas: the parts of an address space that are mapped.
 *
 * A set of areas is ordered by start; areas never overlap, are never empty and
 * are never merged, however alike two neighbours are.  Cutting and protecting
 * split them.  Each keeps the id it was mapped under, so that all parts of what
 * was once one area can be reported as one.
 */
#ifndef SPACE_AREASET_H
#define SPACE_AREASET_H

#include "base/mem.h"
#include "model/event.h"
#include "model/page.h"

struct area {
	vaddr_t start, end; /* [start, end); no area has address 2^64 - 1 */
	uint64_t offset;    /* BACKEND_LINEAR: physical = virtual - offset */
	uint32_t id;
	uint8_t flags;    /* enum map_flags */
	uint8_t backend;  /* enum backend_kind */
	uint8_t implicit; /* made for an access (implicit.c) */
};

#define AREA_LEAF 32 /* areas a leaf of the tree holds */

/* Starts are also in an array of their own, of four cache lines, which is
 * searched; of the areas only the one that was found is read. */
struct area_leaf {
	vaddr_t start[AREA_LEAF];
	struct area area[AREA_LEAF];
	struct area_leaf *prev, *next;
	uint32_t n;
};

struct area_inner;

struct areas {
	struct mem *m;
	void *root; /* area_leaf where height is 0, else area_inner */
	unsigned height;
	struct area_leaf *first;
	struct area_leaf *spare; /* empty leaves, linked by next, for reuse */
	uint64_t count;
	const struct area *last; /* the area found last; NULL: none */
	uint64_t version; /* another one after each change that may move areas,
			   * make one smaller or change its flags; never 0 */
	uint64_t find_calls, find_cached;
};

/* A place in the set; leaf NULL: beyond its end.  Any change of the set makes
 * all places and all pointers into it invalid. */
struct area_at {
	struct area_leaf *leaf;
	uint32_t i;
};

static inline struct area *
area_get(struct area_at at)
{
	return (&at.leaf->area[at.i]);
}

static inline struct area_at
area_next(struct area_at at)
{
	if (++at.i == at.leaf->n)
		at = (struct area_at){ at.leaf->next, 0 };
	return (at);
}

static inline bool
area_allows(const struct area *a, unsigned access)
{
	return ((a->flags & access) == access);
}

void areas_init(struct areas *s, struct mem *m);
void areas_fini(struct areas *s);

/* The area that holds the address, or NULL.  The area found last is tried
 * first, and both kinds of answer are counted. */
const struct area *areas_find(struct areas *s, vaddr_t addr);

/* The same n times, where the answers, which are not NULL, are known: the last
 * one, and how many were others than those before them. */
static inline void
areas_found(
    struct areas *s, const struct area *last, uint64_t n, uint64_t others)
{
	s->find_calls += n;
	s->find_cached += n - others;
	s->last = last;
}

/* For the functions that change a set. */
static inline void
areas_changed(struct areas *s)
{
	s->last = NULL;
	s->version++;
}

/* The last area with start <= addr. */
struct area_at areas_floor(const struct areas *s, vaddr_t addr);
/* The first area with start >= addr. */
struct area_at areas_ceiling(const struct areas *s, vaddr_t addr);
/* The first area that has a byte at addr or above. */
struct area_at areas_from(const struct areas *s, vaddr_t addr);
/* The first area of the set. */
struct area_at areas_begin(const struct areas *s);

/* Adds a copy of *a, which must not be empty and must not overlap an area of
 * the set. */
void areas_insert(struct areas *s, const struct area *a);
/* Removes the area that starts at this address; there must be one. */
void areas_remove(struct areas *s, vaddr_t start);

/* Operations on ranges, which are [start, end) with start <= end. */
bool areas_overlap(const struct areas *s, vaddr_t start, vaddr_t end);

/* Called with a part of an area; the range of *piece is that of the part. */
typedef void area_piece_f(void *ctx, const struct area *piece);

/* Removes the range; 'dropped' is called before each part is removed. */
void areas_cut(struct areas *s, vaddr_t start, vaddr_t end,
    area_piece_f *dropped, void *ctx);

/* The new flags for old ones, or false: leave this area alone. */
typedef bool area_update_f(void *ctx, unsigned old, unsigned *flags);

/* Changes the flags of the range, splitting areas as needed; 'changed' is
 * called with each part and its new flags.  Holes are skipped. */
void areas_protect(struct areas *s, vaddr_t start, vaddr_t end,
    area_update_f *update, area_piece_f *changed, void *ctx);

/*
 * The first gap of this size at or above the hint, wholly within [lo, hi), at
 * a multiple of align, which is a power of two.  False: there is no such gap,
 * and *out is unchanged.
 */
bool areas_gap(const struct areas *s, vaddr_t hint, uint64_t size, vaddr_t lo,
    vaddr_t hi, uint64_t align, vaddr_t *out);

/*
 * Whether areas cover the range without a hole and each allows the access.  For
 * an empty range, the area at its start is checked.
 */
bool areas_cover(
    const struct areas *s, vaddr_t start, vaddr_t end, unsigned access);

#endif
