/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The translation lookaside buffer.  A page is found by a hash table with
 * chains, so that a lookup does not depend on the number of ways.
 */
#include "machine/tlb.h"

static void
unlink_entry(struct tlb *t, uint32_t i)
{
	t->next[t->before[i]] = t->next[i];
	t->before[t->next[i]] = t->before[i];
}

/* Puts the entry behind 'at', an entry or the head of the set. */
static void
link_behind(struct tlb *t, uint32_t at, uint32_t i)
{
	t->before[i] = at;
	t->next[i] = t->next[at];
	t->before[t->next[at]] = i;
	t->next[at] = i;
}

/* The head of the list of the entry's set. */
static uint32_t
head_of(const struct tlb *t, uint32_t i)
{
	return (t->entries + i / t->ways);
}

static void
make_newest(struct tlb *t, uint32_t i)
{
	unlink_entry(t, i);
	link_behind(t, t->before[head_of(t, i)], i);
}

void
tlb_init(struct tlb *t, struct mem *m, const struct settings *s)
{
	uint32_t n = (uint32_t)s->tlb, buckets = 1;

	*t = (struct tlb){
		.entries = n,
		.ways = s->tlb_ways != 0 ? (uint32_t)s->tlb_ways : n,
		.replacement = (enum tlb_replacement)s->tlb_replacement,
		.rng = { s->seed },
	};
	t->sets = n / t->ways;
	while (buckets < n)
		buckets *= 2;
	t->mask = buckets - 1;
	t->page = mem_array(m, n, sizeof(*t->page));
	t->chain = mem_array(m, n, sizeof(*t->chain));
	t->bucket = mem_array(m, buckets, sizeof(*t->bucket));
	t->next = mem_array(m, n + t->sets, sizeof(*t->next));
	t->before = mem_array(m, n + t->sets, sizeof(*t->before));
	for (uint32_t i = 0; i < buckets; i++)
		t->bucket[i] = TLB_NONE;
	for (uint32_t i = n; i < n + t->sets; i++)
		t->next[i] = t->before[i] = i;
	for (uint32_t i = 0; i < n; i++) {
		t->page[i] = NO_PAGE;
		link_behind(t, t->before[head_of(t, i)], i);
	}
}

static uint32_t
find(const struct tlb *t, page_id_t page)
{
	uint32_t i = t->bucket[page & t->mask];

	while (i != TLB_NONE && t->page[i] != page)
		i = t->chain[i];
	return (i);
}

bool
tlb_use(struct tlb *t, page_id_t page)
{
	uint32_t i = find(t, page);

	if (i != TLB_NONE && t->replacement == TLB_LRU)
		make_newest(t, i);
	return (i != TLB_NONE);
}

/* The entry holds no page any more; its place in the list is left. */
static void
empty(struct tlb *t, uint32_t i)
{
	uint32_t *at = &t->bucket[t->page[i] & t->mask];

	while (*at != i)
		at = &t->chain[*at];
	*at = t->chain[i];
	t->page[i] = NO_PAGE;
}

void
tlb_fill(struct tlb *t, page_id_t page, uint64_t number)
{
	uint32_t set = (uint32_t)(number % t->sets);
	uint32_t i = t->next[t->entries + set];
	uint32_t *bucket = &t->bucket[page & t->mask];

	if (t->page[i] != NO_PAGE) {
		if (t->replacement == TLB_RANDOM)
			i = set * t->ways +
			    (uint32_t)rng_below(&t->rng, t->ways);
		empty(t, i);
	}
	t->page[i] = page;
	t->chain[i] = *bucket;
	*bucket = i;
	make_newest(t, i);
}

void
tlb_drop(struct tlb *t, page_id_t page)
{
	uint32_t i = find(t, page);

	if (i == TLB_NONE)
		return;
	empty(t, i);
	unlink_entry(t, i);
	link_behind(t, head_of(t, i), i);
}

void
tlb_flush(struct tlb *t)
{
	for (uint32_t i = t->entries; i-- > 0;)
		if (t->page[i] != NO_PAGE)
			tlb_drop(t, t->page[i]);
}
