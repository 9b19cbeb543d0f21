/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Elements in the order in which they were last put at the end: an LRU list,
 * kept as a log.
 *
 * As in lru_queue.h an element that is moved is appended once more, and its
 * place is noted: an entry counts if its element's place is there.  When the
 * log is full only the entries that count are moved to its first places.
 *
 *	entry	[ 7 | 3 | 7 | 9 | 3 |   |   ]
 *		  x   x   		last[7] = 2, last[9] = 3, last[3] = 4
 *		  └ head	      └ end
 *
 * A byte for each entry in place of that comparison must be stored at each hit
 * for the entry before, and read back for the new one: with it arc on zipf took
 * 20 % longer on Zen 3 (with plain loops that were not unrolled).
 *
 * Two logs of which no element is in both are a pair: each has a range of
 * places, and one word says in which log an element is, and where.  The memory
 * is the caller's: live_log_pair_bytes(), zeroed.
 */
#ifndef POLICIES_LIB_LIVE_LOG_H
#define POLICIES_LIB_LIVE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/inline.h"

/* Returned where there is no element. */
#define LIVE_LOG_NONE UINT32_MAX

/* The place of an element that is in no log; no entry is there. */
#define LIVE_LOG_NOWHERE 0

/* The places of a log are a multiple of this. */
#define LIVE_LOG_LINE 64

/* Entries that are looked at before their elements get their new places: with
 * stores to 'last' between these loads compacting took half as long again. */
#define LIVE_LOG_CHUNK 512

struct live_log {
	uint32_t *entry;     /* by place */
	uint32_t *last;      /* by element: its place */
	uint32_t base;       /* the first place */
	uint32_t head;       /* no element is before */
	uint32_t end;        /* the next place */
	uint32_t limit;      /* behind the last place in use now */
	uint32_t last_limit; /* behind the last place that there is */
	uint32_t factor;     /* places for each element, at least */
	uint32_t count;      /* elements in the log */
};

/* Places for at most n elements, 'factor' for each; of whole words. */
static inline uint32_t
live_log_places(uint32_t n, uint32_t factor)
{
	return (
	    (factor * n + 3 * LIVE_LOG_LINE) / LIVE_LOG_LINE * LIVE_LOG_LINE);
}

/* Places of a pair, with a word that no log has. */
static inline size_t
live_log_pair_places(uint32_t n, const uint32_t factor[2])
{
	return (LIVE_LOG_LINE + (size_t)live_log_places(n, factor[0]) +
		live_log_places(n, factor[1]));
}

/* Elements are below 'range'; at most n < 2^29 of them are in each log.  There
 * is a 'last' for 'range', too. */
static inline size_t
live_log_pair_bytes(uint32_t n, const uint32_t factor[2], uint32_t range)
{
	size_t places = live_log_pair_places(n, factor);

	return (sizeof(uint32_t) * (places + range + 1));
}

/* memory is aligned to 8 bytes.  Returns the first byte behind the pair. */
static inline void *
live_log_place_pair(struct live_log pair[2], void *memory, uint32_t n,
    const uint32_t factor[2], uint32_t range)
{
	size_t places = live_log_pair_places(n, factor);
	uint32_t *entry = (uint32_t *)memory;
	uint32_t at = LIVE_LOG_LINE;

	memset(pair, 0, 2 * sizeof(*pair));
	for (unsigned i = 0; i < 2; i++) {
		pair[i].entry = entry;
		pair[i].last = entry + places;
		pair[i].factor = factor[i];
		pair[i].base = pair[i].head = pair[i].end = at;
		pair[i].limit = at + live_log_places(0, factor[i]);
		at += live_log_places(n, factor[i]);
		pair[i].last_limit = at;
	}
	return (entry + places + range + 1);
}

/* Which of a pair x is in; it is in one of them. */
static inline int
live_log_which(const struct live_log pair[2], uint32_t x)
{
	return (pair[0].last[x] >= pair[1].base);
}

/* Does the entry at this place count? */
static inline bool
live_log_counts(const struct live_log *l, uint32_t place)
{
	return (l->last[l->entry[place]] == place);
}

/* Moves the entries that count to the first places. */
static never_inline void
live_log_compact(struct live_log *l)
{
	const uint32_t *log = l->entry;
	uint32_t *last = l->last;
	uint32_t to = l->base, limit;

	for (uint32_t at = l->head, stop; at < l->end; at = stop) {
		uint32_t first = to;

		stop = l->end;
		if (stop - at > LIVE_LOG_CHUNK)
			stop = at + LIVE_LOG_CHUNK;
#pragma GCC unroll 8
		for (uint32_t i = at; i < stop; i++) {
			uint32_t x = log[i];

			l->entry[to] = x;
			to += last[x] == i;
		}
		for (; first < to; first++)
			last[log[first]] = first;
	}
	l->head = l->base;
	l->end = to;
	limit = l->base + live_log_places(to - l->base, l->factor);
	l->limit = limit < l->last_limit ? limit : l->last_limit;
}

/* The next place of an element that is in the log or was just counted. */
static inline void
live_log_put(struct live_log *l, uint32_t x)
{
	uint32_t end = l->end;

	l->entry[end] = x;
	l->last[x] = end;
	l->end = end + 1;
}

/* Puts x, which is in no log, at the end. */
static inline void
live_log_append(struct live_log *l, uint32_t x)
{
	if (unlikely(l->end == l->limit))
		live_log_compact(l);
	l->count++;
	live_log_put(l, x);
}

/* Puts x, which is in the log or in the other of the pair, at the end; 'count'
 * is for the caller to change. */
static inline void
live_log_move(struct live_log *l, uint32_t x)
{
	if (unlikely(l->end == l->limit))
		live_log_compact(l);
	live_log_put(l, x);
}

static inline void
live_log_remove(struct live_log *l, uint32_t x)
{
	l->last[x] = LIVE_LOG_NOWHERE;
	l->count--;
}

/* The place of the first element at this place or after it; the end: there is
 * none. */
static inline uint32_t
live_log_next(const struct live_log *l, uint32_t place)
{
	while (place < l->end && !live_log_counts(l, place))
		place++;
	return (place);
}

/* The element that was put at the end longest ago; LIVE_LOG_NONE: there is
 * none. */
static inline uint32_t
live_log_oldest(struct live_log *l)
{
	l->head = live_log_next(l, l->head);
	return (l->head < l->end ? l->entry[l->head] : LIVE_LOG_NONE);
}

/* The element of the entry that many places behind the head, whether it counts
 * or not; LIVE_LOG_NONE: there are not so many.  For prefetching. */
static inline uint32_t
live_log_ahead(const struct live_log *l, uint32_t places)
{
	return (l->end - l->head > places ? l->entry[l->head + places]
					  : LIVE_LOG_NONE);
}

#endif
