/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine/reclaim/slot_cluster.h"

void
slot_clusters_open(
    struct slot_clusters *c, struct mem *m, slot_t limit, bool free_first)
{
	*c = (struct slot_clusters){ .limit = limit, .free_first = free_first };
	c->cluster =
	    mem_reserve(m, limit / SLOT_CLUSTER + 1, sizeof(*c->cluster));
}

/* The cluster goes to the end of this list. */
static void
enlist(struct slot_clusters *c, uint32_t i, enum cluster_in in)
{
	struct slot_cluster *at = &c->cluster[i];
	struct cluster_list *l = &c->list[in];

	at->in = (uint8_t)in;
	if (in == IN_NO_LIST)
		return;
	at->next = 0;
	at->prev = l->last;
	*(l->last != 0 ? &c->cluster[l->last - 1].next : &l->first) = i + 1;
	l->last = i + 1;
}

static void
unlist(struct slot_clusters *c, uint32_t i)
{
	const struct slot_cluster *at = &c->cluster[i];
	struct cluster_list *l = &c->list[at->in];

	if (at->in == IN_NO_LIST)
		return;
	*(at->prev != 0 ? &c->cluster[at->prev - 1].next : &l->first) =
	    at->next;
	*(at->next != 0 ? &c->cluster[at->next - 1].prev : &l->last) = at->prev;
}

/* The cluster has so many slots: slot 0 is none, and the last cluster may be
 * cut short. */
static uint32_t
slots_of(const struct slot_clusters *c, uint32_t i)
{
	uint64_t first = (uint64_t)i * SLOT_CLUSTER, end = first + SLOT_CLUSTER;

	return (
	    (uint32_t)((end < c->limit ? end : c->limit) - first) - (i == 0));
}

/* relocate_cluster(): a slot of it was taken or given back. */
static void
relocate(struct slot_clusters *c, uint32_t i)
{
	uint32_t used = c->cluster[i].used;
	enum cluster_in in = used == 0               ? IN_FREE
			     : used < slots_of(c, i) ? IN_PART
						     : IN_NO_LIST;

	if (c->cluster[i].in == in)
		return;
	unlist(c, i);
	enlist(c, i, in);
}

/* The first of a list; it becomes the last. */
static bool
next_listed(struct slot_clusters *c, enum cluster_in in, uint32_t *i)
{
	if (c->list[in].first == 0)
		return (false);
	*i = c->list[in].first - 1;
	unlist(c, *i);
	enlist(c, *i, in);
	return (true);
}

/* The first cluster that is empty; false: there is none. */
static bool
next_unused(struct slot_clusters *c, struct bitset *freed, uint32_t *i)
{
	uint64_t first = (uint64_t)c->begun * SLOT_CLUSTER;

	if (first + (first == 0) < c->limit) {
		*i = c->begun++;
		for (uint64_t s = first + (first == 0);
		     s < first + SLOT_CLUSTER && s < c->limit; s++)
			bitset_add(freed, s);
		return (true);
	}
	return (next_listed(c, IN_FREE, i));
}

static bool
next_cluster(struct slot_clusters *c, struct bitset *freed, uint32_t *i)
{
	if (c->free_first)
		return (next_unused(c, freed, i) || next_listed(c, IN_PART, i));
	return (next_listed(c, IN_PART, i) || next_unused(c, freed, i));
}

slot_t
slot_clusters_take(struct slot_clusters *c, struct bitset *freed)
{
	uint64_t slot = BITSET_NONE;
	uint32_t i = c->cursor / SLOT_CLUSTER;

	if (c->cursor != 0)
		slot = bitset_next(freed, c->cursor);
	if (slot == BITSET_NONE || slot / SLOT_CLUSTER != i) {
		if (!next_cluster(c, freed, &i))
			return (NO_SLOT);
		slot = bitset_next(freed, (uint64_t)i * SLOT_CLUSTER);
	}
	bitset_remove(freed, slot);
	c->cluster[i].used++;
	relocate(c, i);
	c->cursor = (slot_t)slot + 1;
	if (c->cursor % SLOT_CLUSTER == 0 || c->cursor == c->limit)
		c->cursor = 0;
	return ((slot_t)slot);
}

void
slot_clusters_put(struct slot_clusters *c, slot_t slot)
{
	uint32_t i = slot / SLOT_CLUSTER;

	c->cluster[i].used--;
	relocate(c, i);
}
