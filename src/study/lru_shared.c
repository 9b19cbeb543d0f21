/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU with every number of frames and pages that processes share: references
 * that do the same with all sizes, and new numbers for stamps.
 */
#include "study/lru_shared.h"

#include <string.h>

#include "base/inline.h"
#include "study/lru_shared_part.h"

/* Steps that the pass may take for each reference, and besides. */
#define STEPS      16
#define STEPS_MORE (UINT64_C(1) << 22)

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

/* All items lose what is in no memory. */
static void
clean(struct lru_shared *l)
{
	for (uint32_t i = 1; i < l->cells.nitem; i++)
		if (l->cells.item[i].stamp != 0 &&
		    l->cells.item[i].whole == NO_PAGE)
			lru_shared_drop_evicted(l, i);
}

static void
clear_bits(struct bitset *b, uint64_t below)
{
	for (int i = 0; i < b->nlevels; i++) {
		below = (below + 63) / 64;
		memset(b->level[i], 0, below * sizeof(uint64_t));
	}
}

static void
give_stamp(struct lru_shared *l, uint32_t owner, uint32_t stamp)
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

/* Gives the live stamps the lowest numbers, in the same order. */
static never_inline void
renumber(struct lru_shared *l)
{
	struct lru_sizes *s = &l->sizes;
	uint32_t first = LRU_SIZES_MAX - s->unused + 1, next = first, *to;

	clean(l);
	to = mem_array(l->m, s->now - first, sizeof(*to));
	for (uint64_t i = bitset_lowest(&s->live); i != BITSET_NONE;
	     i = bitset_next(&s->live, i + 1)) {
		to[i - first] = next;
		give_stamp(l, s->owner[i], next++);
	}
	for (uint32_t i = 1; i <= s->n; i++)
		if (s->oldest[i] >= first)
			s->oldest[i] = to[s->oldest[i] - first];
	mem_free(l->m, to);
	clear_bits(&s->live, s->now);
	clear_bits(&s->holes, s->now);
	for (uint32_t i = first; i < next; i++) {
		bitset_add(&s->live, i);
		if (s->owner[i] == LRU_OWNER_HOLE)
			bitset_add(&s->holes, i);
	}
	lru_sizes_restart(s, next);
	lru_sizes_clean(s);
	lru_shared_find_top(l);
}

/* Pages and holes of the stack, the least recent ones first. */
static void
take_stack(struct lru_shared *l, const struct stack_distance *stack)
{
	uint32_t total = (uint32_t)stack_distance_pages(stack);
	struct lru_sizes *s = &l->sizes;

	lru_sizes_grow(s, l->npages > total ? l->npages : total);
	for (uint32_t i = 0; i < total; i++) {
		s->owner[s->now + i] = LRU_OWNER_HOLE;
		s->oldest[total - i] = s->now + i;
		bitset_add(&s->live, s->now + i);
	}
	for (page_id_t p = 0; p < l->npages; p++) {
		uint64_t distance = stack_distance_of(stack, p);

		if (distance > 0)
			give_stamp(l, p, s->now + total - (uint32_t)distance);
	}
	for (uint32_t i = 0; i < total; i++)
		if (s->owner[s->now + i] == LRU_OWNER_HOLE)
			bitset_add(&s->holes, s->now + i);
	s->unused = total + 1;
	lru_sizes_restart(s, s->now + total);
	lru_shared_find_top(l);
}

struct lru_shared *
lru_shared_open(struct mem *m, struct lru_tally *tally,
    const struct stack_distance *stack, page_id_t npages, uint64_t cap)
{
	struct lru_shared *l = mem_alloc(m, sizeof(*l));

	l->m = m;
	l->tally = tally;
	l->npages = npages;
	l->budget = STEPS_MORE;
	lru_cells_open(&l->cells, m, cap);
	lru_sizes_open(&l->sizes, m, &l->cells);
	l->stamp = mem_reserve(m, cap, sizeof(*l->stamp));
	take_stack(l, stack);
	return (l);
}

void
lru_shared_pages(struct lru_shared *l, page_id_t npages)
{
	l->npages = npages;
	if (npages <= LRU_SIZES_MAX)
		lru_sizes_grow(&l->sizes, npages);
}

/* The next stamp is of this owner; it is not given yet. */
static inline uint32_t
announce(struct lru_shared *l, uint32_t owner)
{
	struct lru_sizes *s = &l->sizes;

	if (unlikely(s->now >= s->end))
		renumber(l);
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

/* The frame with this stamp, one of the newest ones, becomes the newest: the
 * others get the stamps below theirs, and with no size another one is the
 * oldest.  false: some size lacks one of them. */
static inline bool
rotate(struct lru_shared *l, uint32_t stamp)
{
	struct lru_sizes *s = &l->sizes;
	uint32_t owner = s->owner[stamp];

	if (s->now - stamp > ROTATED)
		return (false);
	for (uint32_t i = stamp + 1; i < s->now; i++)
		if (!is_everywhere(l, i))
			return (false);
	for (uint32_t i = stamp + 1; i < s->now; i++)
		give_stamp(l, s->owner[i], i - 1);
	give_stamp(l, owner, s->now - 1);
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

static void
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
		lru_shared_any_reference(l, page, write, true);
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
		lru_shared_any_reference(l, page, false, false);
}

void
lru_shared_change(struct lru_shared *l, const struct change *c)
{
	if (c->kind == CHANGE_SHARE)
		lru_shared_fork(l, c->page, c->other);
	else if (c->kind == CHANGE_FILL)
		fill(l, c->page);
	else if (c->kind == CHANGE_FREE)
		lru_shared_free(l, c->page);
	else if (c->kind == CHANGE_PAGEOUT)
		lru_shared_pageout(l, c->page);
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
