/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU with every number of frames at once.
 */
#include "study/lru_sizes.h"

#include <string.h>

#include "base/inline.h"

/* Sizes that are done together. */
#define BLOCK 16

/* Stamps: those of frames that were never used, and five for each page. */
#define STAMPS (6 * LRU_SIZES_MAX)

/* Stamps that are given before the next ones are renumbered, at least. */
#define FRESH_MIN (UINT32_C(1) << 16)

void
lru_sizes_open(struct lru_sizes *s, struct mem *m, struct lru_cells *cells)
{
	*s = (struct lru_sizes){
		.m = m,
		.cells = cells,
		.oldest = mem_reserve(
		    m, LRU_SIZES_MAX + 2 * BLOCK, sizeof(*s->oldest)),
		.owner = mem_reserve(m, STAMPS, sizeof(*s->owner)),
		.now = LRU_SIZES_MAX,
		.end = LRU_SIZES_MAX + FRESH_MIN,
		.unused = 1,
	};
	bitset_init(&s->live, m, STAMPS);
	bitset_init(&s->holes, m, STAMPS);
}

void
lru_sizes_grow(struct lru_sizes *s, uint32_t n)
{
	for (; s->n < n; s->n++)
		s->oldest[s->n + 1] = LRU_SIZES_MAX - (s->n + 1);
}

void
lru_sizes_restart(struct lru_sizes *s, uint32_t now)
{
	uint32_t live = now - (LRU_SIZES_MAX - s->unused);

	s->now = now;
	s->end = now + (live > FRESH_MIN / 3 ? 3 * live : FRESH_MIN);
	if (s->end <= STAMPS)
		return;
	s->full = now > STAMPS - FRESH_MIN;
	s->end = STAMPS;
}

/* The first edge above x; nedge: there is none. */
static size_t
edge_above(const struct lru_sizes *s, uint32_t x)
{
	size_t low = 0, high = s->nedge;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (s->edge[middle] > x)
			high = middle;
		else
			low = middle + 1;
	}
	return (low);
}

/* The first size from x to below y that has the frame; with larger ones of them
 * it is so, too. */
static uint32_t
search(const struct lru_sizes *s, uint32_t stamp, uint32_t x, uint32_t y)
{
	while (x < y) {
		uint32_t middle = x + (y - x) / 2;

		if (s->oldest[middle] <= stamp)
			y = middle;
		else
			x = middle + 1;
	}
	return (x);
}

uint32_t
lru_sizes_resident(
    const struct lru_sizes *s, uint32_t stamp, uint32_t x, uint32_t y)
{
	uint32_t limit = y <= s->n ? y : s->n + 1, at;

	if (x >= limit)
		return (x < y ? x : y);
	if (stamp >= s->rise)
		return (search(s, stamp, x, limit));
	for (size_t e = edge_above(s, x);; e++) {
		uint32_t stop =
		    e < s->nedge && s->edge[e] < limit ? s->edge[e] : limit;

		at = search(s, stamp, x, stop);
		if (at < stop || stop == limit)
			return (at);
		x = stop;
	}
}

uint32_t
lru_sizes_evicted(
    const struct lru_sizes *s, uint32_t stamp, uint32_t x, uint32_t y)
{
	if (x > s->n || x >= y)
		return (y);
	if (s->oldest[x] > stamp)
		return (x);
	if (stamp >= s->rise)
		return (y);
	for (size_t e = edge_above(s, x);
	     e < s->nedge && s->edge[e] < y && s->edge[e] <= s->n; e++)
		if (s->oldest[s->edge[e]] > stamp)
			return (s->edge[e]);
	return (y);
}

/* The stamp after this one that a frame of the size has. */
static never_inline uint32_t
next_stamp(const struct lru_sizes *s, uint32_t size, uint32_t stamp)
{
	uint64_t next = stamp;
	uint32_t owner;

	do {
		next = bitset_next(&s->live, next + 1);
		owner = s->owner[next];
	} while (owner != LRU_OWNER_HOLE && (owner & LRU_OWNER_ITEM) != 0 &&
		 !lru_item_has(s->cells, owner & ~LRU_OWNER_ITEM, size));
	return ((uint32_t)next);
}

static inline void
note_rise(struct lru_sizes *s, uint32_t size)
{
	if (s->oldest[size] > s->oldest[size - 1] && s->oldest[size] > s->rise)
		s->rise = s->oldest[size];
}

void
lru_sizes_advance(struct lru_sizes *s, uint32_t x, uint32_t y)
{
	uint32_t end;
	size_t e;

	if (y > s->n)
		y = s->n + 1;
	if (x >= y)
		return;
	end = y;
	s->oldest[0] = s->now;
	s->steps += 1 + (y - x) / BLOCK;
	e = edge_above(s, y - 1);
	while (y > x) {
		uint32_t low = x;

		if (e > 0 && s->edge[e - 1] >= x)
			low = s->edge[--e] + 1;
		memmove(&s->oldest[low], &s->oldest[low - 1],
		    (y - low) * sizeof(*s->oldest));
		if (low == x)
			break;
		y = low - 1;
		s->oldest[y] = next_stamp(s, y, s->oldest[y]);
		s->steps++;
	}
	for (; e < s->nedge && s->edge[e] < end; e++)
		note_rise(s, s->edge[e]);
}

void
lru_sizes_vacate(struct lru_sizes *s, uint32_t stamp, uint32_t x, uint32_t y)
{
	if (y > s->n)
		y = s->n + 1;
	while (x < y) {
		size_t e = edge_above(s, y - 1);
		uint32_t low = e > 0 && s->edge[e - 1] > x ? s->edge[e - 1] : x;
		uint32_t at = search(s, stamp, low, y);

		if (at < y && s->oldest[at] == stamp)
			lru_sizes_advance(s, at, at + 1);
		y = low;
	}
}

typedef int32_t four __attribute__((vector_size(16)));

static inline uint32_t
sum(four v)
{
	return ((uint32_t)(v[0] + v[1] + v[2] + v[3]));
}

/* A block of sizes without an edge: those whose oldest frame is of this stamp
 * or newer evict it, and get the one before; how many they are.  Adds to *newer
 * how many have a newer one.  What was stored last time is loaded in the same
 * pieces: else it would have to reach memory first. */
static inline uint32_t
shift_block(uint32_t *oldest, uint32_t carry, uint32_t stamp, uint32_t *newer)
{
	const int32_t at = (int32_t)stamp;
	const four limit = { at, at, at, at };
	four old[BLOCK / 4], before = { 0, 0, 0, (int32_t)carry };
	four n = { 0, 0, 0, 0 }, more = n;

	memcpy(old, oldest, sizeof(old));
	for (unsigned i = 0; i < BLOCK / 4; i++) {
		four moved = { before[3], old[i][0], old[i][1], old[i][2] };
		four mask = old[i] >= limit;
		four new = (moved & mask) | (old[i] & ~mask);

		memcpy(oldest + (size_t)4 * i, &new, sizeof(new));
		n -= mask;
		more -= old[i] > limit;
		before = old[i];
	}
	*newer += sum(more);
	return (sum(n));
}

/* From a size on, one after another; 'newer' of those before have a newer
 * frame. */
static never_inline uint32_t
shift_edges(struct lru_sizes *s, uint32_t size, uint32_t carry, uint32_t stamp,
    uint32_t newer)
{
	size_t e = edge_above(s, size - 1);

	for (;; size++) {
		uint32_t old = s->oldest[size];

		if (old < stamp)
			return (newer + 1);
		newer += old > stamp;
		if (e < s->nedge && s->edge[e] == size) {
			s->oldest[size] = next_stamp(s, size, old);
			note_rise(s, size);
			s->steps++;
			e++;
		} else {
			s->oldest[size] = carry;
		}
		carry = old;
	}
}

uint32_t
lru_sizes_shift(struct lru_sizes *s, uint32_t stamp)
{
	uint32_t stop = s->nedge > 0 ? s->edge[0] : UINT32_MAX;
	uint32_t carry = s->now, newer = 0, last, size = 1;

	for (; size + BLOCK <= stop; size += BLOCK) {
		last = s->oldest[size + BLOCK - 1];
		if (shift_block(&s->oldest[size], carry, stamp, &newer) < BLOCK)
			return (newer + 1);
		s->steps++;
		carry = last;
	}
	s->oldest[0] = s->now;
	return (shift_edges(s, size, carry, stamp, newer));
}

static void
add_edge(struct lru_sizes *s, uint32_t size)
{
	size_t e = edge_above(s, size);

	if (e > 0 && s->edge[e - 1] == size)
		return;
	s->edge =
	    mem_grow(s->m, s->edge, s->nedge, &s->edge_cap, sizeof(*s->edge));
	memmove(
	    &s->edge[e + 1], &s->edge[e], (s->nedge - e) * sizeof(*s->edge));
	s->edge[e] = size;
	s->nedge++;
}

/* Has one of two adjacent sizes a frame of the item, and not the other? */
static void
mark(struct lru_sizes *s, uint32_t item, uint32_t size)
{
	if (size < 2 || size == LRU_SIZES_ALL ||
	    s->oldest[size] >= s->cells->item[item].stamp)
		return;
	if (lru_item_has(s->cells, item, size) !=
	    lru_item_has(s->cells, item, size - 1))
		add_edge(s, size);
}

void
lru_sizes_mark(struct lru_sizes *s, uint32_t item)
{
	const struct lru_cells *c = s->cells;

	if (c->item[item].stamp == 0)
		return;
	for (uint32_t i = c->item[item].cell; i != 0;
	     i = c->cell[i].next_in_item) {
		mark(s, item, c->cell[i].lo);
		mark(s, item, c->cell[i].hi);
	}
}

void
lru_sizes_clean(struct lru_sizes *s)
{
	s->nedge = 0;
	s->rise = 0;
	for (uint32_t i = 1; i < s->cells->nitem; i++)
		lru_sizes_mark(s, i);
	for (size_t e = 0; e < s->nedge && s->edge[e] <= s->n; e++)
		note_rise(s, s->edge[e]);
}
