/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The swap map.  Slots from first_unused on were never used.  Below it, the
 * slots that are free again are in a bit set.  So the lowest free slot is the
 * lowest of the set, or first_unused if the set is empty.
 */
#include "machine/swapmap.h"

#include <assert.h>

void
swapmap_open(struct swapmap *s, struct mem *m, enum slot_order order,
    uint64_t slots, bool free_first)
{
	*s = (struct swapmap){ .mem = m, .first_unused = 1, .next = 1 };
	s->rotating = order == SLOT_ORDER_NEXT;
	s->limit =
	    slots == 0 || slots >= SLOTS_MAX ? SLOTS_MAX : (slot_t)slots + 1;
	bitset_init(&s->freed, m, s->limit);
	if (order != SLOT_ORDER_CLUSTER)
		return;
	s->clusters = mem_alloc(m, sizeof(*s->clusters));
	slot_clusters_open(s->clusters, m, s->limit, free_first);
}

void
swapmap_overflow(struct swapmap *s)
{
	s->size = s->limit - 1;
	s->limit = SLOTS_MAX;
	bitset_init(&s->freed, s->mem, s->limit);
	if (s->clusters != NULL)
		slot_clusters_open(
		    s->clusters, s->mem, s->limit, s->clusters->free_first);
}

static void
count_one(struct swapmap *s)
{
	s->over += s->size != 0 && s->used >= s->size;
	if (++s->used > s->peak)
		s->peak = s->used;
}

/* Takes the first slot that is free again, from 'next' on where they are taken
 * in turn: then those that were never used come before it begins anew. */
static uint64_t
take_freed(struct swapmap *s)
{
	uint64_t slot;

	if (!s->rotating)
		return (bitset_take_lowest(&s->freed));
	slot = bitset_next(&s->freed, s->next);
	if (slot == BITSET_NONE && s->first_unused == s->limit)
		return (bitset_take_lowest(&s->freed));
	if (slot != BITSET_NONE)
		bitset_remove(&s->freed, slot);
	return (slot);
}

slot_t
swapmap_take(struct swapmap *s)
{
	uint64_t slot;

	if (s->clusters != NULL) {
		slot_t taken = slot_clusters_take(s->clusters, &s->freed);

		if (taken != NO_SLOT)
			count_one(s);
		return (taken);
	}
	slot = take_freed(s);
	if (slot == BITSET_NONE && s->first_unused == s->limit)
		return (NO_SLOT);
	if (slot == BITSET_NONE)
		slot = s->first_unused++;
	s->next = (slot_t)slot + 1;
	count_one(s);
	return ((slot_t)slot);
}

slot_t
swapmap_take_run(struct swapmap *s, slot_t n)
{
	slot_t first = s->first_unused;

	if (s->clusters != NULL || s->size != 0 || n > s->limit - first ||
	    bitset_next(&s->freed, s->rotating ? s->next : 0) != BITSET_NONE)
		return (NO_SLOT);
	s->first_unused += n;
	s->next = s->first_unused;
	s->used += n;
	if (s->used > s->peak)
		s->peak = s->used;
	return (first);
}

void
swapmap_share(struct swapmap *s, slot_t slot)
{
	if (slot == NO_SLOT)
		return;
	if (s->extra_holders == NULL)
		s->extra_holders =
		    mem_reserve(s->mem, s->limit, sizeof(*s->extra_holders));
	s->extra_holders[slot]++;
}

void
swapmap_claim(struct swapmap *s, slot_t slot)
{
	assert(slot < s->limit);
	for (; s->first_unused <= slot; s->first_unused++)
		bitset_add(&s->freed, s->first_unused);
	if (!bitset_has(&s->freed, slot)) {
		swapmap_share(s, slot);
		return;
	}
	bitset_remove(&s->freed, slot);
	count_one(s);
}

void
swapmap_put(struct swapmap *s, slot_t slot)
{
	if (slot == NO_SLOT)
		return;
	if (swapmap_shared(s, slot)) {
		s->extra_holders[slot]--;
		return;
	}
	assert(!bitset_has(&s->freed, slot));
	bitset_add_sparse(&s->freed, slot);
	if (s->clusters != NULL)
		slot_clusters_put(s->clusters, slot);
	s->used--;
}

bool
swapmap_shared(const struct swapmap *s, slot_t slot)
{
	return (slot != NO_SLOT && s->extra_holders != NULL &&
		s->extra_holders[slot] > 0);
}
