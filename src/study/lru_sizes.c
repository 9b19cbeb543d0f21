/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU with every number of frames at once.
 */
#include "study/lru_sizes.h"

#include <string.h>

#include "base/inline.h"
#include "base/isa.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define LRU_SIZES_AVX512 1
#include <immintrin.h>
#endif

/* Sizes that are done together. */
#define BLOCK 16

void
lru_sizes_open(
    struct lru_sizes *s, struct mem *m, struct lru_cells *cells, uint32_t fresh)
{
	*s = (struct lru_sizes){
		.m = m,
		.cells = cells,
		/* The blocks from size 1 on are whole vectors in memory. */
		.oldest = (uint32_t *)mem_reserve(m, LRU_SIZES_MAX + 3 * BLOCK,
			      sizeof(*s->oldest)) +
			  BLOCK - 1,
		.avx512 = isa_chosen() == ISA_AVX512,
		.owner = mem_reserve(m, LRU_SIZES_STAMPS, sizeof(*s->owner)),
		.now = LRU_SIZES_MAX,
		.end = LRU_SIZES_MAX + fresh,
		.fresh = fresh,
		.unused = 1,
	};
	bitset_init(&s->live, m, LRU_SIZES_STAMPS);
	bitset_init(&s->holes, m, LRU_SIZES_STAMPS);
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
	s->end = now + (live > s->fresh / 3 ? 3 * live : s->fresh);
	if (s->end <= LRU_SIZES_STAMPS)
		return;
	s->full = now > LRU_SIZES_STAMPS - s->fresh;
	s->end = LRU_SIZES_STAMPS;
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

/* Blocks of sizes up to the first edge. */
struct shift {
	uint32_t *oldest; /* of the first size of the next block */
	uint32_t blocks;  /* that are left */
	uint32_t stamp, carry, newer;
};

/* Goes on to after the block that has the first size with the frame; false:
 * none has. */
static inline bool
shift_blocks(struct shift *at)
{
	bool found = false;

	for (; !found && at->blocks > 0; at->blocks--) {
		uint32_t last = at->oldest[BLOCK - 1];

		found = shift_block(at->oldest, at->carry, at->stamp,
			    &at->newer) < BLOCK;
		at->oldest += BLOCK;
		at->carry = last;
	}
	return (found);
}

#ifdef LRU_SIZES_AVX512
/* A block is one vector. */
__attribute__((target("avx512f,popcnt"))) static bool
shift_blocks_avx512(struct shift *at)
{
	const __m512i limit = _mm512_set1_epi32((int)at->stamp);
	__m512i before = _mm512_set1_epi32((int)at->carry);
	uint32_t *oldest = at->oldest, newer = 0;
	bool found = false;

	for (uint32_t i = at->blocks; !found && i > 0; i--) {
		__m512i old = _mm512_loadu_si512(oldest);
		__mmask16 evict = _mm512_cmpge_epu32_mask(old, limit);

		_mm512_mask_storeu_epi32(
		    oldest, evict, _mm512_alignr_epi32(old, before, 15));
		newer += (uint32_t)__builtin_popcount(
		    _mm512_cmpgt_epu32_mask(old, limit));
		found = evict != 0xffff;
		before = old;
		oldest += BLOCK;
	}
	at->oldest = oldest;
	at->newer = newer;
	at->carry = (uint32_t)_mm512_cvtsi512_si32(
	    _mm512_alignr_epi32(before, before, 15));
	return (found);
}
#endif

uint32_t
lru_sizes_shift(struct lru_sizes *s, uint32_t stamp)
{
	uint32_t stop = s->nedge > 0 ? s->edge[0] : UINT32_MAX;
	struct shift at = {
		.oldest = s->oldest + 1,
		.blocks = (stop - 1) / BLOCK,
		.stamp = stamp,
		.carry = s->now,
	};
	bool found;
	uint32_t size;

#ifdef LRU_SIZES_AVX512
	found = s->avx512 ? shift_blocks_avx512(&at) : shift_blocks(&at);
#else
	found = shift_blocks(&at);
#endif
	size = (uint32_t)(at.oldest - s->oldest);
	s->steps += (size - 1) / BLOCK - found;
	if (found)
		return (at.newer + 1);
	s->oldest[0] = s->now;
	return (shift_edges(s, size, at.carry, stamp, at.newer));
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
