/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds the frame with the least key, where keys only increase.
 *
 * A hit increases a key and does not change the heap: a node has a lower bound
 * of its frame's key.  If the bound at the root is too low, it is set to the
 * key and sifted down; if it is equal to the key, no frame has a lower key.  So
 * a frame that is hit often is examined only after all others.
 *
 *	key	[ 9,14 | 3,13 | 2,15 | 1,16 ]	by frame, exact
 *	node	[ 3,13 | 2,6 | 4,11 ]		bounds, the lowest at the root
 *	loads	[ 3 ]				frames
 *
 * Most frames are loaded with the least major part that there is and are
 * evicted before they are hit.  They need no sorting: they are in a queue in
 * the order of their loads.  The queue is read from its oldest end, or from its
 * newest end where last_load_first is set, as the policy's minor parts increase
 * or decrease with time; a frame found there that was hit is moved to the heap.
 *
 * A frame is usually added to the heap after another was removed from the root.
 * So a removed root leaves a gap that the next frame fills, and one sift is
 * enough for both.
 *
 * The memory is the caller's: lazy_heap_bytes(), zeroed; the keys are the
 * policy's own.
 */
#ifndef POLICIES_LIB_LAZY_HEAP_H
#define POLICIES_LIB_LAZY_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "model/page.h"
#include "policies/lib/lru_queue.h"

/* Children of a node.  A wide heap is shallow; the four children, 96 bytes, are
 * in two or three cache lines. */
#define LAZY_HEAP_WAYS 4

struct lazy_heap_key {
	uint64_t major;
	uint64_t minor; /* no two frames share both */
};

struct lazy_heap_node {
	struct lazy_heap_key bound;
	frame_t frame;
};

struct lazy_heap {
	const struct lazy_heap_key *key; /* by frame */
	struct lazy_heap_node *node;
	uint32_t *place;      /* by frame: its node + 1; 0: not in the heap */
	uint32_t n;           /* nodes */
	bool gap;             /* the root has no frame */
	bool last_load_first; /* the newest of 'loads' has the least key, not
			       * the oldest; false unless the policy sets it */
	uint64_t least_major;
	struct lru_queue loads;
};

/* A multiple of 8. */
static inline size_t
lazy_heap_bytes(frame_t nframes)
{
	return (nframes * sizeof(struct lazy_heap_node) +
		(nframes * sizeof(uint32_t) +
		    lru_queue_bytes(nframes, nframes) + 7) /
		    8 * 8);
}

/* Returns the first byte behind. */
static inline void *
lazy_heap_place(struct lazy_heap *h, void *memory, frame_t nframes,
    const struct lazy_heap_key *key, uint64_t least_major)
{
	memset(h, 0, sizeof(*h));
	h->key = key;
	h->node = (struct lazy_heap_node *)memory;
	h->least_major = least_major;
	h->place = (uint32_t *)(h->node + nframes);
	lru_queue_place(&h->loads, h->place + nframes, nframes, nframes);
	return ((char *)memory + lazy_heap_bytes(nframes));
}

/* In the heap proper; false for a frame that is in 'loads'. */
static inline bool
lazy_heap_in_heap(const struct lazy_heap *h, frame_t f)
{
	return (h->place[f] != 0);
}

static inline uint32_t
lazy_heap_count(const struct lazy_heap *h)
{
	return (h->n - h->gap + h->loads.count);
}

static inline bool
lazy_heap_less(const struct lazy_heap_key *a, const struct lazy_heap_key *b)
{
	return (a->major < b->major ||
		(a->major == b->major && a->minor < b->minor));
}

static inline bool
lazy_heap_equal(const struct lazy_heap_key *a, const struct lazy_heap_key *b)
{
	return (a->major == b->major && a->minor == b->minor);
}

static inline void
lazy_heap_set(
    struct lazy_heap *h, uint32_t i, const struct lazy_heap_node *node)
{
	h->node[i] = *node;
	h->place[node->frame] = i + 1;
}

/* Puts the node at i or nearer to the root. */
static inline void
lazy_heap_sift_up(struct lazy_heap *h, uint32_t i, struct lazy_heap_node node)
{
	while (i > 0) {
		uint32_t up = (i - 1) / LAZY_HEAP_WAYS;

		if (!lazy_heap_less(&node.bound, &h->node[up].bound))
			break;
		lazy_heap_set(h, i, &h->node[up]);
		i = up;
	}
	lazy_heap_set(h, i, &node);
}

/* Puts the node at i or farther from the root. */
static inline void
lazy_heap_sift_down(struct lazy_heap *h, uint32_t i, struct lazy_heap_node node)
{
	for (;;) {
		uint32_t first = LAZY_HEAP_WAYS * i + 1, least = first;

		if (first >= h->n)
			break;
		for (uint32_t k = first + 1;
		     k < first + LAZY_HEAP_WAYS && k < h->n; k++)
			if (lazy_heap_less(
				&h->node[k].bound, &h->node[least].bound))
				least = k;
		if (!lazy_heap_less(&h->node[least].bound, &node.bound))
			break;
		lazy_heap_set(h, i, &h->node[least]);
		i = least;
	}
	lazy_heap_set(h, i, &node);
}

static inline void
lazy_heap_remove_node(struct lazy_heap *h, uint32_t i)
{
	struct lazy_heap_node last = h->node[--h->n];

	if (i == h->n)
		return;
	if (i > 0 && lazy_heap_less(
			 &last.bound, &h->node[(i - 1) / LAZY_HEAP_WAYS].bound))
		lazy_heap_sift_up(h, i, last);
	else
		lazy_heap_sift_down(h, i, last);
}

static inline void
lazy_heap_close_gap(struct lazy_heap *h)
{
	if (!h->gap)
		return;
	h->gap = false;
	lazy_heap_remove_node(h, 0);
}

/* Adds a frame that is in neither heap nor 'loads'. */
static inline void
lazy_heap_add(struct lazy_heap *h, frame_t f)
{
	struct lazy_heap_node node = { h->key[f], f };

	if (h->gap)
		lazy_heap_sift_down(h, 0, node);
	else
		lazy_heap_sift_up(h, h->n++, node);
	h->gap = false;
}

/* Adds a frame whose major part is least_major; no frame in the heap may have
 * that. */
static inline void
lazy_heap_add_load(struct lazy_heap *h, frame_t f)
{
	lru_queue_append(&h->loads, f);
}

static inline void
lazy_heap_remove(struct lazy_heap *h, frame_t f)
{
	uint32_t i;

	if (lru_queue_has(&h->loads, f)) {
		lru_queue_remove(&h->loads, f);
		return;
	}
	lazy_heap_close_gap(h);
	i = h->place[f] - 1;
	h->place[f] = 0;
	if (i == 0)
		h->gap = true;
	else
		lazy_heap_remove_node(h, i);
}

/* The first frame of 'loads' that was not hit, LRU_QUEUE_NONE: there is none.
 * Frames before it are moved to the heap. */
static inline frame_t
lazy_heap_first_load(struct lazy_heap *h)
{
	for (;;) {
		frame_t f = h->last_load_first ? lru_queue_newest(&h->loads)
					       : lru_queue_oldest(&h->loads);

		if (f == LRU_QUEUE_NONE || h->key[f].major == h->least_major)
			return (f);
		lru_queue_remove(&h->loads, f);
		lazy_heap_add(h, f);
	}
}

/* The frame of the least key; there must be a frame. */
static inline frame_t
lazy_heap_frame(struct lazy_heap *h)
{
	frame_t f = lazy_heap_first_load(h);

	if (f != LRU_QUEUE_NONE)
		return (f);
	lazy_heap_close_gap(h);
	for (;;) {
		struct lazy_heap_node root = h->node[0];

		if (lazy_heap_equal(&h->key[root.frame], &root.bound))
			return (root.frame);
		root.bound = h->key[root.frame];
		lazy_heap_sift_down(h, 0, root);
	}
}

#endif
