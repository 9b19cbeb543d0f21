/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU stack distances by a list that is searched, to compare others with.
 */
#ifndef UNIT_LRU_STACK_H
#define UNIT_LRU_STACK_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "unit/fixture.h"

#define LRU_STACK_MAX 2000

/* All zeros at first. */
struct lru_stack {
	uint64_t page[LRU_STACK_MAX]; /* the most recent one first */
	size_t n;
};

/* The distance of a reference, from 1; 0: the first one to this page. */
static size_t
lru_stack_next(struct lru_stack *s, uint64_t page)
{
	size_t d = 0;
	bool first;

	while (d < s->n && s->page[d] != page)
		d++;
	first = d == s->n;
	ck_assert_uint_lt(d, LRU_STACK_MAX);
	s->n += first;
	memmove(s->page + 1, s->page, d * sizeof(*s->page));
	s->page[0] = page;
	return (first ? 0 : d + 1);
}

#endif
