/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reference that does one thing with some sizes and another with others.
 *
 * The sizes are divided into pieces.  In each the page is in one cell or in
 * none, and one frame changes its stamp: that of the page, which becomes the
 * newest one; or, where a frame is needed, a hole or the oldest frame.
 */
#include "base/inline.h"
#include "study/lru_shared_part.h"

void
lru_pieces_add(struct mem *m, struct lru_pieces *p, struct lru_piece new)
{
	if (new.lo >= new.hi)
		return;
	p->at = mem_grow(m, p->at, p->n, &p->cap, sizeof(*p->at));
	p->at[p->n++] = new;
}

static void
sort_pieces(struct lru_pieces *p)
{
	for (size_t i = 1; i < p->n; i++) {
		struct lru_piece one = p->at[i];
		size_t k = i;

		for (; k > 0 && p->at[k - 1].lo > one.lo; k--)
			p->at[k] = p->at[k - 1];
		p->at[k] = one;
	}
}

/* The cells of the page, and the sizes between them, in order. */
static void
list_own(struct lru_shared *l, page_id_t page)
{
	const struct lru_cells *c = &l->cells;
	struct lru_pieces *own = &l->own;
	uint32_t from = 1;
	size_t n;

	own->n = 0;
	for (uint32_t i = c->of_page[page]; i != 0;
	     i = c->member[i].next_of_page) {
		uint32_t cell = c->member[i].cell;

		lru_pieces_add(l->m, own,
		    (struct lru_piece){ c->cell[cell].lo, c->cell[cell].hi,
			c->item[c->cell[cell].item].stamp, cell });
	}
	sort_pieces(own);
	n = own->n;
	for (size_t i = 0; i < n; i++) {
		uint32_t lo = own->at[i].lo, hi = own->at[i].hi;

		lru_pieces_add(l->m, own, (struct lru_piece){ from, lo, 0, 0 });
		from = hi;
	}
	lru_pieces_add(
	    l->m, own, (struct lru_piece){ from, LRU_SIZES_ALL, 0, 0 });
	sort_pieces(own);
}

/* Is a frame needed where the page is in this cell?  It is in none, or shares
 * one that is written to. */
static inline bool
needs_frame(const struct lru_shared *l, uint32_t cell, bool write)
{
	return (cell == 0 || (write && !lru_cell_sole(&l->cells, cell)));
}

static void
touch_item(struct lru_shared *l, uint32_t item)
{
	l->touched = mem_grow(l->m, l->touched, l->ntouched, &l->touched_cap,
	    sizeof(*l->touched));
	l->touched[l->ntouched++] = item;
}

/* The part of a piece that the hole's sizes have, too: with those with which
 * the hole is in memory it is filled. */
static void
fill_part(struct lru_shared *l, struct lru_piece piece, uint32_t hole,
    uint32_t x, uint32_t y)
{
	uint32_t item = l->cells.cell[hole].item;
	uint32_t stamp = l->cells.item[item].stamp, a, b;

	for (; x < y; x = b) {
		a = lru_sizes_resident(&l->sizes, stamp, x, y);
		b = lru_sizes_evicted(&l->sizes, stamp, a, y);
		piece.lo = x;
		piece.hi = a;
		lru_pieces_add(l->m, &l->rest, piece);
		lru_pieces_add(
		    l->m, &l->vacated, (struct lru_piece){ a, b, stamp, item });
		/* The frame that the page leaves is empty in its place. */
		if (piece.stamp != 0)
			lru_pieces_add(l->m, &l->back,
			    (struct lru_piece){
				a, b, 0, l->cells.cell[piece.cell].item });
	}
}

/* Fills the hole where a frame is needed, or the page's own frame is older. */
static void
fill_hole(struct lru_shared *l, uint32_t hole)
{
	struct lru_cell cell = l->cells.cell[hole];
	uint32_t stamp = l->cells.item[cell.item].stamp;
	struct lru_pieces done;

	l->rest.n = 0;
	for (size_t i = 0; i < l->need.n; i++) {
		struct lru_piece p = l->need.at[i], part = p;
		uint32_t x = p.lo > cell.lo ? p.lo : cell.lo;
		uint32_t y = p.hi < cell.hi ? p.hi : cell.hi;

		if (p.stamp > stamp || x >= y) {
			lru_pieces_add(l->m, &l->rest, p);
			continue;
		}
		part.hi = x;
		lru_pieces_add(l->m, &l->rest, part);
		fill_part(l, p, hole, x, y);
		p.lo = y;
		lru_pieces_add(l->m, &l->rest, p);
	}
	done = l->need;
	l->need = l->rest;
	l->rest = done;
}

/* The newest hole that all sizes have becomes a cell, if it is filled with
 * any. */
static uint32_t
hole_cell(struct lru_shared *l)
{
	struct lru_sizes *s = &l->sizes;
	uint32_t hole = lru_sizes_hole(s), item, cell;
	bool wanted = false;

	for (size_t i = 0; i < l->need.n; i++) {
		struct lru_piece p = l->need.at[i];

		wanted |= p.stamp < hole &&
			  lru_sizes_resident(s, hole, p.lo, p.hi) < p.hi;
	}
	if (!wanted)
		return (0);
	lru_sizes_fill(s, hole);
	bitset_add(&s->live, hole);
	item = lru_item_new(&l->cells, hole);
	s->owner[hole] = LRU_OWNER_ITEM | item;
	cell = lru_cell_new(&l->cells, item, 1, LRU_SIZES_ALL);
	lru_shared_add_hole(l, cell);
	return (cell);
}

/* Finds the frames that are needed: holes, the newest ones first. */
static void
find_frames(struct lru_shared *l)
{
	const struct lru_cells *c = &l->cells;
	uint32_t all = lru_sizes_hole(&l->sizes), before = UINT32_MAX;
	uint32_t cell;

	for (;;) {
		uint32_t next = all;

		for (size_t i = 0; i < l->nhole; i++) {
			uint32_t stamp =
			    c->item[c->cell[l->hole[i]].item].stamp;

			if (stamp < before && stamp > next)
				next = stamp;
		}
		if (next == all)
			break;
		for (size_t i = 0; i < l->nhole; i++)
			if (c->item[c->cell[l->hole[i]].item].stamp == next)
				fill_hole(l, l->hole[i]);
		before = next;
	}
	cell = hole_cell(l);
	if (cell != 0)
		fill_hole(l, cell);
	for (size_t i = 0; i < l->need.n; i++) {
		l->need.at[i].cell = 0;
		lru_pieces_add(l->m, &l->vacated, l->need.at[i]);
	}
}

/* Moves the oldest frame of each size. */
static void
move_oldest(struct lru_shared *l)
{
	sort_pieces(&l->vacated);
	for (size_t i = l->vacated.n; i-- > 0;) {
		const struct lru_piece *p = &l->vacated.at[i];

		if (p->stamp == 0)
			lru_sizes_advance(&l->sizes, p->lo, p->hi);
		else
			lru_sizes_vacate(&l->sizes, p->stamp, p->lo, p->hi);
	}
}

/* The hole of an item is no more with these sizes. */
static void
cut_hole(struct lru_shared *l, const struct lru_piece *p)
{
	struct lru_cells *c = &l->cells;
	uint32_t i = c->item[p->cell].cell;

	while (c->cell[i].lo > p->lo || c->cell[i].hi < p->hi)
		i = c->cell[i].next_in_item;
	if (c->cell[i].hi > p->hi)
		lru_shared_add_hole(l, lru_cell_split(c, i, p->hi));
	if (c->cell[i].lo < p->lo) {
		c->cell[i].hi = p->lo;
	} else {
		lru_shared_remove_hole(l, i);
		lru_cell_free(c, i);
	}
	touch_item(l, p->cell);
}

/* The page's cell of these sizes gets the new stamp. */
static void
renew_piece(struct lru_shared *l, const struct lru_piece *p, page_id_t page,
    uint32_t item, bool write)
{
	struct lru_cells *c = &l->cells;
	bool fault = p->cell == 0, alone = needs_frame(l, p->cell, write);
	bool new = fault && l->tally->dirty[page] == 0;
	uint32_t cell = p->cell;

	if (!fault) {
		if (!alone || c->item[c->cell[cell].item].whole == page)
			lru_shared_unwhole(l, c->cell[cell].item);
		touch_item(l, c->cell[cell].item);
		if (alone)
			lru_cell_remove(c, cell, page);
		else
			lru_cell_move(c, cell, item);
	}
	if (alone) {
		cell = lru_cell_new(c, item, p->lo, p->hi);
		lru_cell_add(c, cell, page);
	}
	if (write || l->tally->always_write || (new && l->tally->write_first))
		c->cell[cell].dirty = p->lo;
}

/* Adjacent cells of the item with the same pages become one. */
static void
join_cells(struct lru_cells *c, uint32_t item)
{
	for (uint32_t i = c->item[item].cell; i != 0;) {
		uint32_t next = c->cell[i].next_in_item;

		if (next == 0 || !lru_cell_join(c, i, next))
			i = next;
	}
}

static void
renew_page(struct lru_shared *l, page_id_t page, uint32_t stamp, bool write)
{
	struct lru_cells *c = &l->cells;
	uint32_t item = lru_item_new(c, stamp);

	l->sizes.owner[stamp] = LRU_OWNER_ITEM | item;
	for (size_t i = l->own.n; i-- > 0;)
		renew_piece(l, &l->own.at[i], page, item, write);
	for (size_t i = 0; i < l->back.n; i++)
		lru_shared_add_hole(l, lru_cell_new(c, l->back.at[i].cell,
					   l->back.at[i].lo, l->back.at[i].hi));
	for (size_t i = 0; i < l->vacated.n; i++)
		if (l->vacated.at[i].cell != 0)
			cut_hole(l, &l->vacated.at[i]);
	l->tally->dirty[page] = LRU_CLEAN;
	join_cells(c, item);
	c->item[item].whole = page;
	l->stamp[page] = LRU_OWNER_ITEM | item;
	lru_shared_finish(l, item);
	for (size_t i = 0; i < l->ntouched; i++)
		lru_shared_finish(l, l->touched[i]);
	for (size_t i = 0; i < l->ntouched; i++)
		lru_sizes_mark(&l->sizes, l->touched[i]);
}

void
lru_shared_any_reference(
    struct lru_shared *l, page_id_t page, bool write, bool fault)
{
	uint32_t stamp = lru_shared_announce(l, page);

	if (lru_is_plain(l, page) && l->stamp[page] != 0)
		lru_shared_enter(l, page);
	lru_shared_settle_page(l, page);
	list_own(l, page);
	l->need.n = l->vacated.n = l->back.n = l->ntouched = 0;
	for (size_t i = 0; i < l->own.n; i++) {
		struct lru_piece p = l->own.at[i];

		if (p.cell == 0 && fault)
			lru_count_faults(l, p.lo, p.hi);
		if (needs_frame(l, p.cell, write))
			p.stamp = 0;
		lru_pieces_add(l->m, &l->need, p);
	}
	find_frames(l);
	move_oldest(l);
	renew_page(l, page, stamp, write);
	l->sizes.now++;
	l->sizes.steps += l->own.n + l->nhole / 16;
	lru_shared_find_top(l);
}
