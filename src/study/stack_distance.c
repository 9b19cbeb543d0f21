/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU stack distances by bits over stamps.
 */
#include "study/stack_distance.h"

#include <string.h>

#include "base/inline.h"

#define BLOCK_BITS  512
#define BLOCK_WORDS (BLOCK_BITS / 64)
#define BLOCKS_MIN  128

void
stack_distance_init(struct stack_distance *s, struct mem *m)
{
	*s = (struct stack_distance){ .m = m };
}

static void
tree_add(struct stack_distance *s, uint32_t block, uint32_t by)
{
	for (uint32_t i = block + 1; i <= s->blocks; i += i & -i)
		s->tree[i] += by; /* by -1 it wraps back */
}

/* Bits in the blocks before this one. */
static uint32_t
tree_before(const struct stack_distance *s, uint32_t block)
{
	uint32_t n = 0;

	for (uint32_t i = block; i > 0; i -= i & -i)
		n += s->tree[i];
	return (n);
}

/* Bits at and before this one. */
static uint32_t
rank(const struct stack_distance *s, uint32_t bit)
{
	uint32_t word = bit / 64, n = tree_before(s, bit / BLOCK_BITS);

	for (uint32_t i = word & ~(BLOCK_WORDS - 1U); i < word; i++)
		n += (uint32_t)__builtin_popcountll(s->bits[i]);
	return (n + (uint32_t)__builtin_popcountll(
			s->bits[word] << (63 - bit % 64)));
}

static void
clear_bit(struct stack_distance *s, uint32_t bit)
{
	s->bits[bit / 64] &= ~(UINT64_C(1) << bit % 64);
	tree_add(s, bit / BLOCK_BITS, UINT32_MAX);
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
fill_tree(struct stack_distance *s)
{
	memset(s->tree, 0, (s->blocks + (size_t)1) * sizeof(*s->tree));
	for (uint32_t i = 1; i <= s->blocks; i++) {
		const uint64_t *word = s->bits + (size_t)(i - 1) * BLOCK_WORDS;
		uint32_t above = i + (i & -i);

		for (unsigned k = 0; k < BLOCK_WORDS; k++)
			s->tree[i] += (uint32_t)__builtin_popcountll(word[k]);
		if (above <= s->blocks)
			s->tree[above] += s->tree[i];
	}
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

/* Gives new stamps to all pages; at least three times as many are unused then.
 * Page numbers are below n. */
static void
renumber(struct stack_distance *s, page_id_t n)
{
	uint32_t blocks = s->blocks == 0 ? BLOCKS_MIN : s->blocks;

	for (page_id_t i = 0; i < n; i++)
		if (s->stamp[i] != 0)
			s->stamp[i] = rank(s, s->stamp[i] - 1);
	while (blocks / 4 * BLOCK_BITS < s->live)
		blocks *= 2;
	renumber_holes(s, blocks);
	if (blocks != s->blocks) {
		mem_free(s->m, s->bits);
		mem_free(s->m, s->tree);
		s->bits =
		    mem_array(s->m, blocks, BLOCK_WORDS * sizeof(*s->bits));
		s->tree = mem_array(s->m, blocks + (size_t)1, sizeof(*s->tree));
		s->blocks = blocks;
	} else {
		memset(s->bits, 0,
		    (size_t)blocks * BLOCK_WORDS * sizeof(*s->bits));
	}
	s->used = s->live;
	for (uint32_t bit = 0; bit < s->used; bit++)
		s->bits[bit / 64] |= UINT64_C(1) << bit % 64;
	fill_tree(s);
}

/* Gives the page the next stamp. */
static void
add_bit(struct stack_distance *s, page_id_t page)
{
	uint32_t bit = s->used++;

	s->bits[bit / 64] |= UINT64_C(1) << bit % 64;
	tree_add(s, bit / BLOCK_BITS, 1);
	s->stamp[page] = bit + 1;
	s->live++;
}

/* Makes the page the most recent one; the last of a full list gets a stamp. */
static void
push(struct stack_distance *s, page_id_t page)
{
	if (s->nrecent == STACK_DISTANCE_RECENT)
		add_bit(s, s->recent[--s->nrecent]);
	memmove(s->recent + 1, s->recent, s->nrecent * sizeof(*s->recent));
	s->recent[0] = page;
	s->nrecent++;
}

/* The place in the short list; nrecent: it is not there. */
static unsigned
find_recent(const struct stack_distance *s, page_id_t page)
{
	unsigned i = 0;

	while (i < s->nrecent && s->recent[i] != page)
		i++;
	return (i);
}

static uint64_t
stamp_distance(const struct stack_distance *s, page_id_t page)
{
	return (
	    s->nrecent + UINT64_C(1) + s->live - rank(s, s->stamp[page] - 1));
}

/* The page comes to the front of the list, and what is before this place moves
 * by one. */
static void
bring_forward(struct stack_distance *s, unsigned place, page_id_t page)
{
	memmove(s->recent + 1, s->recent, place * sizeof(*s->recent));
	s->recent[0] = page;
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

/* The same as stack_distance_next() while there are holes. */
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
stack_distance_next(struct stack_distance *s, page_id_t page, page_id_t npages)
{
	uint64_t distance = 0;

	if (unlikely(s->nhole > 0))
		return (next_with_holes(s, page, npages));
	for (unsigned i = 0; i < s->nrecent; i++)
		if (s->recent[i] == page) {
			bring_forward(s, i, page);
			return (i + UINT64_C(1));
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
	for (page_id_t i = 0; i < n; i++)
		if (s->stamp[i] != 0 && !keep(context, i))
			remove_bit(s, i);
}
