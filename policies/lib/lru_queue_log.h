/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The log of an LRU queue (lru_queue.h): its memory, and how valid entries are
 * moved when it is long.
 */
#ifndef POLICIES_LIB_LRU_QUEUE_LOG_H
#define POLICIES_LIB_LRU_QUEUE_LOG_H

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

/* Prefetches the 'last' of the entry LRU_QUEUE_AHEAD places after this one. */
static inline void
lru_queue_prefetch(const struct lru_queue *l, uint32_t place)
{
	__builtin_prefetch(&l->entry[place + 8 * LRU_QUEUE_AHEAD]);
	if (l->limit - place > LRU_QUEUE_AHEAD)
		place += LRU_QUEUE_AHEAD;
	__builtin_prefetch(&l->last[l->entry[place]], 1);
}

/* Moves the valid entries of places 'from' to 'end' to place 'to' and those
 * behind it, of which none is behind 'from'; returns the place behind them. */
typedef uint32_t lru_queue_gather_f(
    struct lru_queue *l, uint32_t from, uint32_t end, uint32_t to);

/* Entries that are looked at before their elements get their new places: stores
 * to 'last' between the loads took longer. */
#define LRU_QUEUE_CHUNK 512

static always_inline uint32_t
lru_queue_gather_by(struct lru_queue *l, uint32_t from, uint32_t end,
    uint32_t to, bool prefetch)
{
	const uint32_t *log = l->entry;
	uint32_t *last = l->last;

	while (from < end) {
		uint32_t first = to, stop = end;

		if (end - from > LRU_QUEUE_CHUNK)
			stop = from + LRU_QUEUE_CHUNK;
		for (; from < stop; from++) {
			uint32_t x = log[from];

			if (prefetch)
				__builtin_prefetch(
				    &last[log[from + LRU_QUEUE_AHEAD]]);
			l->entry[to] = x;
			to += last[x] == from + 1;
		}
		for (; first < to; first++)
			last[log[first]] = first + 1;
	}
	return (to);
}

/* Nothing is prefetched for the last ones, behind which no entry may be. */
static inline uint32_t
lru_queue_gather(struct lru_queue *l, uint32_t from, uint32_t end, uint32_t to)
{
	uint32_t near = end;

	if (end - from >= LRU_QUEUE_NEAR) {
		near = end - LRU_QUEUE_AHEAD;
		to = lru_queue_gather_by(l, from, near, to, true);
		from = near;
	}
	return (lru_queue_gather_by(l, from, end, to, false));
}

/* Of a queue that does not go over the last place: moves the valid entries to
 * the first places. */
static always_inline void
lru_queue_compact_by(struct lru_queue *l, lru_queue_gather_f *gather)
{
	uint32_t to = gather(l, l->head, l->end, l->base);

	l->head = l->base;
	l->end = to;
	l->limit = l->base + lru_queue_cap(to - l->base);
	l->stop = l->limit;
}

not_used static never_inline void
lru_queue_compact(struct lru_queue *l)
{
	lru_queue_compact_by(l, lru_queue_gather);
}

/* Of a queue that goes over the last place: moves the valid entries to the last
 * and to the first places, of which there may be more now. */
static always_inline void
lru_queue_compact_ring(struct lru_queue *l, lru_queue_gather_f *gather)
{
	uint32_t end = gather(l, l->base, l->end, l->base);
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
static always_inline void
lru_queue_turn_by(struct lru_queue *l, uint32_t n, lru_queue_gather_f *gather)
{
	const uint32_t size = l->limit - l->base;

	if (l->head == l->end) {
		l->head = l->end = l->base;
		l->stop = l->limit;
	} else if (l->end < l->head) {
		l->stop = l->head - 1;
		if (l->head - l->end <= size / 8 + n + 1)
			lru_queue_compact_ring(l, gather);
	} else if (l->stop != l->limit && l->limit - l->end > n) {
		l->stop = l->limit;
	} else if (l->wraps && l->head - l->base > size / 8 + n + 1) {
		l->end = l->base;
		l->stop = l->head - 1;
	} else {
		lru_queue_compact_by(l, gather);
	}
}

not_used static never_inline void
lru_queue_turn(struct lru_queue *l, uint32_t n)
{
	lru_queue_turn_by(l, n, lru_queue_gather);
}

#endif
