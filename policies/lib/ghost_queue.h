/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ghosts: pages that were evicted and are remembered, in one queue or two,
 * with one byte for each page.
 *
 * A page is added at the end of a queue.  The oldest page can be dropped, and
 * any page can be removed.  The place of a page is not kept: the word that
 * it had stays in the queue and is counted as stale.  A page is in a queue at
 * most once, so of its words there only the last can be valid, and the first
 * ones that reach the head are the stale ones.
 *
 *	page	[ 7 | 3 | 9 | 3 | 5 |   ]	mark[7]: in the queue
 *		  x				mark[3]: in the queue, 1 stale
 *		  └ head	  └ end		mark[9]: 1 stale
 *
 * When the words are used up, or a page has more stale ones than its mark can
 * count, the stale ones are removed.
 *
 * The mark is a byte because each fault looks up one page and enters another:
 * a million bytes fit a second-level cache, a million words do not.  The
 * memory is the caller's: ghost_queue_bytes(), zeroed.
 */
#ifndef POLICIES_LIB_GHOST_QUEUE_H
#define POLICIES_LIB_GHOST_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/inline.h"
#include "model/page.h"

/* Of a mark: 0, or one more than the queue the page is in; above that three
 * bits of stale words in the first queue, and three in the second. */
#define GHOST_QUEUE_WHERE     3
#define GHOST_QUEUE_STALE_MAX 7

/* Pages ahead of the oldest whose marks are prefetched. */
#define GHOST_QUEUE_AHEAD 8

struct ghost_queue_end {
	page_id_t *page; /* by place */
	uint32_t places;
	uint32_t head;
	uint32_t end;
	uint32_t count; /* pages in the queue */
	unsigned shift; /* of the stale words in a mark */
};

struct ghost_queue {
	uint8_t *mark; /* by page */
	struct ghost_queue_end queue[2];
};

/* Places for at most n pages at a time. */
static inline uint32_t
ghost_queue_places(uint32_t n)
{
	return (2 * n + 64);
}

/* So many queues, at most n < 2^30 pages in each. */
static inline size_t
ghost_queue_bytes(unsigned queues, uint32_t n, page_id_t npages)
{
	return (queues * sizeof(page_id_t) *
		    (ghost_queue_places(n) + GHOST_QUEUE_AHEAD) +
		npages);
}

static inline void
ghost_queue_place(
    struct ghost_queue *p, void *memory, unsigned queues, uint32_t n)
{
	page_id_t *page = (page_id_t *)memory;

	for (unsigned i = 0; i < queues; i++) {
		memset(&p->queue[i], 0, sizeof(p->queue[i]));
		p->queue[i].page = page;
		p->queue[i].places = ghost_queue_places(n);
		p->queue[i].shift = 2 + 3 * i;
		page += ghost_queue_places(n) + GHOST_QUEUE_AHEAD;
	}
	p->mark = (uint8_t *)page;
}

/* 0: the page is in no queue; else one more than the queue. */
static inline unsigned
ghost_queue_where(const struct ghost_queue *p, page_id_t page)
{
	return (p->mark[page] & GHOST_QUEUE_WHERE);
}

/* Prefetches the page's mark.  NO_PAGE is allowed: the address is calculated as
 * an integer. */
static inline void
ghost_queue_prefetch(const struct ghost_queue *p, page_id_t page)
{
	__builtin_prefetch((const void *)((uintptr_t)p->mark + page), 1);
}

static inline uint32_t
ghost_queue_after(const struct ghost_queue_end *q, uint32_t place)
{
	return (place + 1 == q->places ? 0 : place + 1);
}

/* Is this word, the page's first in the queue, a stale one?  If so the count is
 * lowered. */
static inline bool
ghost_queue_stale(
    struct ghost_queue *p, const struct ghost_queue_end *q, page_id_t page)
{
	if (likely((p->mark[page] >> q->shift & GHOST_QUEUE_STALE_MAX) == 0))
		return (false);
	p->mark[page] -= (uint8_t)(1u << q->shift);
	return (true);
}

/* Removes the stale words. */
static never_inline void
ghost_queue_close_up(struct ghost_queue *p, struct ghost_queue_end *q)
{
	uint32_t from = q->head, to = from;

	for (; from != q->end; from = ghost_queue_after(q, from)) {
		page_id_t page = q->page[from];

		if (ghost_queue_stale(p, q, page))
			continue;
		q->page[to] = page;
		to = ghost_queue_after(q, to);
	}
	q->end = to;
}

/* Puts the page, which is in no queue, at the end of this one. */
static inline void
ghost_queue_add(struct ghost_queue *p, unsigned which, page_id_t page)
{
	struct ghost_queue_end *q = &p->queue[which];
	uint32_t end = q->end, after = ghost_queue_after(q, end);

	if (unlikely(after == q->head)) {
		ghost_queue_close_up(p, q);
		end = q->end;
		after = ghost_queue_after(q, end);
	}
	q->page[end] = page;
	q->end = after;
	q->count++;
	p->mark[page] |= (uint8_t)(which + 1);
}

/* The page, which is in a queue, leaves it. */
static inline void
ghost_queue_remove(struct ghost_queue *p, page_id_t page)
{
	struct ghost_queue_end *q = &p->queue[ghost_queue_where(p, page) - 1];

	if (unlikely((p->mark[page] >> q->shift & GHOST_QUEUE_STALE_MAX) ==
		     GHOST_QUEUE_STALE_MAX))
		ghost_queue_close_up(p, q);
	p->mark[page] += (uint8_t)(1u << q->shift);
	p->mark[page] &= (uint8_t)~GHOST_QUEUE_WHERE;
	q->count--;
}

/* Drops the oldest page of the queue, which is not empty. */
static inline void
ghost_queue_drop(struct ghost_queue *p, unsigned which)
{
	struct ghost_queue_end *q = &p->queue[which];
	page_id_t page;

	do {
		page = q->page[q->head];
		__builtin_prefetch(
		    &p->mark[q->page[q->head + GHOST_QUEUE_AHEAD]], 1);
		__builtin_prefetch(&q->page[q->head + 64], 1);
		q->head = ghost_queue_after(q, q->head);
	} while (ghost_queue_stale(p, q, page));
	p->mark[page] &= (uint8_t)~GHOST_QUEUE_WHERE;
	q->count--;
}

#endif
