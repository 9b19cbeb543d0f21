/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An aid for policies: things in the order they were last put at the end.
 *
 * A linked list moves an element to its end by writing to three neighbours,
 * wherever they are.  A log appends the element once more and remembers where:
 * an entry counts only if it is its element's last, the others are skipped when
 * they come up at the old end.  When the log is full the entries that count
 * are moved to its front, at most once every 3 n appends for n elements, so an
 * append costs O(1) on average and touches one word that is not sequential.
 *
 *	entry  [ 7 | 3 | 7 | 9 | 3 |   |   ]	last[7] = 3, last[9] = 4,
 *		 x   x			     	last[3] = 5 (one more than
 *		 └ head		     └ end	the place), others 0
 *
 * Elements are small integers: frames, or pages for ghosts.  Memory is lent:
 * log_bytes() says how much, and it must be zeroed.
 */
#ifndef POLICY_LOG_H
#define POLICY_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/inline.h"

#define LOG_NONE UINT32_MAX

struct log {
	uint32_t *entry; /* by place */
	uint32_t *last;  /* by element: its place + 1; 0: not in the log */
	uint32_t head;   /* no entry below counts */
	uint32_t end;    /* the next place */
	uint32_t cap;
	uint32_t count; /* elements in the log */
};

/* Places for at most n elements at a time. */
static inline uint32_t
log_cap(uint32_t n)
{
	return (4 * n + 64);
}

/* Elements are below 'range'; at most n, n < 2^29, are in it at a time. */
static inline size_t
log_bytes(uint32_t n, uint32_t range)
{
	return (sizeof(uint32_t) * ((size_t)log_cap(n) + range));
}

/* Returns the first byte behind the log. */
static inline void *
log_place(struct log *l, void *memory, uint32_t n, uint32_t range)
{
	*l = (struct log){ .entry = memory, .cap = log_cap(n) };
	l->last = l->entry + l->cap;
	return (l->last + range);
}

static inline bool
log_has(const struct log *l, uint32_t x)
{
	return (l->last[x] != 0);
}

static never_inline void
log_compact(struct log *l)
{
	uint32_t to = 0;

	for (uint32_t i = l->head; i < l->end; i++) {
		uint32_t x = l->entry[i], place = l->last[x];
		bool counts = place == i + 1;

		l->entry[to] = x;
		to += counts;
		l->last[x] = counts ? to : place;
	}
	l->head = 0;
	l->end = to;
}

/* Puts x, which is in the log, at its end. */
static inline void
log_move(struct log *l, uint32_t x)
{
	if (unlikely(l->end == l->cap))
		log_compact(l);
	l->entry[l->end++] = x;
	l->last[x] = l->end;
}

/* Puts x, which is not in the log, at its end. */
static inline void
log_append(struct log *l, uint32_t x)
{
	l->count++;
	log_move(l, x);
}

static inline void
log_remove(struct log *l, uint32_t x)
{
	l->last[x] = 0;
	l->count--;
}

/* The element that was put at the end longest ago; LOG_NONE: empty. */
static inline uint32_t
log_oldest(struct log *l)
{
	for (; l->head < l->end; l->head++) {
		uint32_t x = l->entry[l->head];

		if (l->last[x] == l->head + 1)
			return (x);
	}
	return (LOG_NONE);
}

/* The element that was put at the end last; LOG_NONE: empty. */
static inline uint32_t
log_newest(struct log *l)
{
	for (; l->end > l->head; l->end--) {
		uint32_t x = l->entry[l->end - 1];

		if (l->last[x] == l->end)
			return (x);
	}
	return (LOG_NONE);
}

#endif
