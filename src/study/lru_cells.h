/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which pages share a frame, with which memory sizes.
 *
 * A cell is the frame of one stamp with the sizes from lo to below hi, and the
 * pages in it; without pages it is a hole.  The cells of a stamp are an item;
 * their sizes do not overlap, and neither do those of the cells of a page.  A
 * page that is in no cell with some size is in no frame then.
 *
 * Cells, items and memberships have numbers from 1; 0 is none.
 */
#ifndef STUDY_LRU_CELLS_H
#define STUDY_LRU_CELLS_H

#include <stdbool.h>

#include "base/mem.h"
#include "model/page.h"

struct lru_cell {
	uint32_t lo, hi;
	uint32_t dirty; /* the frame is with this size and larger ones */
	uint32_t item, next_in_item;
	uint32_t member; /* the first */
};

struct lru_item {
	uint32_t stamp;
	uint32_t cell; /* the first */
	/* The page that is in each cell, and with each size in one; NO_PAGE:
	 * there is none.  The cells are in the order of sizes then. */
	page_id_t whole;
};

struct lru_member {
	page_id_t page;
	uint32_t cell;
	uint32_t next_in_cell, next_of_page;
};

struct lru_cells {
	struct mem *m;
	struct lru_cell *cell;
	struct lru_item *item;
	struct lru_member *member;
	size_t ncell, cell_cap, nitem, item_cap, nmember, member_cap;
	uint32_t free_cell, free_item, free_member;
	uint32_t *of_page; /* by page: the first membership */
};

/* Page numbers are below 'pages'. */
void lru_cells_open(struct lru_cells *c, struct mem *m, uint64_t pages);

uint32_t lru_item_new(struct lru_cells *c, uint32_t stamp);
/* It has no cells. */
void lru_item_free(struct lru_cells *c, uint32_t item);

uint32_t lru_cell_new(
    struct lru_cells *c, uint32_t item, uint32_t lo, uint32_t hi);
/* With its members. */
void lru_cell_free(struct lru_cells *c, uint32_t cell);
void lru_cell_move(struct lru_cells *c, uint32_t cell, uint32_t item);
/* The sizes from 'at' on become a cell of their own, which follows it; lo < at
 * < hi.  Returns it. */
uint32_t lru_cell_split(struct lru_cells *c, uint32_t cell, uint32_t at);
/* The two are adjacent, the second one goes into the first if they have the
 * same pages and what is dirty has one lower bound. */
bool lru_cell_join(struct lru_cells *c, uint32_t cell, uint32_t next);

void lru_cell_add(struct lru_cells *c, uint32_t cell, page_id_t page);
void lru_cell_remove(struct lru_cells *c, uint32_t cell, page_id_t page);

/* Does the item have a frame with this size? */
bool lru_item_has(const struct lru_cells *c, uint32_t item, uint32_t size);
/* Are all its cells holes? */
bool lru_item_empty(const struct lru_cells *c, uint32_t item);

/* Is it the frame of one page? */
static inline bool
lru_cell_sole(const struct lru_cells *c, uint32_t cell)
{
	uint32_t first = c->cell[cell].member;

	return (first != 0 && c->member[first].next_in_cell == 0);
}

#endif
