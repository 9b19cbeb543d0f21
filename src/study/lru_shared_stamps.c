/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the pass with shared pages begins, and new numbers for stamps.
 */
#include <string.h>

#include "study/lru_shared_part.h"

/* Steps that the pass may take besides those for each reference. */
#define STEPS_MORE (UINT64_C(1) << 22)

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

/* Gives the live stamps the lowest numbers, in the same order. */
void
lru_shared_renumber(struct lru_shared *l)
{
	struct lru_sizes *s = &l->sizes;
	uint32_t first = LRU_SIZES_MAX - s->unused + 1, next = first;
	uint32_t *to = l->to;

	clean(l);
	for (uint64_t i = bitset_lowest(&s->live); i != BITSET_NONE;
	     i = bitset_next(&s->live, i + 1)) {
		to[i - first] = next;
		lru_give_stamp(l, s->owner[i], next++);
	}
	for (uint32_t i = 1; i <= s->n; i++)
		if (s->oldest[i] >= first)
			s->oldest[i] = to[s->oldest[i] - first];
	clear_bits(&s->live, s->now);
	clear_bits(&s->holes, s->now);
	for (uint32_t i = first; i < next; i++) {
		bitset_add(&s->live, i);
		if (s->owner[i] == LRU_OWNER_HOLE)
			bitset_add(&s->holes, i);
	}
	lru_sizes_restart(s, next);
	lru_sizes_clean(s);
	l->common = s->now;
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
			lru_give_stamp(
			    l, p, s->now + total - (uint32_t)distance);
	}
	for (uint32_t i = 0; i < total; i++)
		if (s->owner[s->now + i] == LRU_OWNER_HOLE)
			bitset_add(&s->holes, s->now + i);
	s->unused = total + 1;
	l->common = s->now + total;
	lru_sizes_restart(s, s->now + total);
	lru_shared_find_top(l);
}

/* A page is in the cells of its own and of another one, about. */
#define CELLS 2

uint64_t
lru_shared_bytes(uint64_t pages)
{
	uint64_t cell = sizeof(struct lru_cell) + sizeof(struct lru_item) +
			sizeof(struct lru_member);
	uint64_t live = pages < LRU_SIZES_MAX ? pages : LRU_SIZES_MAX;
	uint64_t stamps =
	    live > LRU_SIZES_FRESH / 3 ? 4 * live : live + LRU_SIZES_FRESH;

	/* An owner and a new number of each. */
	return ((3 * sizeof(uint32_t) + CELLS * cell) * live +
		2 * sizeof(uint32_t) * stamps + 2 * bitset_bytes(stamps));
}

struct lru_shared *
lru_shared_open(struct mem *m, struct lru_tally *tally,
    const struct stack_distance *stack, page_id_t npages, uint64_t cap,
    uint32_t fresh)
{
	struct lru_shared *l = mem_alloc(m, sizeof(*l));

	l->m = m;
	l->tally = tally;
	l->npages = npages;
	l->budget = STEPS_MORE;
	lru_cells_open(&l->cells, m, cap);
	lru_sizes_open(&l->sizes, m, &l->cells, fresh);
	l->stamp = mem_reserve(m, cap, sizeof(*l->stamp));
	l->to = mem_reserve(m, LRU_SIZES_STAMPS, sizeof(*l->to));
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
