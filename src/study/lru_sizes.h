/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU with every number of frames at once, where the frames of one size need
 * not hold what those of a smaller one hold.
 *
 * Each reference is a stamp.  A frame has the stamp of its last reference, and
 * LRU evicts in the order of stamps, so with n frames those are in memory whose
 * stamps are at least oldest[n].  A frame that is evicted moves oldest[n] to
 * the next stamp that a frame has with that size.
 *
 *	frames	   1   2   3   4   5
 *	oldest	  90  88  71  64  63	stamp 71 is in 3 frames or more
 *
 * Where the frames that are newer than oldest[n] are the same with n frames as
 * with n - 1, that next stamp is oldest[n - 1], and a fault with all sizes up
 * to one moves a piece of the array by one place.  Sizes where they may differ
 * are edges: there the next stamp is searched.  Between edges oldest[] falls.
 *
 * A stamp is of a page (with all sizes), of an item (with some sizes: see
 * lru_cells.h) or of a hole, a frame that is empty.  The frames that were never
 * used are holes older than any page.
 */
#ifndef STUDY_LRU_SIZES_H
#define STUDY_LRU_SIZES_H

#include "base/bitset.h"
#include "base/mem.h"
#include "study/lru_cells.h"

/* Pages, and so sizes, that there may be. */
#define LRU_SIZES_MAX (UINT32_C(1) << 18)

/* Stamps: those of frames that were never used, and five for each page. */
#define LRU_SIZES_STAMPS (6 * LRU_SIZES_MAX)

/* All sizes from some one on. */
#define LRU_SIZES_ALL UINT32_MAX

/* The owner of a stamp: a page, or one of these. */
#define LRU_OWNER_ITEM UINT32_C(0x80000000) /* and its number */
#define LRU_OWNER_HOLE UINT32_MAX

/* Stamps that are given before the next ones are renumbered, at least. */
#define LRU_SIZES_FRESH (UINT32_C(1) << 16)

struct lru_sizes {
	struct mem *m;
	struct lru_cells *cells;
	uint32_t n;       /* sizes are from 1 to n */
	uint32_t *oldest; /* by size; zeros follow */
	uint32_t now;     /* the next stamp */
	uint32_t end;     /* stamps are renumbered there */
	uint32_t fresh;   /* how many are given until then, at least */
	uint32_t unused;  /* holes LRU_SIZES_MAX - this, and all below, are
			   * frames that were never used */
	struct bitset live, holes; /* stamps; those of holes with all sizes */
	uint32_t *owner;           /* by stamp, while it is live */
	uint32_t *edge;            /* ascending */
	size_t nedge, edge_cap;
	uint32_t rise;  /* at least oldest[n] where it exceeds oldest[n - 1] */
	uint64_t steps; /* work done, in blocks of sizes */
	bool full;      /* there are too many stamps to go on */
	bool avx512;    /* the processor has it */
};

/* fresh: LRU_SIZES_FRESH, or less for a test. */
void lru_sizes_open(struct lru_sizes *s, struct mem *m, struct lru_cells *cells,
    uint32_t fresh);
void lru_sizes_grow(struct lru_sizes *s, uint32_t n);
/* Stamps are given from this one on. */
void lru_sizes_restart(struct lru_sizes *s, uint32_t now);

/* The first size from x to below y with which a frame of this stamp is in
 * memory; y: none.  lru_sizes_evicted(): with which it is not. */
uint32_t lru_sizes_resident(
    const struct lru_sizes *s, uint32_t stamp, uint32_t x, uint32_t y);
uint32_t lru_sizes_evicted(
    const struct lru_sizes *s, uint32_t stamp, uint32_t x, uint32_t y);

/* The stamp 'now' is to be live before the next three. */

/* The oldest frame of each size from x to below y is no more.  Of several
 * pieces the one with the largest sizes comes first. */
void lru_sizes_advance(struct lru_sizes *s, uint32_t x, uint32_t y);
/* The same where it is of this stamp. */
void lru_sizes_vacate(
    struct lru_sizes *s, uint32_t stamp, uint32_t x, uint32_t y);
/* The frame of this stamp is the newest one from now on, and sizes with which
 * it is not in memory evict a frame.  Returns the first one with which it is.
 * The stamp is above s->rise. */
uint32_t lru_sizes_shift(struct lru_sizes *s, uint32_t stamp);

/* Marks the sizes where the cells of the item, if there is one, begin or end.
 */
void lru_sizes_mark(struct lru_sizes *s, uint32_t item);
/* Finds edges and s->rise anew. */
void lru_sizes_clean(struct lru_sizes *s);

/* The newest hole that all sizes have. */
static inline uint32_t
lru_sizes_hole(const struct lru_sizes *s)
{
	uint64_t hole = bitset_below(&s->holes, s->now);

	return (
	    hole != BITSET_NONE ? (uint32_t)hole : LRU_SIZES_MAX - s->unused);
}

/* It is filled. */
static inline void
lru_sizes_fill(struct lru_sizes *s, uint32_t hole)
{
	if (hole == LRU_SIZES_MAX - s->unused) {
		s->unused++;
		return;
	}
	bitset_remove(&s->holes, hole);
	bitset_remove(&s->live, hole);
}

/* The stamp, which is live, is that of a hole. */
static inline void
lru_sizes_empty(struct lru_sizes *s, uint32_t stamp)
{
	s->owner[stamp] = LRU_OWNER_HOLE;
	bitset_add(&s->holes, stamp);
}

#endif
