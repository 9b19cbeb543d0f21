/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ordered set of areas: a B+ tree with the areas themselves in its leaves.
 *
 *	inner	[ -inf | 0x5000 | 0x9000 ]
 *		   |        |        |
 *	leaf	 [ . . ]<>[ . . ]<>[ . . . ]	areas by start
 *
 * Key i of an inner node is at most every start below child i and above every
 * start below child i - 1; key 0 counts as minus infinity.  A node leaves
 * the tree when it is empty and never before (Johnson and Shasha, "B-trees with
 * inserts and deletes: why free-at-empty is better than merge-at-half", 1993),
 * so a removal changes one path only.  The last leaf is not halved when an area
 * is added at its end: areas mapped in ascending order fill leaves completely.
 *
 * Trees of libraries were not used: they are either binary (a search among a
 * million areas has twenty cache misses, here four) or need an allocation for
 * each element.
 */
#include "space/areaset.h"

#include <assert.h>
#include <string.h>

#define FAN     32
#define DEEPEST 16 /* levels; each takes 16 times as many areas */

struct area_inner {
	vaddr_t key[FAN];
	void *child[FAN];
	uint32_t n;
};

/* The path from the root: nodes, and the child taken at each. */
struct path {
	struct area_inner *node[DEEPEST];
	uint32_t slot[DEEPEST];
	struct area_leaf *leaf;
};

/*
 * How many of the first n sorted keys are at or below addr.  All cache lines of
 * the keys are prefetched at once, and the binary search has no branch that can
 * be mispredicted.  With a million areas each line comes from memory; fetched
 * one after the other they took twice as long.
 */
static uint32_t
rank_of(const vaddr_t *key, uint32_t n, vaddr_t addr)
{
	const vaddr_t *at = key;
	uint32_t left = n;

	for (uint32_t i = 8; i < FAN; i += 8)
		__builtin_prefetch(key + i);
	while (left > 1) {
		uint32_t half = left / 2;

		at += at[half - 1] <= addr ? half : 0;
		left -= half;
	}
	return ((uint32_t)(at - key) + (left == 1 && *at <= addr));
}

static uint32_t
leaf_rank(const struct area_leaf *leaf, vaddr_t addr)
{
	return (rank_of(leaf->start, leaf->n, addr));
}

/* Key 0 is at or below every address. */
static uint32_t
inner_slot(const struct area_inner *node, vaddr_t addr)
{
	return (rank_of(node->key + 1, node->n - 1, addr));
}

static struct area_leaf *
leaf_of(const struct areas *s, vaddr_t addr)
{
	void *node = s->root;

	for (unsigned h = s->height; h > 0; h--) {
		struct area_inner *inner = node;

		node = inner->child[inner_slot(inner, addr)];
	}
	return (node);
}

/* The path to the leaf.  It is returned by value because gcc 12.2 -O2
 * (ipa-modref) lost stores through an optional pointer to it. */
static struct path
way_to(const struct areas *s, vaddr_t addr)
{
	struct path path;
	void *node = s->root;

	for (unsigned h = s->height; h > 0; h--) {
		struct area_inner *inner = node;

		path.node[h] = inner;
		path.slot[h] = inner_slot(inner, addr);
		node = inner->child[path.slot[h]];
	}
	path.leaf = node;
	return (path);
}

/* Moves all but the first 'keep' children to a new right neighbour. */
static struct area_inner *
split_inner(struct areas *s, struct area_inner *left, uint32_t keep)
{
	struct area_inner *right = mem_alloc(s->m, sizeof(*right));

	right->n = left->n - keep;
	memcpy(right->key, left->key + keep, right->n * sizeof(right->key[0]));
	memcpy(right->child, left->child + keep,
	    right->n * sizeof(right->child[0]));
	left->n = keep;
	return (right);
}

static void
put_child(struct area_inner *node, uint32_t slot, vaddr_t key, void *child)
{
	memmove(node->key + slot + 1, node->key + slot,
	    (node->n - slot) * sizeof(node->key[0]));
	memmove(node->child + slot + 1, node->child + slot,
	    (node->n - slot) * sizeof(node->child[0]));
	node->key[slot] = key;
	node->child[slot] = child;
	node->n++;
}

/* A leaf was split: enters its right half, with its first key, into the levels
 * above. */
static void
grow_up(struct areas *s, struct path *path, vaddr_t key, void *child)
{
	struct area_inner *root;

	for (unsigned h = 1; h <= s->height; h++) {
		struct area_inner *node = path->node[h], *right;
		uint32_t slot = path->slot[h] + 1, keep;

		if (node->n < FAN) {
			put_child(node, slot, key, child);
			return;
		}
		keep = slot == FAN ? FAN - 1 : FAN / 2;
		right = split_inner(s, node, keep);
		if (slot <= keep && slot < FAN)
			put_child(node, slot, key, child);
		else
			put_child(right, slot - keep, key, child);
		key = right->key[0];
		child = right;
	}
	assert(s->height + 1 < DEEPEST);
	root = mem_alloc(s->m, sizeof(*root));
	root->n = 2;
	root->child[0] = s->root;
	root->key[1] = key;
	root->child[1] = child;
	s->root = root;
	s->height++;
}

/* Emptied leaves are kept: a set that shrinks from a million areas empties one
 * at nearly every removal, and giving each back took five times as long. */
static struct area_leaf *
take_leaf(struct areas *s)
{
	struct area_leaf *leaf = s->spare;

	if (leaf == NULL)
		return (mem_alloc(s->m, sizeof(*leaf)));
	s->spare = leaf->next;
	return (leaf);
}

static struct area_leaf *
split_leaf(struct areas *s, struct area_leaf *left, uint32_t keep)
{
	struct area_leaf *right = take_leaf(s);

	right->n = left->n - keep;
	memcpy(right->start, left->start + keep,
	    right->n * sizeof(right->start[0]));
	memcpy(
	    right->area, left->area + keep, right->n * sizeof(right->area[0]));
	left->n = keep;
	right->prev = left;
	right->next = left->next;
	if (right->next != NULL)
		right->next->prev = right;
	left->next = right;
	return (right);
}

static void
put_area(struct area_leaf *leaf, uint32_t i, const struct area *a)
{
	memmove(leaf->start + i + 1, leaf->start + i,
	    (leaf->n - i) * sizeof(leaf->start[0]));
	memmove(leaf->area + i + 1, leaf->area + i,
	    (leaf->n - i) * sizeof(leaf->area[0]));
	leaf->start[i] = a->start;
	leaf->area[i] = *a;
	leaf->n++;
}

/* The leaf of the path is empty: removes it, and nodes that become empty, from
 * the levels above. */
static void
shrink_up(struct areas *s, struct path *path)
{
	for (unsigned h = 1; h <= s->height; h++) {
		struct area_inner *node = path->node[h];
		uint32_t slot = path->slot[h];

		memmove(node->key + slot, node->key + slot + 1,
		    (node->n - slot - 1) * sizeof(node->key[0]));
		memmove(node->child + slot, node->child + slot + 1,
		    (node->n - slot - 1) * sizeof(node->child[0]));
		if (--node->n > 0)
			break;
		/* The root has two children or more, so this is not it. */
		mem_free(s->m, node);
	}
	while (s->height > 0) {
		struct area_inner *root = s->root;

		if (root->n > 1)
			break;
		s->root = root->child[0];
		s->height--;
		mem_free(s->m, root);
	}
}

static void
free_node(struct areas *s, void *node, unsigned h)
{
	struct area_inner *inner = node;

	for (uint32_t i = 0; h > 0 && i < inner->n; i++)
		free_node(s, inner->child[i], h - 1);
	mem_free(s->m, node);
}

void
areas_init(struct areas *s, struct mem *m)
{
	*s = (struct areas){ .m = m, .version = 1 };
	s->root = s->first = mem_alloc(m, sizeof(struct area_leaf));
}

void
areas_fini(struct areas *s)
{
	struct area_leaf *leaf;

	free_node(s, s->root, s->height);
	while ((leaf = s->spare) != NULL) {
		s->spare = leaf->next;
		mem_free(s->m, leaf);
	}
	*s = (struct areas){ 0 };
}

struct area_at
areas_begin(const struct areas *s)
{
	return ((struct area_at){ s->count > 0 ? s->first : NULL, 0 });
}

struct area_at
areas_floor(const struct areas *s, vaddr_t addr)
{
	struct area_leaf *leaf = leaf_of(s, addr);
	uint32_t rank = leaf_rank(leaf, addr);

	if (rank == 0) {
		leaf = leaf->prev;
		rank = leaf == NULL ? 0 : leaf->n;
	}
	return ((struct area_at){ leaf, rank - 1 });
}

struct area_at
areas_ceiling(const struct areas *s, vaddr_t addr)
{
	struct area_leaf *leaf = leaf_of(s, addr);
	uint32_t rank = leaf_rank(leaf, addr);

	if (rank > 0 && leaf->start[rank - 1] == addr)
		rank--;
	if (rank == leaf->n) {
		leaf = leaf->next;
		rank = 0;
	}
	return ((struct area_at){ leaf, rank });
}

struct area_at
areas_from(const struct areas *s, vaddr_t addr)
{
	struct area_at at = areas_floor(s, addr);

	if (at.leaf == NULL)
		return (areas_begin(s));
	return (area_get(at)->end > addr ? at : area_next(at));
}

const struct area *
areas_find(struct areas *s, vaddr_t addr)
{
	const struct area *a = s->last;
	struct area_at at;

	s->find_calls++;
	if (a != NULL && a->start <= addr && addr < a->end) {
		s->find_cached++;
		return (a);
	}
	at = areas_floor(s, addr);
	if (at.leaf == NULL || addr >= area_get(at)->end)
		return (NULL);
	return (s->last = area_get(at));
}

void
areas_insert(struct areas *s, const struct area *a)
{
	struct path path = way_to(s, a->start);
	struct area_leaf *leaf = path.leaf, *right;
	uint32_t i = leaf_rank(leaf, a->start), keep;

	assert(a->start < a->end);
	areas_changed(s);
	s->count++;
	if (leaf->n < AREA_LEAF) {
		put_area(leaf, i, a);
		return;
	}
	keep = i == AREA_LEAF && leaf->next == NULL ? AREA_LEAF : AREA_LEAF / 2;
	right = split_leaf(s, leaf, keep);
	if (i <= keep && keep < AREA_LEAF)
		put_area(leaf, i, a);
	else
		put_area(right, i - keep, a);
	grow_up(s, &path, right->start[0], right);
}

void
areas_remove(struct areas *s, vaddr_t start)
{
	struct path path = way_to(s, start);
	struct area_leaf *leaf = path.leaf;
	uint32_t i = leaf_rank(leaf, start) - 1;

	assert(i < leaf->n && leaf->start[i] == start);
	areas_changed(s);
	s->count--;
	leaf->n--;
	memmove(leaf->start + i, leaf->start + i + 1,
	    (leaf->n - i) * sizeof(leaf->start[0]));
	memmove(leaf->area + i, leaf->area + i + 1,
	    (leaf->n - i) * sizeof(leaf->area[0]));
	if (leaf->n > 0 || s->height == 0)
		return;
	if (leaf->prev != NULL)
		leaf->prev->next = leaf->next;
	else
		s->first = leaf->next;
	if (leaf->next != NULL)
		leaf->next->prev = leaf->prev;
	leaf->next = s->spare;
	s->spare = leaf;
	shrink_up(s, &path);
}
