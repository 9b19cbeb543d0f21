/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Rows of a policy's state() from the structures of this folder.
 *
 * state() is called for tables that people read, so a row may take time that
 * grows with the square of its length, and nothing is allocated for it.
 */
#ifndef POLICIES_LIB_STATE_ROWS_H
#define POLICIES_LIB_STATE_ROWS_H

#include <stdio.h>

#include "policies/lib/fifo_queue.h"
#include "policies/lib/ghost_queue.h"
#include "policies/lib/ghost_table.h"
#include "policies/lib/lazy_heap.h"
#include "policies/lib/live_log.h"
#include "policies/lib/lru_queue.h"
#include "policy/policy.h"

/* A row with one frame: where a hand is. */
static inline void
state_hand(struct policy_state *to, const char *name, frame_t f)
{
	to->row(to, name);
	to->frame(to, f);
}

/* A row with one number. */
static inline void
state_value(struct policy_state *to, const char *name, uint64_t n)
{
	to->row(to, name);
	to->number(to, n);
}

/* A number behind the last item: ":3". */
static inline void
state_count(struct policy_state *to, uint64_t n)
{
	char text[24];

	snprintf(text, sizeof(text), ":%ju", (uintmax_t)n);
	to->remark(to, text);
}

/* A row with one number that has a fraction, in hundredths. */
static inline void
state_real(struct policy_state *to, const char *name, double x)
{
	uint64_t hundredths = (uint64_t)(x * 100 + 0.5);
	char text[24];

	state_value(to, name, hundredths / 100);
	snprintf(text, sizeof(text), ".%02ju", (uintmax_t)(hundredths % 100));
	to->remark(to, text);
}

/* The pages in the frames of a queue, the oldest first. */
static inline void
state_frames(
    struct policy_state *to, const char *name, const struct lru_queue *l)
{
	to->row(to, name);
	for (uint32_t i = l->head; i != l->end; i = lru_queue_after(l, i))
		if (lru_queue_at(l, i) != LRU_QUEUE_NONE)
			to->page_in(to, lru_queue_at(l, i));
}

/* The same of a log. */
static inline void
state_log(struct policy_state *to, const char *name, const struct live_log *l)
{
	to->row(to, name);
	for (uint32_t i = live_log_next(l, l->head); i != l->end;
	     i = live_log_next(l, i + 1))
		to->page_in(to, l->entry[i]);
}

/* The same of a queue of pages. */
static inline void
state_pages(
    struct policy_state *to, const char *name, const struct lru_queue *l)
{
	to->row(to, name);
	for (uint32_t i = l->head; i != l->end; i = lru_queue_after(l, i))
		if (lru_queue_at(l, i) != LRU_QUEUE_NONE)
			to->page(to, lru_queue_at(l, i));
}

/* The pages in the frames of a queue, the oldest first; notes: with their
 * notes. */
static inline void
state_fifo(struct policy_state *to, const char *name,
    const struct fifo_queue *q, bool notes)
{
	to->row(to, name);
	for (uint32_t i = q->head; i != q->end; i = fifo_queue_after(q, i)) {
		if (q->word[i] == q->hole)
			continue;
		to->page_in(to, q->word[i] & FIFO_QUEUE_FRAME);
		if (notes)
			state_count(to, q->word[i] / FIFO_QUEUE_NOTE);
	}
}

/* The pages of a queue of ghosts, the oldest first.  Of several words of a page
 * all but the last are stale. */
static inline void
state_ghosts(struct policy_state *to, const char *name,
    const struct ghost_queue *g, unsigned which)
{
	const struct ghost_queue_end *q = &g->queue[which];

	to->row(to, name);
	for (uint32_t i = q->head; i != q->end; i = ghost_queue_after(q, i)) {
		page_id_t page = q->page[i];
		uint32_t later = ghost_queue_after(q, i);

		while (later != q->end && q->page[later] != page)
			later = ghost_queue_after(q, later);
		if (later == q->end && ghost_queue_where(g, page) == which + 1)
			to->page(to, page);
	}
}

static inline void
state_ghost_table(struct policy_state *to, const char *name,
    const struct ghost_table *g, uint32_t queue)
{
	to->row(to, name);
	for (uint32_t i = g->queue[queue].count > 0 ? g->queue[queue].oldest
						    : GHOST_NONE;
	     i != GHOST_NONE; i = g->ghost[i].newer)
		to->page(to, g->ghost[i].page);
}

/* The frame of the least key above 'last', where that is not NULL; NO_FRAME:
 * there is none. */
static inline frame_t
state_next_in_heap(const struct lazy_heap *h, const struct lazy_heap_key *last)
{
	const struct lru_queue *l = &h->loads;
	frame_t next = NO_FRAME;

	for (uint32_t i = h->gap; i < h->n + (l->end - l->head); i++) {
		frame_t f = i < h->n ? h->node[i].frame
				     : lru_queue_at(l, l->head + (i - h->n));

		if (f != LRU_QUEUE_NONE &&
		    (last == NULL || lazy_heap_less(last, &h->key[f])) &&
		    (next == NO_FRAME ||
			lazy_heap_less(&h->key[f], &h->key[next])))
			next = f;
	}
	return (next);
}

/* The pages in the frames of a heap, that of the least key first; majors: with
 * the major part of the key. */
static inline void
state_heap(struct policy_state *to, const char *name, const struct lazy_heap *h,
    bool majors)
{
	frame_t f = state_next_in_heap(h, NULL);

	to->row(to, name);
	for (; f != NO_FRAME; f = state_next_in_heap(h, &h->key[f])) {
		to->page_in(to, f);
		if (majors)
			state_count(to, h->key[f].major);
	}
}

#endif
