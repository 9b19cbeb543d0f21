/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of lru_shared.h share.
 *
 * The stamp of a page says where it is:
 *	0		 in no frame, with any size
 *	a stamp		 in a frame of its own with that stamp, with the sizes
 *			 that still have it
 *	LRU_OWNER_ITEM	 and the number of the item of which it is the whole
 *	LRU_SCATTERED	 in the cells of its list
 */
#ifndef STUDY_LRU_SHARED_PART_H
#define STUDY_LRU_SHARED_PART_H

#include "study/lru_shared.h"

#define LRU_SCATTERED UINT32_MAX

/* A page or a frame that is dirty with no size. */
#define LRU_CLEAN UINT32_MAX

static inline bool
lru_is_plain(const struct lru_shared *l, page_id_t page)
{
	return ((l->stamp[page] & LRU_OWNER_ITEM) == 0);
}

/* The frame of this owner has the stamp. */
static inline void
lru_give_stamp(struct lru_shared *l, uint32_t owner, uint32_t stamp)
{
	struct lru_sizes *s = &l->sizes;

	s->owner[stamp] = owner;
	if (owner == LRU_OWNER_HOLE)
		return;
	if ((owner & LRU_OWNER_ITEM) != 0)
		l->cells.item[owner & ~LRU_OWNER_ITEM].stamp = stamp;
	else
		l->stamp[owner] = stamp;
}

/* Page faults, and pages written, with the sizes from x to below y. */
void lru_count_faults(struct lru_shared *l, uint32_t x, uint32_t y);
void lru_count_writes(struct lru_shared *l, uint32_t x, uint32_t y);

/* The page, which is plain, was evicted with fewer frames than this. */
static inline void
lru_settle_to(struct lru_shared *l, uint32_t *dirty, uint32_t size)
{
	if (*dirty >= size)
		return;
	lru_count_writes(l, *dirty, size);
	*dirty = size;
}

/* Changes of pages; 'other' is new. */
void lru_shared_fork(struct lru_shared *l, page_id_t page, page_id_t other);
/* The page is in no frame from now on; or, if it is paged out, where it shares
 * none. */
void lru_shared_leave(struct lru_shared *l, page_id_t page, bool out);

/* Puts a plain page that is in a frame into a cell. */
void lru_shared_enter(struct lru_shared *l, page_id_t page);
/* Leaves the page, which is not plain, in those cells only that are in memory,
 * and counts what was written. */
void lru_shared_settle_page(struct lru_shared *l, page_id_t page);
/* The item has lost cells or pages. */
void lru_shared_finish(struct lru_shared *l, uint32_t item);
/* The item has no page of its own any more. */
void lru_shared_unwhole(struct lru_shared *l, uint32_t item);
/* Drops what is in no memory. */
void lru_shared_drop_evicted(struct lru_shared *l, uint32_t item);

void lru_shared_add_hole(struct lru_shared *l, uint32_t cell);
void lru_shared_remove_hole(struct lru_shared *l, uint32_t cell);
/* After holes were made or filled. */
void lru_shared_find_top(struct lru_shared *l);

void lru_pieces_add(struct mem *m, struct lru_pieces *p, struct lru_piece new);

/* Gives the live stamps the lowest numbers, in the same order. */
void lru_shared_renumber(struct lru_shared *l);

/* The next stamp, which is not given yet, is of this owner.  Returns it. */
uint32_t lru_shared_announce(struct lru_shared *l, uint32_t owner);

/* A reference to any page; fault: it may be one that is counted. */
void lru_shared_any_reference(
    struct lru_shared *l, page_id_t page, bool write, bool fault);

#endif
