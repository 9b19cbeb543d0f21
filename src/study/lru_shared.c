/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU with every number of frames and pages that processes share: references
 * that do the same with all sizes.
 */
#include "study/lru_shared.h"

#include "base/inline.h"
#include "study/lru_shared_part.h"

/* Steps that the pass may take for each reference. */
#define STEPS 16

/* Frames whose stamps are exchanged in place of giving a new one. */
#define ROTATED 8

void
lru_count_faults(struct lru_shared *l, uint32_t x, uint32_t y)
{
	if (y == LRU_SIZES_ALL)
		l->tally->first++;
	else
		l->tally->count[y]++;
	if (x > 1)
		l->tally->count[x]--;
}

void
lru_count_writes(struct lru_shared *l, uint32_t x, uint32_t y)
{
	l->tally->writes[x]++;
	if (y != LRU_SIZES_ALL)
		l->tally->writes[y]--;
}

void
lru_shared_find_top(struct lru_shared *l)
{
	const struct lru_cells *c = &l->cells;

	l->top = lru_sizes_hole(&l->sizes);
	for (size_t i = 0; i < l->nhole; i++) {
		uint32_t stamp = c->item[c->cell[l->hole[i]].item].stamp;

		if (stamp > l->top)
			l->top = stamp;
	}
}

/* The next stamp is of this owner; it is not given yet. */
static inline uint32_t
announce(struct lru_shared *l, uint32_t owner)
{
	struct lru_sizes *s = &l->sizes;

	if (unlikely(s->now >= s->end))
		lru_shared_renumber(l);
	s->owner[s->now] = owner;
	bitset_add(&s->live, s->now);
	return (s->now);
}

uint32_t
lru_shared_announce(struct lru_shared *l, uint32_t owner)
{
	return (announce(l, owner));
}

/* The frame with this stamp becomes the newest one; with sizes that do not have
 * it a frame is evicted, or the hole, which is newer than it, is filled.
 * Returns the first size that has it. */
static inline uint32_t
renew(struct lru_shared *l, uint32_t stamp)
{
	struct lru_sizes *s = &l->sizes;
	uint32_t distance, hole = l->top;

	if (stamp >= l->common)
		l->common = stamp + 1;
	if (likely(stamp > hole)) {
		distance = lru_sizes_shift(s, stamp);
		bitset_remove(&s->live, stamp);
	} else {
		distance = lru_sizes_resident(s, stamp, 1, LRU_SIZES_ALL);
		lru_sizes_shift(s, hole);
		lru_sizes_fill(s, hole);
		lru_sizes_empty(s, stamp);
		l->top = lru_sizes_hole(s);
	}
	s->now++;
	return (distance);
}

/* May renew() do it?  With all sizes it is a hit from some one on, and the
 * newest hole is one that all sizes have. */
static inline bool
is_regular(const struct lru_shared *l, uint32_t stamp)
{
	return (stamp > l->sizes.rise && (stamp > l->top || l->nhole == 0));
}

static inline void
count_distance(struct lru_shared *l, uint32_t distance, uint32_t *dirty)
{
	if (distance == 1)
		return;
	l->tally->count[distance]++;
	lru_settle_to(l, dirty, distance);
}

/* A page that is in no frame. */
static void
come_in(struct lru_shared *l, page_id_t page, bool write, bool fault)
{
	struct lru_sizes *s = &l->sizes;
	struct lru_tally *t = l->tally;
	bool new = t->dirty[page] == 0;
	uint32_t stamp = announce(l, page), hole = l->top;

	lru_sizes_shift(s, hole);
	lru_sizes_fill(s, hole);
	l->top = lru_sizes_hole(s);
	s->now++;
	l->stamp[page] = stamp;
	t->first += fault;
	t->dirty[page] =
	    write || t->always_write || (new && t->write_first) ? 1 : LRU_CLEAN;
}

/* Is the frame with this stamp there with all sizes that may have it? */
static inline bool
is_everywhere(const struct lru_shared *l, uint32_t stamp)
{
	uint32_t owner = l->sizes.owner[stamp];
	const struct lru_item *item;

	if ((owner & LRU_OWNER_ITEM) == 0)
		return (l->stamp[owner] == stamp);
	if (owner == LRU_OWNER_HOLE)
		return (false);
	item = &l->cells.item[owner & ~LRU_OWNER_ITEM];
	return (item->stamp == stamp && item->whole != NO_PAGE);
}

/* Are all sizes to have the frames with this stamp, of which it is known, and
 * newer ones? */
static never_inline bool
find_common(struct lru_shared *l, uint32_t stamp)
{
	for (uint32_t i = stamp + 1; i < l->sizes.now; i++)
		if (!is_everywhere(l, i))
			return (false);
	l->common = stamp;
	return (true);
}

/* The frame with this stamp, one of the newest ones, becomes the newest: the
 * others get the stamps below theirs, and with no size another one is the
 * oldest.  false: some size lacks one of them. */
static inline bool
rotate(struct lru_shared *l, uint32_t stamp)
{
	uint32_t *owner = l->sizes.owner, *of_page = l->stamp;
	uint32_t last = l->sizes.now - 1, mine = owner[stamp];
	struct lru_item *item = l->cells.item;

	if (last - stamp >= ROTATED ||
	    (unlikely(stamp < l->common) && !find_common(l, stamp)))
		return (false);
	for (; stamp < last; stamp++) {
		uint32_t other = owner[stamp + 1];

		owner[stamp] = other;
		if (likely((other & LRU_OWNER_ITEM) == 0))
			of_page[other] = stamp;
		else
			item[other & ~LRU_OWNER_ITEM].stamp = stamp;
	}
	lru_give_stamp(l, mine, last);
	return (true);
}

/* All frames of the item are dirty. */
static void
soil(struct lru_shared *l, uint32_t item)
{
	for (uint32_t i = l->cells.item[item].cell; i != 0;
	     i = l->cells.cell[i].next_in_item)
		l->cells.cell[i].dirty = l->cells.cell[i].lo;
}

/* Reads the page that is the whole of an item, if no frame that it shares has
 * been evicted. */
static bool
read_whole(struct lru_shared *l, uint32_t number)
{
	struct lru_item *item = &l->cells.item[number];
	struct lru_cell *cell = &l->cells.cell[item->cell];
	const struct lru_sizes *s = &l->sizes;
	uint32_t stamp = item->stamp, distance = s->now - stamp;

	if (stamp + 1 == s->now) {
		/* It is the newest one. */
	} else if (distance <= cell->hi &&
		   lru_cell_sole(&l->cells, item->cell) && rotate(l, stamp)) {
		count_distance(l, distance, &cell->dirty);
	} else {
		if (!is_regular(l, item->stamp) ||
		    !lru_cell_sole(&l->cells, item->cell) ||
		    (cell->hi <= s->n && s->oldest[cell->hi] > item->stamp))
			return (false);
		stamp = announce(l, LRU_OWNER_ITEM | number);
		count_distance(l, renew(l, item->stamp), &cell->dirty);
		item->stamp = stamp;
	}
	if (l->tally->always_write)
		soil(l, number);
	return (true);
}

/* A page that is in a frame of its own with all sizes that have it. */
static inline bool
refer_plain(struct lru_shared *l, page_id_t page, bool write)
{
	uint32_t *dirty = &l->tally->dirty[page], stamp = l->stamp[page];
	uint32_t distance = l->sizes.now - stamp;

	if (distance > 1 && rotate(l, stamp)) {
		count_distance(l, distance, dirty);
	} else if (distance > 1) {
		if (!is_regular(l, l->stamp[page]))
			return (false);
		stamp = announce(l, page);
		count_distance(l, renew(l, l->stamp[page]), dirty);
		l->stamp[page] = stamp;
	}
	if (write || l->tally->always_write)
		*dirty = 1;
	return (true);
}

/* The same for any page, and for a page that is populated. */
static void
refer_any(struct lru_shared *l, page_id_t page, bool write, bool fault)
{
	lru_shared_any_reference(l, page, write, fault);
	l->common = l->sizes.now;
}

static inline void
refer(struct lru_shared *l, page_id_t page, bool write)
{
	uint32_t stamp = l->stamp[page];
	bool done = false;

	if (stamp == 0) {
		done = l->nhole == 0 && l->top > l->sizes.rise;
		if (done)
			come_in(l, page, write, true);
	} else if ((stamp & LRU_OWNER_ITEM) == 0) {
		done = refer_plain(l, page, write);
	} else if (stamp != LRU_SCATTERED && !write) {
		done = read_whole(l, stamp & ~LRU_OWNER_ITEM);
	}
	if (!done)
		refer_any(l, page, write, true);
}

void
lru_shared_feed(struct lru_shared *l, const struct reference *ref, size_t n)
{
	l->budget += n * STEPS;
	for (size_t i = 0; i < n; i++)
		refer(l, reference_page(ref[i]), reference_write(ref[i]));
}

/* A page that is new is populated. */
static void
fill(struct lru_shared *l, page_id_t page)
{
	if (l->nhole == 0 && l->top > l->sizes.rise)
		come_in(l, page, false, false);
	else
		refer_any(l, page, false, false);
}

void
lru_shared_change(struct lru_shared *l, const struct change *c)
{
	if (c->kind == CHANGE_SHARE)
		lru_shared_fork(l, c->page, c->other);
	else if (c->kind == CHANGE_FILL)
		fill(l, c->page);
	else if (c->kind == CHANGE_FREE || c->kind == CHANGE_PAGEOUT)
		lru_shared_leave(l, c->page, c->kind == CHANGE_PAGEOUT);
	l->common = l->sizes.now;
}

const char *
lru_shared_refusal(const struct lru_shared *l, page_id_t npages)
{
	if (npages > LRU_SIZES_MAX)
		return ("in the trace a fork makes processes share pages, and "
			"it has more than 262,144");
	if (l != NULL && (l->sizes.full || l->sizes.steps > l->budget))
		return ("in the trace a fork makes processes share pages, and "
			"its stack distances are too long for one pass");
	return (NULL);
}
