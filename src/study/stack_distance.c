/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU stack distances by bits over stamps.
 */
#include "study/stack_distance.h"

#include <string.h>

#include "base/inline.h"
#include "base/isa.h"
#include "study/block_bits.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#define BLOCKS_MIN 128

void
stack_distance_init(struct stack_distance *s, struct mem *m)
{
	*s = (struct stack_distance){
		.m = m,
		.has_popcnt = isa_chosen() != ISA_PLAIN,
	};
	memset(s->recent, 0xff, sizeof(s->recent));
}

/* The counters of a group follow each other; groups are of WAYS counters. */
#define WAYS_LOG 4
#define WAYS     (1U << WAYS_LOG)

static inline void
count_add(struct stack_distance *s, uint32_t block, uint32_t by)
{
	for (unsigned i = 0; i < s->nlevel; i++, block >>= WAYS_LOG)
		s->level[i][block] += by; /* by -1 it wraps back */
}

/* Bits in the blocks before this one.  All counters of a group are read, so
 * that there is no branch to be mispredicted. */
static inline uint32_t
count_before(const struct stack_distance *s, uint32_t block)
{
	uint32_t n = 0;

	for (unsigned i = 0; i < s->nlevel; i++, block >>= WAYS_LOG) {
		const uint32_t *group = s->level[i] + (block & ~(WAYS - 1));
		uint32_t place = block % WAYS;

		for (uint32_t k = 0; k < WAYS; k++)
			n += group[k] & -(uint32_t)(k < place);
	}
	return (n);
}

/* Bits of its block at and before this one. */
static inline uint32_t
rank_in_block(const struct stack_distance *s, uint32_t bit)
{
	const uint64_t *block = s->bits + bit / BLOCK_BITS * BLOCK_WORDS;

	return (
	    s->has_popcnt ? count_popcnt(block, bit) : count_plain(block, bit));
}

/* Bits at and before this one. */
static uint32_t
rank(const struct stack_distance *s, uint32_t bit)
{
	return (count_before(s, bit / BLOCK_BITS) + rank_in_block(s, bit));
}

static void
clear_bit(struct stack_distance *s, uint32_t bit)
{
	s->bits[bit / 64] &= ~(UINT64_C(1) << bit % 64);
	count_add(s, bit / BLOCK_BITS, UINT32_MAX);
	s->live--;
}

static void
remove_bit(struct stack_distance *s, page_id_t page)
{
	clear_bit(s, s->stamp[page] - 1);
	s->stamp[page] = 0;
}

/* Counts the bits of each block anew. */
static void
fill_counters(struct stack_distance *s)
{
	for (unsigned i = 0; i < s->nlevel; i++)
		memset(s->level[i], 0,
		    (((size_t)s->blocks >> WAYS_LOG * i) + WAYS) *
			sizeof(uint32_t));
	for (uint32_t bit = 0; bit < s->used; bit += BLOCK_BITS)
		count_add(s, bit / BLOCK_BITS,
		    s->used - bit < BLOCK_BITS ? s->used - bit : BLOCK_BITS);
}

/* The bits and their counters, for so many blocks. */
static void
open_blocks(struct stack_distance *s, uint32_t blocks)
{
	mem_free(s->m, s->bits);
	for (unsigned i = 0; i < s->nlevel; i++)
		mem_free(s->m, s->level[i]);
	s->nlevel = 0;
	s->blocks = blocks;
	s->bits = mem_array(s->m, blocks, BLOCK_WORDS * sizeof(*s->bits));
	do {
		/* One group more is cleared than there may be. */
		s->level[s->nlevel++] =
		    mem_array(s->m, (size_t)blocks + WAYS, sizeof(uint32_t));
		blocks = (blocks + WAYS - 1) / WAYS;
	} while (blocks > 1);
}

/* An empty set with a member for each bit.  One more, because it is searched
 * below that. */
static void
open_holes(struct stack_distance *s, struct bitset *set)
{
	uint64_t size = (uint64_t)s->blocks * BLOCK_BITS + 1;

	s->holes_memory = mem_alloc(s->m, bitset_bytes(size));
	bitset_place(set, s->holes_memory, size);
}

/* The holes get the stamps of 'rank', in a set of 'blocks'; the bits are still
 * the old ones.  'to' is the new set. */
static void
renumber_holes(struct stack_distance *s, uint32_t blocks)
{
	struct bitset old = s->holes;
	void *memory = s->holes_memory;
	uint32_t were = s->blocks;

	if (memory == NULL)
		return;
	s->blocks = blocks;
	open_holes(s, &s->holes);
	s->blocks = were;
	for (uint64_t bit = bitset_lowest(&old); bit != BITSET_NONE;
	     bit = bitset_next(&old, bit + 1))
		bitset_add(&s->holes, rank(s, (uint32_t)bit) - 1);
	mem_free(s->m, memory);
}

/* Makes of the lowest counters the number of bits before each block: a page's
 * new stamp then needs no walk. */
static void
sum_counters(struct stack_distance *s)
{
	uint32_t before = 0;

	for (uint32_t i = 0; i < s->blocks; i++) {
		const uint64_t *block = s->bits + (size_t)i * BLOCK_WORDS;

		s->level[0][i] = before;
		for (unsigned k = 0; k < BLOCK_WORDS; k++)
			before += (uint32_t)__builtin_popcountll(block[k]);
	}
}

/* Gives new stamps to all pages; at least three times as many are unused then.
 * Page numbers are below n. */
static void
renumber(struct stack_distance *s, page_id_t n)
{
	uint32_t blocks = s->blocks == 0 ? BLOCKS_MIN : s->blocks;

	while (blocks / 4 * BLOCK_BITS < s->live)
		blocks *= 2;
	renumber_holes(s, blocks);
	sum_counters(s);
	for (page_id_t i = 0; i < n; i++)
		if (s->stamp[i] != 0)
			s->stamp[i] =
			    s->level[0][(s->stamp[i] - 1) / BLOCK_BITS] +
			    rank_in_block(s, s->stamp[i] - 1);
	if (blocks != s->blocks)
		open_blocks(s, blocks);
	else
		memset(s->bits, 0,
		    (size_t)blocks * BLOCK_WORDS * sizeof(*s->bits));
	s->used = s->live;
	for (uint32_t bit = 0; bit < s->used; bit++)
		s->bits[bit / 64] |= UINT64_C(1) << bit % 64;
	fill_counters(s);
}

/* Gives the page the next stamp. */
static void
add_bit(struct stack_distance *s, page_id_t page)
{
	uint32_t bit = s->used++;

	s->bits[bit / 64] |= UINT64_C(1) << bit % 64;
	count_add(s, bit / BLOCK_BITS, 1);
	s->stamp[page] = bit + 1;
	s->live++;
}

/* The place in the short list; nrecent or more: it is not there.  Without
 * branches, because it is as good as random which place it is. */
static inline unsigned
find_recent(const struct stack_distance *s, page_id_t page)
{
#ifdef __SSE2__
	const __m128i *at = (const __m128i *)s->recent;
	__m128i wanted = _mm_set1_epi32((int)page);
	__m128i a = _mm_packs_epi32(
	    _mm_cmpeq_epi32(at[0], wanted), _mm_cmpeq_epi32(at[1], wanted));
	__m128i b = _mm_packs_epi32(
	    _mm_cmpeq_epi32(at[2], wanted), _mm_cmpeq_epi32(at[3], wanted));
	unsigned found = (unsigned)_mm_movemask_epi8(_mm_packs_epi16(a, b));

	return ((unsigned)__builtin_ctz(found | 1U << STACK_DISTANCE_RECENT));
#else
	unsigned found = 1U << STACK_DISTANCE_RECENT;

	for (unsigned i = 0; i < STACK_DISTANCE_RECENT; i++)
		found |= (unsigned)(s->recent[i] == page) << i;
	return ((unsigned)__builtin_ctz(found));
#endif
}

/* The page comes to the front of the list, and what is before this place moves
 * by one. */
static inline void
bring_forward(struct stack_distance *s, unsigned place, page_id_t page)
{
	for (unsigned i = place; i > 0; i--)
		s->recent[i] = s->recent[i - 1];
	s->recent[0] = page;
}

/* Makes the page the most recent one; the last of a full list gets a stamp. */
static void
push(struct stack_distance *s, page_id_t page)
{
	if (s->nrecent == STACK_DISTANCE_RECENT)
		add_bit(s, s->recent[--s->nrecent]);
	bring_forward(s, s->nrecent++, page);
}

static uint64_t
stamp_distance(const struct stack_distance *s, page_id_t page)
{
	return (
	    s->nrecent + UINT64_C(1) + s->live - rank(s, s->stamp[page] - 1));
}

/* The stamp of the page is that of a hole now. */
static void
leave_stamp(struct stack_distance *s, page_id_t page)
{
	if (s->holes_memory == NULL)
		open_holes(s, &s->holes);
	bitset_add(&s->holes, s->stamp[page] - 1);
	s->stamp[page] = 0;
}

/* The page, which is not in the list, leaves its stamp: a hole above its place
 * moves there.  Without a stamp it fills the first hole. */
static void
fill_hole(struct stack_distance *s, page_id_t page)
{
	uint64_t top = BITSET_NONE;

	if (s->holes_memory != NULL)
		top = bitset_below(&s->holes, s->blocks * BLOCK_BITS);
	if (s->stamp[page] != 0 &&
	    (top == BITSET_NONE || top < s->stamp[page] - 1)) {
		remove_bit(s, page);
		return;
	}
	if (top == BITSET_NONE)
		return;
	bitset_remove(&s->holes, top);
	clear_bit(s, (uint32_t)top);
	if (s->stamp[page] != 0)
		leave_stamp(s, page);
	else
		s->nhole--;
}

/* The same as stack_distance_further() while there are holes. */
static never_inline uint64_t
next_with_holes(struct stack_distance *s, page_id_t page, page_id_t npages)
{
	unsigned place = find_recent(s, page), hole = find_recent(s, NO_PAGE);
	uint64_t distance = 0;

	if (place < s->nrecent) {
		if (hole < place)
			s->recent[place] = NO_PAGE;
		bring_forward(s, hole < place ? hole : place, page);
		return (place + UINT64_C(1));
	}
	if (s->stamp[page] != 0)
		distance = stamp_distance(s, page);
	if (hole < s->nrecent) {
		if (distance > 0)
			leave_stamp(s, page);
		else
			s->nhole--;
		bring_forward(s, hole, page);
		return (distance);
	}
	fill_hole(s, page);
	if (s->used == s->blocks * BLOCK_BITS)
		renumber(s, npages);
	push(s, page);
	return (distance);
}

uint64_t
stack_distance_further(
    struct stack_distance *s, page_id_t page, page_id_t npages)
{
	uint64_t distance = 0;
	unsigned place;

	if (unlikely(s->nhole > 0))
		return (next_with_holes(s, page, npages));
	place = find_recent(s, page);
	if (place < s->nrecent) {
		bring_forward(s, place, page);
		return (place + UINT64_C(1));
	}
	if (s->stamp[page] != 0) {
		distance = stamp_distance(s, page);
		remove_bit(s, page);
	}
	if (s->used == s->blocks * BLOCK_BITS)
		renumber(s, npages);
	push(s, page);
	return (distance);
}

uint64_t
stack_distance_of(const struct stack_distance *s, page_id_t page)
{
	unsigned place = find_recent(s, page);

	if (place < s->nrecent)
		return (place + UINT64_C(1));
	return (s->stamp[page] != 0 ? stamp_distance(s, page) : 0);
}

uint64_t
stack_distance_leave(struct stack_distance *s, page_id_t page)
{
	unsigned place = find_recent(s, page);
	uint64_t distance = stack_distance_of(s, page);

	if (place < s->nrecent)
		s->recent[place] = NO_PAGE;
	else if (distance > 0)
		leave_stamp(s, page);
	s->nhole += distance > 0;
	return (distance);
}

void
stack_distance_drop(struct stack_distance *s, page_id_t n,
    bool (*keep)(const void *context, page_id_t page), const void *context)
{
	unsigned kept = 0;

	for (unsigned i = 0; i < s->nrecent; i++)
		if (keep(context, s->recent[i]))
			s->recent[kept++] = s->recent[i];
	s->nrecent = kept;
	while (kept < STACK_DISTANCE_RECENT)
		s->recent[kept++] = NO_PAGE;
	for (page_id_t i = 0; i < n; i++)
		if (s->stamp[i] != 0 && !keep(context, i))
			remove_bit(s, i);
}
