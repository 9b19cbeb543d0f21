/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages come into cells and leave them; forks, pages that are unmapped or paged
 * out.
 */
#include "base/inline.h"
#include "study/lru_shared_part.h"

void
lru_shared_add_hole(struct lru_shared *l, uint32_t cell)
{
	l->hole =
	    mem_grow(l->m, l->hole, l->nhole, &l->hole_cap, sizeof(*l->hole));
	l->hole[l->nhole++] = cell;
}

void
lru_shared_remove_hole(struct lru_shared *l, uint32_t cell)
{
	size_t i = 0;

	while (l->hole[i] != cell)
		i++;
	l->hole[i] = l->hole[--l->nhole];
}

void
lru_shared_unwhole(struct lru_shared *l, uint32_t item)
{
	struct lru_item *i = &l->cells.item[item];

	if (i->whole == NO_PAGE)
		return;
	l->stamp[i->whole] = LRU_SCATTERED;
	i->whole = NO_PAGE;
}

void
lru_shared_enter(struct lru_shared *l, page_id_t page)
{
	struct lru_cells *c = &l->cells;
	uint32_t item = lru_item_new(c, l->stamp[page]);
	uint32_t cell = lru_cell_new(c, item, 1, LRU_SIZES_ALL);

	c->cell[cell].dirty = l->tally->dirty[page];
	lru_cell_add(c, cell, page);
	c->item[item].whole = page;
	l->sizes.owner[l->stamp[page]] = LRU_OWNER_ITEM | item;
	l->stamp[page] = LRU_OWNER_ITEM | item;
	l->tally->dirty[page] = LRU_CLEAN;
}

/* The page was the whole of the item, and shares no frame with any size. */
static void
make_plain(struct lru_shared *l, uint32_t item)
{
	struct lru_cells *c = &l->cells;
	page_id_t page = c->item[item].whole;
	uint32_t cell = c->item[item].cell, stamp = c->item[item].stamp;

	l->tally->dirty[page] = c->cell[cell].dirty;
	l->stamp[page] = stamp;
	l->sizes.owner[stamp] = page;
	lru_cell_free(c, cell);
	lru_item_free(c, item);
}

/* The cells of one page become one, if they can. */
static void
finish_whole(struct lru_shared *l, uint32_t item)
{
	struct lru_cells *c = &l->cells;

	for (uint32_t i = c->item[item].cell; i != 0;
	     i = c->cell[i].next_in_item)
		if (!lru_cell_sole(c, i))
			return;
	for (uint32_t i = c->item[item].cell; c->cell[i].next_in_item != 0;)
		if (!lru_cell_join(c, i, c->cell[i].next_in_item))
			return;
	make_plain(l, item);
}

/* The cell of the item that has the size; 0: none. */
static uint32_t
cell_at(const struct lru_cells *c, uint32_t item, uint32_t size)
{
	uint32_t i = c->item[item].cell;

	while (i != 0 && (size < c->cell[i].lo || size >= c->cell[i].hi))
		i = c->cell[i].next_in_item;
	return (i);
}

/* Is there a hole with each size that may have it? */
static bool
all_have(const struct lru_shared *l, uint32_t item)
{
	uint32_t stamp = l->cells.item[item].stamp, size = 1;

	while (size != LRU_SIZES_ALL) {
		uint32_t cell;

		size =
		    lru_sizes_resident(&l->sizes, stamp, size, LRU_SIZES_ALL);
		cell = cell_at(&l->cells, item, size);
		if (cell == 0)
			return (false);
		size = l->cells.cell[cell].hi;
	}
	return (true);
}

static void
remove_item(struct lru_shared *l, uint32_t item)
{
	bitset_remove(&l->sizes.live, l->cells.item[item].stamp);
	lru_item_free(&l->cells, item);
}

static void
finish_holes(struct lru_shared *l, uint32_t item)
{
	struct lru_cells *c = &l->cells;
	uint32_t stamp = c->item[item].stamp;
	bool all = all_have(l, item);

	for (uint32_t i = c->item[item].cell, next; i != 0; i = next) {
		struct lru_cell cell = c->cell[i];

		next = cell.next_in_item;
		if (!all && lru_sizes_resident(
				&l->sizes, stamp, cell.lo, cell.hi) < cell.hi)
			continue;
		lru_shared_remove_hole(l, i);
		lru_cell_free(c, i);
	}
	if (all) {
		lru_item_free(c, item);
		lru_sizes_empty(&l->sizes, stamp);
	} else if (c->item[item].cell == 0) {
		remove_item(l, item);
	}
}

void
lru_shared_finish(struct lru_shared *l, uint32_t item)
{
	const struct lru_item *i = &l->cells.item[item];

	if (i->stamp == 0)
		return;
	if (i->cell == 0)
		remove_item(l, item);
	else if (i->whole != NO_PAGE)
		finish_whole(l, item);
	else if (lru_item_empty(&l->cells, item))
		finish_holes(l, item);
}

/* The page has lost a cell. */
static void
lose_cell(struct lru_shared *l, page_id_t page)
{
	if (l->cells.of_page[page] == 0) {
		l->stamp[page] = 0;
		l->tally->dirty[page] = LRU_CLEAN;
	}
}

/* The frame was evicted with all sizes of the cell. */
static void
drop(struct lru_shared *l, uint32_t number)
{
	struct lru_cells *c = &l->cells;
	struct lru_cell *cell = &c->cell[number];
	uint32_t item = cell->item;
	uint32_t dirty = cell->dirty > cell->lo ? cell->dirty : cell->lo;

	if (cell->member == 0)
		lru_shared_remove_hole(l, number);
	else if (dirty < cell->hi)
		lru_count_writes(l, dirty, cell->hi);
	lru_shared_unwhole(l, item);
	while (cell->member != 0) {
		page_id_t page = c->member[cell->member].page;

		lru_cell_remove(c, number, page);
		lose_cell(l, page);
	}
	lru_cell_free(c, number);
	if (c->item[item].cell == 0)
		remove_item(l, item);
}

void
lru_shared_drop_evicted(struct lru_shared *l, uint32_t item)
{
	struct lru_cells *c = &l->cells;
	uint32_t stamp = c->item[item].stamp;

	for (uint32_t i = c->item[item].cell, next; i != 0; i = next) {
		const struct lru_cell *cell = &c->cell[i];

		next = cell->next_in_item;
		if (lru_sizes_resident(&l->sizes, stamp, cell->lo, cell->hi) ==
		    cell->hi)
			drop(l, i);
	}
	lru_shared_finish(l, item);
}

/* Leaves the parts of the cell that are in memory. */
static void
settle_cell(struct lru_shared *l, uint32_t number)
{
	struct lru_cells *c = &l->cells;
	uint32_t stamp = c->item[c->cell[number].item].stamp;

	while (number != 0) {
		struct lru_cell cell = c->cell[number];
		uint32_t at =
		    lru_sizes_resident(&l->sizes, stamp, cell.lo, cell.hi);
		uint32_t upper = 0;

		if (at == cell.lo)
			at = lru_sizes_evicted(
			    &l->sizes, stamp, cell.lo, cell.hi);
		if (at < cell.hi)
			upper = lru_cell_split(c, number, at);
		if (lru_sizes_resident(&l->sizes, stamp, cell.lo, at) == at)
			drop(l, number);
		number = upper;
	}
}

/* The cells of the page. */
static void
list_cells(struct lru_shared *l, page_id_t page)
{
	const struct lru_cells *c = &l->cells;

	l->own.n = 0;
	for (uint32_t i = c->of_page[page]; i != 0;
	     i = c->member[i].next_of_page) {
		uint32_t cell = c->member[i].cell;

		lru_pieces_add(l->m, &l->own,
		    (struct lru_piece){
			c->cell[cell].lo, c->cell[cell].hi, 0, cell });
	}
}

void
lru_shared_settle_page(struct lru_shared *l, page_id_t page)
{
	list_cells(l, page);
	for (size_t i = 0; i < l->own.n; i++)
		settle_cell(l, l->own.at[i].cell);
}

/* Counts what was written of a page in a frame of its own.  If there are
 * smaller sizes that have the frame than others that have not, it gets cells.
 */
static void
settle_plain(struct lru_shared *l, page_id_t page)
{
	uint32_t stamp = l->stamp[page];

	if (stamp == 0)
		return;
	if (stamp >= l->sizes.rise)
		lru_settle_to(l, &l->tally->dirty[page],
		    lru_sizes_resident(&l->sizes, stamp, 1, LRU_SIZES_ALL));
	else
		lru_shared_enter(l, page);
}

/* Splits the only cell of a page, or the first one, which no other shares, at
 * the first size that has it.  false: it is not so. */
static bool
split_whole(struct lru_shared *l, page_id_t page)
{
	struct lru_cells *c = &l->cells;
	uint32_t number = l->stamp[page] & ~LRU_OWNER_ITEM, cell, size;

	if (l->stamp[page] == LRU_SCATTERED ||
	    c->item[number].stamp < l->sizes.rise)
		return (false);
	cell = c->item[number].cell;
	size = lru_sizes_resident(
	    &l->sizes, c->item[number].stamp, 1, LRU_SIZES_ALL);
	if (size > 1 && (!lru_cell_sole(c, cell) || size > c->cell[cell].hi))
		return (false);
	if (size > 1 && size < c->cell[cell].hi)
		lru_cell_split(c, cell, size);
	return (true);
}

void
lru_shared_fork(struct lru_shared *l, page_id_t page, page_id_t other)
{
	struct lru_cells *c = &l->cells;
	uint32_t stamp, first;

	if (l->stamp[page] == 0 && l->tally->dirty[page] == 0)
		return; /* it was never used */
	l->tally->dirty[other] = LRU_CLEAN;
	if (l->stamp[page] == 0)
		return;
	if (lru_is_plain(l, page))
		lru_shared_enter(l, page);
	if (!split_whole(l, page))
		lru_shared_settle_page(l, page);
	list_cells(l, page);
	for (size_t i = 0; i < l->own.n; i++) {
		stamp = c->item[c->cell[l->own.at[i].cell].item].stamp;
		first = lru_sizes_resident(
		    &l->sizes, stamp, l->own.at[i].lo, l->own.at[i].hi);
		if (first < l->own.at[i].hi)
			lru_cell_add(c, l->own.at[i].cell, other);
	}
	l->stamp[other] = c->of_page[other] != 0 ? LRU_SCATTERED : 0;
}

/* The page leaves the cell, which is a hole if there is no other.  out: it is
 * written where it is dirty. */
static void
leave_cell(struct lru_shared *l, page_id_t page, uint32_t number, bool out)
{
	struct lru_cells *c = &l->cells;
	const struct lru_cell *cell = &c->cell[number];
	uint32_t dirty = cell->dirty > cell->lo ? cell->dirty : cell->lo;

	lru_cell_remove(c, number, page);
	if (c->item[cell->item].whole == page)
		lru_shared_unwhole(l, cell->item);
	if (cell->member == 0) {
		if (out && dirty < cell->hi)
			lru_count_writes(l, dirty, cell->hi);
		lru_shared_add_hole(l, number);
	}
}

static void
leave(struct lru_shared *l, page_id_t page, bool out)
{
	struct lru_cells *c = &l->cells;
	uint32_t *dirty = &l->tally->dirty[page], item;

	settle_plain(l, page);
	if (!lru_is_plain(l, page))
		lru_shared_settle_page(l, page);
	if (lru_is_plain(l, page)) {
		if (l->stamp[page] == 0)
			return;
		if (out && *dirty != LRU_CLEAN)
			lru_count_writes(l, *dirty, LRU_SIZES_ALL);
		lru_sizes_empty(&l->sizes, l->stamp[page]);
		l->stamp[page] = 0;
		*dirty = LRU_CLEAN;
		return;
	}
	list_cells(l, page);
	for (size_t i = 0; i < l->own.n; i++) {
		item = c->cell[l->own.at[i].cell].item;
		if (out && !lru_cell_sole(c, l->own.at[i].cell))
			continue;
		leave_cell(l, page, l->own.at[i].cell, out);
		lru_shared_finish(l, item);
	}
	lose_cell(l, page);
}

void
lru_shared_leave(struct lru_shared *l, page_id_t page, bool out)
{
	leave(l, page, out);
	lru_shared_find_top(l);
}

void
lru_shared_settle(struct lru_shared *l)
{
	for (page_id_t p = 0; p < l->npages; p++) {
		if (lru_is_plain(l, p))
			settle_plain(l, p);
		if (!lru_is_plain(l, p))
			lru_shared_settle_page(l, p);
	}
	l->common = l->sizes.now;
}
