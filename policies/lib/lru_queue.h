/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Elements in the order in which they were last put at the end: an LRU list,
 * kept as a log.
 *
 * A linked list moves an element to its end by writing to three neighbours,
 * wherever they are.  Here the element is appended once more and its place is
 * noted: an entry is valid only if it is its element's last, and others are
 * skipped when they reach the head.  When the log is long its valid entries
 * are moved to the front, at most once every 3 n appends for n elements.  So
 * an append is O(1) on average and touches one word that is not sequential.
 *
 * A queue may be allowed to wrap (lru_queue_let_wrap()): the places are a ring
 * then, and entries are moved only if few places are free.  Places of later
 * entries may be lower, so a policy that compares places does not allow it.
 *
 *	entry  [ 7 | 3 | 7 | 9 | 3 |   |   ]	last[7] = 3, last[9] = 4,
 *		 x   x			     	last[3] = 5 (one more than
 *		 └ head		     └ end	the place), others 0
 *
 * Elements are small integers: frames, or pages for ghosts.  The memory is
 * the caller's: lru_queue_bytes(), zeroed and aligned to 4 bytes.
 *
 * Two queues of which no element is in both may be a pair: each has a range
 * of places and they share 'last', so one word says in which queue an element
 * is, and where.
 */
#ifndef POLICIES_LIB_LRU_QUEUE_H
#define POLICIES_LIB_LRU_QUEUE_H

#include "policies/lib/lru_queue_log.h"

/* Is x in the queue, or in either queue of a pair? */
static inline bool
lru_queue_has(const struct lru_queue *l, uint32_t x)
{
	return (l->last[x] != 0);
}

/* Which of a pair x is in; it is in one of them. */
static inline int
lru_queue_which(const struct lru_queue pair[2], uint32_t x)
{
	return (pair[0].last[x] > pair[1].base);
}

/* The place after this one, which is in use. */
static inline uint32_t
lru_queue_after(const struct lru_queue *l, uint32_t place)
{
	return (unlikely(place + 1 == l->limit && l->end != l->limit)
		    ? l->base
		    : place + 1);
}

/* The place before this one, which is not the head. */
static inline uint32_t
lru_queue_before(const struct lru_queue *l, uint32_t place)
{
	return ((place == l->base ? l->limit : place) - 1);
}

/* Places from the head to the end. */
static inline uint32_t
lru_queue_length(const struct lru_queue *l)
{
	return (l->end - l->head + (l->end < l->head ? l->limit - l->base : 0));
}

/* The next element that is put at the end may change all places. */
static inline bool
lru_queue_is_long(const struct lru_queue *l)
{
	return (l->end == l->stop);
}

/* Puts x, which is in the queue, at its end. */
static inline void
lru_queue_move(struct lru_queue *l, uint32_t x)
{
	if (unlikely(lru_queue_is_long(l)))
		lru_queue_turn(l, 0);
	l->entry[l->end++] = x;
	l->last[x] = l->end;
}

/* The same if 'moves', without a branch. */
static inline void
lru_queue_move_if(struct lru_queue *l, uint32_t x, bool moves)
{
	uint32_t place = l->last[x], end;

	if (unlikely(lru_queue_is_long(l))) {
		lru_queue_turn(l, 0);
		place = l->last[x];
	}
	end = l->end;
	l->entry[end] = x;
	l->end = end + moves;
	l->last[x] = place ^ ((place ^ (end + 1)) & -(uint32_t)moves);
}

/* Puts x, which is not in the queue (of a pair, in neither), at its end; for
 * one that is there already, call lru_queue_move(). */
static inline void
lru_queue_append(struct lru_queue *l, uint32_t x)
{
	l->count++;
	lru_queue_move(l, x);
}

static inline void
lru_queue_remove(struct lru_queue *l, uint32_t x)
{
	l->last[x] = 0;
	l->count--;
}

/* Of a pair: x leaves one and goes to the end of the other. */
static inline void
lru_queue_move_to(struct lru_queue *from, struct lru_queue *to, uint32_t x)
{
	from->count--;
	lru_queue_append(to, x);
}

/* y, which is not in the queue, takes the place of x. */
static inline void
lru_queue_rename(struct lru_queue *l, uint32_t x, uint32_t y)
{
	l->last[y] = l->last[x];
	l->last[x] = 0;
	l->entry[l->last[y] - 1] = y;
}

/* The element whose valid entry is at this place, between head and end;
 * LRU_QUEUE_NONE: the entry is not valid.  For a walk through the queue. */
static inline uint32_t
lru_queue_at(const struct lru_queue *l, uint32_t place)
{
	uint32_t x = l->entry[place];

	return (l->last[x] == place + 1 ? x : LRU_QUEUE_NONE);
}

/* The element that was put at the end longest ago; LRU_QUEUE_NONE: empty. */
static inline uint32_t
lru_queue_oldest(struct lru_queue *l)
{
	for (; l->head != l->end; l->head = lru_queue_after(l, l->head)) {
		uint32_t x = lru_queue_at(l, l->head);

		if (x != LRU_QUEUE_NONE)
			return (x);
	}
	return (LRU_QUEUE_NONE);
}

/* The same, where many entries may have to be skipped: prefetches what the
 * next ones need. */
static inline uint32_t
lru_queue_oldest_prefetch(struct lru_queue *l)
{
	for (; l->head != l->end; l->head = lru_queue_after(l, l->head)) {
		uint32_t x = lru_queue_at(l, l->head);

		lru_queue_prefetch(l, l->head);
		if (x != LRU_QUEUE_NONE)
			return (x);
	}
	return (LRU_QUEUE_NONE);
}

/* x, which is in the queue, is what lru_queue_oldest() returned last, and has
 * not been moved since. */
static inline bool
lru_queue_is_oldest(const struct lru_queue *l, uint32_t x)
{
	return (l->last[x] == l->head + 1);
}

/* The element of the entry that many places behind the head, valid or not;
 * LRU_QUEUE_NONE: there are not so many in a row.  For prefetching. */
static inline uint32_t
lru_queue_ahead(const struct lru_queue *l, uint32_t places)
{
	uint32_t end = l->end < l->head ? l->limit : l->end;

	return (end - l->head > places ? l->entry[l->head + places]
				       : LRU_QUEUE_NONE);
}

/* The element that was put at the end last; LRU_QUEUE_NONE: empty. */
static inline uint32_t
lru_queue_newest(struct lru_queue *l)
{
	while (l->end != l->head) {
		uint32_t place = lru_queue_before(l, l->end);
		uint32_t x = lru_queue_at(l, place);

		if (x != LRU_QUEUE_NONE)
			return (x);
		if (place >= l->head)
			l->stop = l->limit;
		l->end = place;
	}
	return (LRU_QUEUE_NONE);
}

#endif
