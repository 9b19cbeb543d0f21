/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An aid for policies: the frame of the least key, where keys only rise.
 *
 * A hit may raise a key and leave the heap alone: what the heap holds of a
 * frame is a lower bound of its key.  When the bound at the root is too low it
 * is raised and sinks; when it is right, no frame's key is below it.  A hot
 * frame is looked at only when all colder ones have been.
 *
 *	key	[ 9,14 | 3,13 | 2,15 | 1,16 ]	by frame, exact
 *	node	[ 3,13 | 2,6 | 4,11 ]		bounds, the lowest at the root
 *	loads	[ 3 ]				frames
 *
 * Most frames are loaded with the least major part that there is and go before
 * they are hit.  Those need no sorting: they stand in a log by their loads, and
 * only one that was hit by the time it comes up joins the heap.  Between equal
 * major parts the frame loaded first is the least, or the one loaded last.
 *
 * A frame that joins the heap usually follows one that went from the root.  So
 * a root taken out leaves a gap that the next frame fills, instead of both
 * being sorted in.
 *
 * Memory is lent: least_bytes() says how much, and it must be zeroed; the keys
 * are the policy's own.
 */
#ifndef POLICIES_LIB_LAZY_HEAP_H
#define POLICIES_LIB_LAZY_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/page.h"
#include "policies/lib/lru_queue.h"

/* Children of a node: a wide heap is shallow, and four are two cache lines. */
#define LEAST_WAYS 4

struct least_key {
	uint64_t major;
	uint64_t minor; /* no two frames share both */
};

struct least_node {
	struct least_key bound;
	frame_t frame;
};

struct least {
	const struct least_key *key; /* by frame */
	struct least_node *node;
	uint32_t *place;      /* by frame: its node + 1; 0: not in the heap */
	uint32_t n;           /* nodes */
	bool gap;             /* the root stands for no frame */
	bool last_load_first; /* of frames loaded and not hit */
	uint64_t least_major;
	struct log loads;
};

/* A multiple of 8. */
static inline size_t
least_bytes(frame_t nframes)
{
	return (nframes * sizeof(struct least_node) +
		(nframes * sizeof(uint32_t) + log_bytes(nframes, nframes) + 7) /
		    8 * 8);
}

/* Returns the first byte behind. */
static inline void *
least_place(struct least *h, void *memory, frame_t nframes,
    const struct least_key *key, uint64_t least_major)
{
	*h = (struct least){
		.key = key, .node = memory, .least_major = least_major
	};
	h->place = (uint32_t *)(h->node + nframes);
	log_place(&h->loads, h->place + nframes, nframes, nframes);
	return ((char *)memory + least_bytes(nframes));
}

/* In the heap. */
static inline bool
least_has(const struct least *h, frame_t f)
{
	return (h->place[f] != 0);
}

static inline uint32_t
least_count(const struct least *h)
{
	return (h->n - h->gap + h->loads.count);
}

static inline bool
least_below(const struct least_key *a, const struct least_key *b)
{
	return (a->major < b->major ||
		(a->major == b->major && a->minor < b->minor));
}

static inline bool
least_same(const struct least_key *a, const struct least_key *b)
{
	return (a->major == b->major && a->minor == b->minor);
}

static inline void
least_set(struct least *h, uint32_t i, const struct least_node *node)
{
	h->node[i] = *node;
	h->place[node->frame] = i + 1;
}

/* Puts the node at i or toward the root. */
static inline void
least_rise(struct least *h, uint32_t i, struct least_node node)
{
	while (i > 0) {
		uint32_t up = (i - 1) / LEAST_WAYS;

		if (!least_below(&node.bound, &h->node[up].bound))
			break;
		least_set(h, i, &h->node[up]);
		i = up;
	}
	least_set(h, i, &node);
}

/* Puts the node at i or away from the root. */
static inline void
least_sink(struct least *h, uint32_t i, struct least_node node)
{
	for (;;) {
		uint32_t first = LEAST_WAYS * i + 1, least = first;

		if (first >= h->n)
			break;
		for (uint32_t k = first + 1; k < first + LEAST_WAYS && k < h->n;
		     k++)
			if (least_below(
				&h->node[k].bound, &h->node[least].bound))
				least = k;
		if (!least_below(&h->node[least].bound, &node.bound))
			break;
		least_set(h, i, &h->node[least]);
		i = least;
	}
	least_set(h, i, &node);
}

static inline void
least_take(struct least *h, uint32_t i)
{
	struct least_node last = h->node[--h->n];

	if (i == h->n)
		return;
	if (i > 0 &&
	    least_below(&last.bound, &h->node[(i - 1) / LEAST_WAYS].bound))
		least_rise(h, i, last);
	else
		least_sink(h, i, last);
}

static inline void
least_close_gap(struct least *h)
{
	if (!h->gap)
		return;
	h->gap = false;
	least_take(h, 0);
}

/* Adds a frame that is not here. */
static inline void
least_add(struct least *h, frame_t f)
{
	struct least_node node = { h->key[f], f };

	if (h->gap)
		least_sink(h, 0, node);
	else
		least_rise(h, h->n++, node);
	h->gap = false;
}

/* Adds a frame with the least major part there is, which none in the heap
 * has. */
static inline void
least_add_load(struct least *h, frame_t f)
{
	log_append(&h->loads, f);
}

static inline void
least_remove(struct least *h, frame_t f)
{
	uint32_t i;

	if (!least_has(h, f)) {
		log_remove(&h->loads, f);
		return;
	}
	least_close_gap(h);
	i = h->place[f] - 1;
	h->place[f] = 0;
	if (i == 0)
		h->gap = true;
	else
		least_take(h, i);
}

/* The next that was loaded and not hit; those hit join the heap. */
static inline frame_t
least_load(struct least *h)
{
	for (;;) {
		frame_t f = h->last_load_first ? log_newest(&h->loads)
					       : log_oldest(&h->loads);

		if (f == LOG_NONE || h->key[f].major == h->least_major)
			return (f);
		log_remove(&h->loads, f);
		least_add(h, f);
	}
}

/* The frame of the least key; there is one. */
static inline frame_t
least_frame(struct least *h)
{
	frame_t f = least_load(h);

	if (f != LOG_NONE)
		return (f);
	least_close_gap(h);
	for (;;) {
		struct least_node root = h->node[0];

		if (least_same(&h->key[root.frame], &root.bound))
			return (root.frame);
		root.bound = h->key[root.frame];
		least_sink(h, 0, root);
	}
}

#endif
