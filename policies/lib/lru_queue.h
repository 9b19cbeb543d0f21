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
	uint32_t head;   /* no entry below is valid */
	uint32_t end;    /* the next place */
	uint32_t limit;  /* where it is long: four times the valid entries */
	uint32_t count;  /* elements in the queue */
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

/* Prefetches the 'last' of the entry LRU_QUEUE_AHEAD places after this one. */
static inline void
lru_queue_prefetch(const struct lru_queue *l, uint32_t place)
{
	__builtin_prefetch(&l->entry[place + 8 * LRU_QUEUE_AHEAD]);
	if (l->end - place > LRU_QUEUE_AHEAD)
		place += LRU_QUEUE_AHEAD;
	__builtin_prefetch(&l->last[l->entry[place]], 1);
}

/* Moves the valid entries from place 'i' on to place 'to'; returns the place
 * behind them. */
static always_inline uint32_t
lru_queue_gather(struct lru_queue *l, uint32_t to, bool prefetch)
{
	uint32_t *last = l->last;
	const uint32_t end = l->end;

	for (uint32_t i = l->head; i < end; i++) {
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

static never_inline void
lru_queue_compact(struct lru_queue *l)
{
	uint32_t to = l->end - l->head < LRU_QUEUE_NEAR
			  ? lru_queue_gather(l, l->base, false)
			  : lru_queue_gather(l, l->base, true);

	l->head = l->base;
	l->end = to;
	l->limit = l->base + lru_queue_cap(to - l->base);
}

/* The next element that is put at the end changes all places. */
static inline bool
lru_queue_is_long(const struct lru_queue *l)
{
	return (l->end == l->limit);
}

/* Puts x, which is in the queue, at its end. */
static inline void
lru_queue_move(struct lru_queue *l, uint32_t x)
{
	if (unlikely(lru_queue_is_long(l)))
		lru_queue_compact(l);
	l->entry[l->end++] = x;
	l->last[x] = l->end;
}

/* The same if 'moves', without a branch. */
static inline void
lru_queue_move_if(struct lru_queue *l, uint32_t x, bool moves)
{
	uint32_t place = l->last[x], end;

	if (unlikely(lru_queue_is_long(l))) {
		lru_queue_compact(l);
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

/* The element whose valid entry is at this place, below l->end;
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
	for (; l->head < l->end; l->head++) {
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
	for (; l->head < l->end; l->head++) {
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
 * LRU_QUEUE_NONE: there are not so many.  For prefetching. */
static inline uint32_t
lru_queue_ahead(const struct lru_queue *l, uint32_t places)
{
	return (l->end - l->head > places ? l->entry[l->head + places]
					  : LRU_QUEUE_NONE);
}

/* The element that was put at the end last; LRU_QUEUE_NONE: empty. */
static inline uint32_t
lru_queue_newest(struct lru_queue *l)
{
	for (; l->end > l->head; l->end--) {
		uint32_t x = lru_queue_at(l, l->end - 1);

		if (x != LRU_QUEUE_NONE)
			return (x);
	}
	return (LRU_QUEUE_NONE);
}

#endif
