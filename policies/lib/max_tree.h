/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finds the frame with the highest score, or one with at least a given score;
 * of several, the first from the position of a hand on.
 *
 * Scores are the leaves of a tree in which a node is the highest of its eight
 * children, which are one cache line.  So a change goes up, and a search goes
 * up and down, log8(n) lines.  To change every score costs little more than
 * to write them: the nodes above are an eighth.
 *
 *	level 1	  [9 . . . . . . .]
 *	level 0	  [3 9 . 9 . . . .]  [7 . . . . . . .] ...
 *
 * A score of 0 means that the frame is not in the tree, so zeroed memory is
 * an empty tree.
 */
#ifndef POLICIES_LIB_MAX_TREE_H
#define POLICIES_LIB_MAX_TREE_H

#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_TREE_NONE   UINT32_MAX
#define MAX_TREE_LEVELS 11 /* 8^10 is above any number of frames */

struct max_tree {
	/* [0] by frame, the last a single node.  Aligned, so that a struct that
	 * contains a tree ends where a line begins. */
	alignas(64) uint64_t *level[MAX_TREE_LEVELS];
	int nlevels;
};

/* Scores of a level of n: whole lines, and one more that is always empty. */
static inline size_t
max_tree_width(size_t n)
{
	return ((n + 7) / 8 * 8 + 8);
}

static inline size_t
max_tree_bytes(uint32_t n)
{
	size_t all = max_tree_width(n);

	for (size_t w = n; w > 1;) {
		w = (w + 7) / 8;
		all += max_tree_width(w);
	}
	return (all * sizeof(uint64_t));
}

/* Memory of max_tree_bytes(n), zeroed; n at least 1. */
static inline void
max_tree_place(struct max_tree *p, void *memory, uint32_t n)
{
	uint64_t *at = (uint64_t *)memory;

	p->nlevels = 0;
	for (size_t w = n;; w = (w + 7) / 8) {
		p->level[p->nlevels++] = at;
		at += max_tree_width(w);
		if (w <= 1)
			return;
	}
}

static inline uint64_t
max_tree_of_line(const uint64_t line[8])
{
	uint64_t high = line[0];

	for (int i = 1; i < 8; i++)
		high = line[i] > high ? line[i] : high;
	return (high);
}

static inline void
max_tree_set(struct max_tree *p, uint32_t i, uint64_t score)
{
	p->level[0][i] = score;
	for (int l = 1; l < p->nlevels; l++) {
		uint64_t high =
		    max_tree_of_line(&p->level[l - 1][i & ~UINT32_C(7)]);

		i >>= 3;
		if (p->level[l][i] == high)
			return;
		p->level[l][i] = high;
	}
}

/* After scores below n, which are level[0], were written directly. */
static inline void
max_tree_settle(struct max_tree *p, uint32_t n)
{
	for (int l = 1; l < p->nlevels; l++) {
		n = (n + 7) / 8;
		for (uint32_t i = 0; i < n; i++)
			p->level[l][i] =
			    max_tree_of_line(&p->level[l - 1][(size_t)i * 8]);
	}
}

/* The first frame at 'from' or beyond, which is below n, whose score is 'low'
 * or more, low above 0; MAX_TREE_NONE. */
static inline uint32_t
max_tree_first(const struct max_tree *p, uint32_t from, uint64_t low)
{
	uint32_t i = from;
	int l = 0;

	/* Up, in each level only to the right of the path so far. */
	while (p->level[l][i] < low) {
		if ((++i & 7) != 0)
			continue;
		if (l == p->nlevels - 1)
			return (MAX_TREE_NONE);
		i >>= 3;
		l++;
	}
	while (l-- > 0)
		for (i <<= 3; p->level[l][i] < low; i++)
			;
	return (i);
}

/* The first of the highest score at 'from' or beyond, and after the last frame
 * from frame 0 on; there is a score. */
static inline uint32_t
max_tree_find(const struct max_tree *p, uint32_t from)
{
	uint64_t high = p->level[p->nlevels - 1][0];
	uint32_t i = max_tree_first(p, from, high);

	return (i == MAX_TREE_NONE ? max_tree_first(p, 0, high) : i);
}

#endif
