/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU stack distances by bits over stamps.
 */
#include "study/stack_distance.h"

#include <string.h>

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
remove_bit(struct stack_distance *s, page_id_t page)
{
	uint32_t bit = s->stamp[page] - 1;

	s->bits[bit / 64] &= ~(UINT64_C(1) << bit % 64);
	tree_add(s, bit / BLOCK_BITS, UINT32_MAX);
	s->stamp[page] = 0;
	s->live--;
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

uint64_t
stack_distance_next(struct stack_distance *s, page_id_t page, page_id_t npages)
{
	uint64_t distance = 0;

	for (unsigned i = 0; i < s->nrecent; i++)
		if (s->recent[i] == page) {
			memmove(
			    s->recent + 1, s->recent, i * sizeof(*s->recent));
			s->recent[0] = page;
			return (i + UINT64_C(1));
		}
	if (s->stamp[page] != 0) {
		uint32_t behind = s->live - rank(s, s->stamp[page] - 1);

		distance = s->nrecent + behind + UINT64_C(1);
		remove_bit(s, page);
	}
	if (s->used == s->blocks * BLOCK_BITS)
		renumber(s, npages);
	push(s, page);
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
