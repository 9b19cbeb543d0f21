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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/inline.h"

#define LRU_QUEUE_NONE UINT32_MAX

/* Entries ahead whose elements' places are prefetched. */
#define LRU_QUEUE_AHEAD 24

/* With fewer entries nothing is prefetched. */
#define LRU_QUEUE_NEAR 16384

struct lru_queue {
	uint32_t *entry; /* by place */
	uint32_t *last;  /* by element: its place + 1; 0: not in the queue */
	uint32_t base;   /* the first place */
	uint32_t head;   /* the first that may be valid */
	uint32_t end;    /* the next place */
	uint32_t stop;   /* an append there calls lru_queue_turn() first;
			  * before the head, so that the end never meets it */
	uint32_t limit;  /* behind the last place: four times the valid entries
			  * when they were moved last */
	uint32_t count;  /* elements in the queue */
	bool wraps;
};

/* Places for at most n elements at a time. */
static inline uint32_t
lru_queue_cap(uint32_t n)
{
	return (4 * n + 64);
}

/* Elements are below 'range'; at most n, n < 2^29, are in it at a time. */
static inline size_t
lru_queue_bytes(uint32_t n, uint32_t range)
{
	return (sizeof(uint32_t) * ((size_t)lru_queue_cap(n) + range));
}

static inline void
lru_queue_init(
    struct lru_queue *l, uint32_t *entry, uint32_t *last, uint32_t base)
{
	memset(l, 0, sizeof(*l));
	l->entry = entry;
	l->last = last;
	l->base = base;
	l->head = base;
	l->end = base;
	l->limit = base + lru_queue_cap(0);
	l->stop = l->limit;
}

static inline void
lru_queue_let_wrap(struct lru_queue *l)
{
	l->wraps = true;
}

/* Returns the first byte behind it. */
static inline void *
lru_queue_place(struct lru_queue *l, void *memory, uint32_t n, uint32_t range)
{
	uint32_t *entry = (uint32_t *)memory;

	lru_queue_init(l, entry, entry + lru_queue_cap(n), 0);
	return (l->last + range);
}

/* A pair, at most n < 2^29 elements in each. */
static inline size_t
lru_queue_pair_bytes(uint32_t n, uint32_t range)
{
	return (sizeof(uint32_t) * (2 * (size_t)lru_queue_cap(n) + range));
}

static inline void *
lru_queue_place_pair(
    struct lru_queue pair[2], void *memory, uint32_t n, uint32_t range)
{
	uint32_t *entry = (uint32_t *)memory,
		 *last = entry + 2 * (size_t)lru_queue_cap(n);

	lru_queue_init(&pair[0], entry, last, 0);
	lru_queue_init(&pair[1], entry, last, lru_queue_cap(n));
	return (last + range);
}

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

/* Prefetches the 'last' of the entry LRU_QUEUE_AHEAD places after this one. */
static inline void
lru_queue_prefetch(const struct lru_queue *l, uint32_t place)
{
	__builtin_prefetch(&l->entry[place + 8 * LRU_QUEUE_AHEAD]);
	if (l->limit - place > LRU_QUEUE_AHEAD)
		place += LRU_QUEUE_AHEAD;
	__builtin_prefetch(&l->last[l->entry[place]], 1);
}

/* Moves the valid entries from the head to place 'from' on to place 'to';
 * returns the place behind them. */
static always_inline uint32_t
lru_queue_gather(struct lru_queue *l, uint32_t from, uint32_t end, uint32_t to,
    bool prefetch)
{
	uint32_t *last = l->last;

	for (uint32_t i = from; i < end; i++) {
		uint32_t x = l->entry[i], place = last[x];
		bool valid = place == i + 1;

		if (prefetch)
			lru_queue_prefetch(l, i);
		l->entry[to] = x;
		to += valid;
		last[x] = valid ? to : place;
	}
	return (to);
}

/* Of a queue that does not go over the last place: moves the valid entries to
 * the first places. */
static never_inline void
lru_queue_compact(struct lru_queue *l)
{
	uint32_t to = l->end - l->head < LRU_QUEUE_NEAR
			  ? lru_queue_gather(l, l->head, l->end, l->base, false)
			  : lru_queue_gather(l, l->head, l->end, l->base, true);

	l->head = l->base;
	l->end = to;
	l->limit = l->base + lru_queue_cap(to - l->base);
	l->stop = l->limit;
}

/* Of a queue that goes over the last place: moves the valid entries to the last
 * and to the first places, of which there may be more now. */
static never_inline void
lru_queue_compact_ring(struct lru_queue *l)
{
	uint32_t end = lru_queue_gather(l, l->base, l->end, l->base, true);
	uint32_t to, valid = end - l->base, limit;

	for (uint32_t i = l->head; i < l->limit; i++)
		valid += l->last[l->entry[i]] == i + 1;
	limit = l->base + lru_queue_cap(valid);
	if (limit < l->limit)
		limit = l->limit;
	to = limit;
	for (uint32_t i = l->limit; i-- > l->head;) {
		uint32_t x = l->entry[i];

		if (l->last[x] != i + 1)
			continue;
		l->entry[--to] = x;
		l->last[x] = to + 1;
	}
	l->head = to;
	l->end = end;
	l->limit = limit;
	l->stop = to < limit ? to - 1 : limit;
	if (to == limit)
		l->head = l->base;
}

/* The queue has reached 'stop': makes at least 'n' places in a row free at its
 * end, fewer than lru_queue_cap(0). */
static never_inline void
lru_queue_turn(struct lru_queue *l, uint32_t n)
{
	const uint32_t size = l->limit - l->base;

	if (l->head == l->end) {
		l->head = l->end = l->base;
		l->stop = l->limit;
	} else if (l->end < l->head) {
		l->stop = l->head - 1;
		if (l->head - l->end <= size / 8 + n + 1)
			lru_queue_compact_ring(l);
	} else if (l->stop != l->limit && l->limit - l->end > n) {
		l->stop = l->limit;
	} else if (l->wraps && l->head - l->base > size / 8 + n + 1) {
		l->end = l->base;
		l->stop = l->head - 1;
	} else {
		lru_queue_compact(l);
	}
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
