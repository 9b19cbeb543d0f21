/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Elements in the order in which they were last put at the end: an LRU list,
 * kept as a log with a byte for each entry.
 *
 * As in lru_queue.h an element that is moved is appended once more, and its
 * place is noted.  The byte says that an entry is its element's last: that of
 * the entry before is cleared when the element is moved.  So the oldest
 * element is found without looking at elements that were moved since, and when
 * the log is full only the entries that count are moved to its first places.
 * Bits would be fewer, but one is cleared by reading its word, which was often
 * stored just before.
 *
 *	entry	[ 7 | 3 | 7 | 9 | 3 |   |   ]
 *	live	  0   0   1   1   1   0   0	last[7] = 2, last[9] = 3, ...
 *		  └ head	      └ end
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

/* Places of which the bytes are read as one word of bits.  A log begins and
 * ends with such a word. */
#define LIVE_LOG_WORD 64

struct live_log {
	uint32_t *entry;     /* by place */
	uint8_t *live;       /* by place: 1 if the entry counts, else 0 */
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
	    (factor * n + 3 * LIVE_LOG_WORD) / LIVE_LOG_WORD * LIVE_LOG_WORD);
}

/* Places of a pair, with a word that no log has. */
static inline size_t
live_log_pair_places(uint32_t n, const uint32_t factor[2])
{
	return (LIVE_LOG_WORD + (size_t)live_log_places(n, factor[0]) +
		live_log_places(n, factor[1]));
}

/* Elements are below 'range'; at most n < 2^29 of them are in each log.  There
 * is a 'last' for 'range', too. */
static inline size_t
live_log_pair_bytes(uint32_t n, const uint32_t factor[2], uint32_t range)
{
	size_t places = live_log_pair_places(n, factor);

	return (places + sizeof(uint32_t) * (places + range + 1));
}

/* memory is aligned to 8 bytes.  Returns the first byte behind the pair. */
static inline void *
live_log_place_pair(struct live_log pair[2], void *memory, uint32_t n,
    const uint32_t factor[2], uint32_t range)
{
	size_t places = live_log_pair_places(n, factor);
	uint8_t *live = (uint8_t *)memory;
	uint32_t *entry = (uint32_t *)(live + places);
	uint32_t at = LIVE_LOG_WORD;

	memset(pair, 0, 2 * sizeof(*pair));
	for (unsigned i = 0; i < 2; i++) {
		pair[i].entry = entry;
		pair[i].live = live;
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

/* The bytes of eight places as bits. */
static inline uint64_t
live_log_eight(const uint8_t *live)
{
	uint64_t eight;

	memcpy(&eight, live, sizeof(eight));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	eight = __builtin_bswap64(eight);
#endif
	return (eight * UINT64_C(0x0102040810204080) >> 56);
}

/* A bit for each place of the word of this place, from it on. */
static inline uint64_t
live_log_from(const struct live_log *l, uint32_t place)
{
	const uint8_t *live = l->live + place / LIVE_LOG_WORD * LIVE_LOG_WORD;
	uint64_t bits = 0;

	for (unsigned i = 0; i < LIVE_LOG_WORD; i += 8)
		bits |= live_log_eight(live + i) << i;
	return (bits & ~UINT64_C(0) << place % LIVE_LOG_WORD);
}

/* Moves the entries that count to the first places. */
static never_inline void
live_log_compact(struct live_log *l)
{
	uint32_t to = l->base, limit;

	for (uint32_t at = l->head; at < l->end;
	     at = (at / LIVE_LOG_WORD + 1) * LIVE_LOG_WORD) {
		uint32_t word = at / LIVE_LOG_WORD * LIVE_LOG_WORD;
		uint64_t left = live_log_from(l, at);

		memset(&l->live[word], 0, LIVE_LOG_WORD);
		for (; left != 0; left &= left - 1) {
			uint32_t x =
			    l->entry[word + (uint32_t)__builtin_ctzll(left)];

			l->entry[to] = x;
			l->last[x] = to++;
		}
	}
	memset(&l->live[l->base], 1, to - l->base);
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
	l->live[end] = 1;
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
	l->live[l->last[x]] = 0;
	live_log_put(l, x);
}

static inline void
live_log_remove(struct live_log *l, uint32_t x)
{
	l->live[l->last[x]] = 0;
	l->last[x] = LIVE_LOG_NOWHERE;
	l->count--;
}

/* The place of the first element at this place or after it; the end: there is
 * none. */
static inline uint32_t
live_log_next(const struct live_log *l, uint32_t place)
{
	while (place < l->end) {
		uint64_t left = live_log_from(l, place);

		place = place / LIVE_LOG_WORD * LIVE_LOG_WORD;
		if (likely(left != 0))
			return (place + (uint32_t)__builtin_ctzll(left));
		place += LIVE_LOG_WORD;
	}
	return (l->end);
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
