/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cells, items and memberships: three pools with lists of free ones.
 */
#include "study/lru_cells.h"

void
lru_cells_open(struct lru_cells *c, struct mem *m, uint64_t pages)
{
	*c = (struct lru_cells){ .m = m, .ncell = 1, .nitem = 1, .nmember = 1 };
	c->cell = mem_grow(m, NULL, 0, &c->cell_cap, sizeof(*c->cell));
	c->item = mem_grow(m, NULL, 0, &c->item_cap, sizeof(*c->item));
	c->member = mem_grow(m, NULL, 0, &c->member_cap, sizeof(*c->member));
	c->of_page = mem_reserve(m, pages, sizeof(*c->of_page));
}

uint32_t
lru_item_new(struct lru_cells *c, uint32_t stamp)
{
	uint32_t item = c->free_item;

	if (item != 0) {
		c->free_item = c->item[item].cell;
	} else {
		c->item = mem_grow(
		    c->m, c->item, c->nitem, &c->item_cap, sizeof(*c->item));
		item = (uint32_t)c->nitem++;
	}
	c->item[item] = (struct lru_item){ .stamp = stamp, .whole = NO_PAGE };
	return (item);
}

void
lru_item_free(struct lru_cells *c, uint32_t item)
{
	c->item[item].stamp = 0;
	c->item[item].cell = c->free_item;
	c->free_item = item;
}

static void
link_cell(struct lru_cells *c, uint32_t cell, uint32_t item)
{
	c->cell[cell].item = item;
	c->cell[cell].next_in_item = c->item[item].cell;
	c->item[item].cell = cell;
}

static void
unlink_cell(struct lru_cells *c, uint32_t cell)
{
	uint32_t *at = &c->item[c->cell[cell].item].cell;

	while (*at != cell)
		at = &c->cell[*at].next_in_item;
	*at = c->cell[cell].next_in_item;
}

static uint32_t
take_cell(struct lru_cells *c)
{
	uint32_t cell = c->free_cell;

	if (cell != 0) {
		c->free_cell = c->cell[cell].next_in_item;
		return (cell);
	}
	c->cell =
	    mem_grow(c->m, c->cell, c->ncell, &c->cell_cap, sizeof(*c->cell));
	return ((uint32_t)c->ncell++);
}

uint32_t
lru_cell_new(struct lru_cells *c, uint32_t item, uint32_t lo, uint32_t hi)
{
	uint32_t cell = take_cell(c);

	c->cell[cell] =
	    (struct lru_cell){ .lo = lo, .hi = hi, .dirty = UINT32_MAX };
	link_cell(c, cell, item);
	return (cell);
}

void
lru_cell_free(struct lru_cells *c, uint32_t cell)
{
	while (c->cell[cell].member != 0)
		lru_cell_remove(c, cell, c->member[c->cell[cell].member].page);
	unlink_cell(c, cell);
	c->cell[cell].item = 0;
	c->cell[cell].next_in_item = c->free_cell;
	c->free_cell = cell;
}

void
lru_cell_move(struct lru_cells *c, uint32_t cell, uint32_t item)
{
	unlink_cell(c, cell);
	link_cell(c, cell, item);
}

uint32_t
lru_cell_split(struct lru_cells *c, uint32_t cell, uint32_t at)
{
	uint32_t upper = take_cell(c);
	struct lru_cell *from = &c->cell[cell];

	c->cell[upper] = *from;
	c->cell[upper].lo = at;
	c->cell[upper].member = 0;
	from->hi = at;
	from->next_in_item = upper;
	for (uint32_t i = from->member; i != 0; i = c->member[i].next_in_cell)
		lru_cell_add(c, upper, c->member[i].page);
	return (upper);
}

static bool
has_page(const struct lru_cells *c, uint32_t cell, page_id_t page)
{
	uint32_t i = c->cell[cell].member;

	while (i != 0 && c->member[i].page != page)
		i = c->member[i].next_in_cell;
	return (i != 0);
}

static uint32_t
count_pages(const struct lru_cells *c, uint32_t cell)
{
	uint32_t n = 0;

	for (uint32_t i = c->cell[cell].member; i != 0;
	     i = c->member[i].next_in_cell)
		n++;
	return (n);
}

static bool
same_pages(const struct lru_cells *c, uint32_t a, uint32_t b)
{
	for (uint32_t i = c->cell[a].member; i != 0;
	     i = c->member[i].next_in_cell)
		if (!has_page(c, b, c->member[i].page))
			return (false);
	return (count_pages(c, a) == count_pages(c, b));
}

bool
lru_cell_join(struct lru_cells *c, uint32_t cell, uint32_t next)
{
	struct lru_cell *a = &c->cell[cell];
	const struct lru_cell *b = &c->cell[next];
	bool clean = a->dirty >= a->hi;

	if (a->hi != b->lo || (!clean && b->dirty > b->lo) ||
	    !same_pages(c, cell, next))
		return (false);
	if (clean)
		a->dirty = b->dirty > b->lo ? b->dirty : b->lo;
	a->hi = b->hi;
	lru_cell_free(c, next);
	return (true);
}

void
lru_cell_add(struct lru_cells *c, uint32_t cell, page_id_t page)
{
	uint32_t i = c->free_member;

	if (i != 0) {
		c->free_member = c->member[i].next_of_page;
	} else {
		c->member = mem_grow(c->m, c->member, c->nmember,
		    &c->member_cap, sizeof(*c->member));
		i = (uint32_t)c->nmember++;
	}
	c->member[i] = (struct lru_member){ page, cell, c->cell[cell].member,
		c->of_page[page] };
	c->cell[cell].member = i;
	c->of_page[page] = i;
}

void
lru_cell_remove(struct lru_cells *c, uint32_t cell, page_id_t page)
{
	uint32_t *at = &c->cell[cell].member, i;

	while (c->member[*at].page != page)
		at = &c->member[*at].next_in_cell;
	i = *at;
	*at = c->member[i].next_in_cell;
	at = &c->of_page[page];
	while (*at != i)
		at = &c->member[*at].next_of_page;
	*at = c->member[i].next_of_page;
	c->member[i].next_of_page = c->free_member;
	c->free_member = i;
}

bool
lru_item_has(const struct lru_cells *c, uint32_t item, uint32_t size)
{
	for (uint32_t i = c->item[item].cell; i != 0;
	     i = c->cell[i].next_in_item)
		if (c->cell[i].lo <= size && size < c->cell[i].hi)
			return (true);
	return (false);
}

bool
lru_item_empty(const struct lru_cells *c, uint32_t item)
{
	for (uint32_t i = c->item[item].cell; i != 0;
	     i = c->cell[i].next_in_item)
		if (c->cell[i].member != 0)
			return (false);
	return (true);
}
