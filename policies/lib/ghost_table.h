/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ghosts with data: a bounded set of evicted pages, and the policy's data of
 * each.
 *
 * Ghosts are in one or two queues, in the order in which they came; the
 * policy drops the oldest when there are too many.  A page is in at most one
 * queue.  Each ghost has a number below the most there can be, so the policy's
 * data is an array of that length, not of the number of pages.
 *
 *	number	by page		[ 0 2 0 0 1 0 ... ]	one more than its number
 *	ghost	by number	[ page, newer, older, queue | ... ]
 *
 * If a policy needs to know only that a page was evicted, ghost_queue.h takes
 * less memory.  The memory is the caller's: ghost_table_bytes(),
 * zeroed.
 */
#ifndef POLICIES_LIB_GHOST_TABLE_H
#define POLICIES_LIB_GHOST_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "model/page.h"

#define GHOST_NONE UINT32_MAX

struct ghost {
	page_id_t page;
	uint32_t newer; /* GHOST_NONE at the end; of a number not in use: the
			 * next such */
	uint32_t older;
	uint32_t queue;
};

struct ghost_list {
	uint32_t oldest;
	uint32_t newest;
	uint32_t count;
};

struct ghost_table {
	struct ghost *ghost; /* by number */
	uint32_t *number;    /* by page: its number + 1; 0: no ghost */
	uint32_t unused; /* a number given back; GHOST_NONE: there is none */
	uint32_t fresh;  /* the lowest number never given */
	struct ghost_list queue[2];
};

/* At most 'max' ghosts at a time, pages below npages. */
static inline size_t
ghost_table_bytes(uint32_t max, page_id_t npages)
{
	return (max * sizeof(struct ghost) + npages * sizeof(uint32_t));
}

/* Returns the first byte behind. */
static inline void *
ghost_table_place(
    struct ghost_table *g, void *memory, uint32_t max, page_id_t npages)
{
	const struct ghost_list empty = { GHOST_NONE, GHOST_NONE, 0 };

	g->ghost = (struct ghost *)memory;
	g->unused = GHOST_NONE;
	g->fresh = 0;
	g->queue[0] = g->queue[1] = empty;
	g->number = (uint32_t *)(g->ghost + max);
	return (g->number + npages);
}

/* The page's number, GHOST_NONE: it is no ghost. */
static inline uint32_t
ghost_table_find(const struct ghost_table *g, page_id_t page)
{
	return (g->number[page] - 1);
}

/* The oldest of a queue that is not empty. */
static inline uint32_t
ghost_table_oldest(const struct ghost_table *g, uint32_t queue)
{
	return (g->queue[queue].oldest);
}

/* The page, no ghost yet, becomes the newest of the queue; its number. */
static inline uint32_t
ghost_table_add(struct ghost_table *g, uint32_t queue, page_id_t page)
{
	struct ghost_list *q = &g->queue[queue];
	const struct ghost added = { page, GHOST_NONE, q->newest, queue };
	uint32_t i = g->unused;

	if (i != GHOST_NONE)
		g->unused = g->ghost[i].newer;
	else
		i = g->fresh++;
	g->ghost[i] = added;
	if (q->newest != GHOST_NONE)
		g->ghost[q->newest].newer = i;
	else
		q->oldest = i;
	q->newest = i;
	q->count++;
	g->number[page] = i + 1;
	return (i);
}

/* Removes the ghost of this number. */
static inline void
ghost_table_remove(struct ghost_table *g, uint32_t i)
{
	struct ghost *it = &g->ghost[i];
	struct ghost_list *q = &g->queue[it->queue];

	if (it->newer != GHOST_NONE)
		g->ghost[it->newer].older = it->older;
	else
		q->newest = it->older;
	if (it->older != GHOST_NONE)
		g->ghost[it->older].newer = it->newer;
	else
		q->oldest = it->newer;
	q->count--;
	g->number[it->page] = 0;
	it->newer = g->unused;
	g->unused = i;
}

#endif
