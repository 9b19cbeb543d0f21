/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Splitting accesses at page boundaries.
 */
#include "trace/split.h"

#include <assert.h>

#include "trace/fields.h"

/* Moves the rest of a record into the batch until the batch is full. */
static void
drain(struct splitter *c)
{
	const uint64_t page = UINT64_C(1) << c->shift, now = c->now;
	uint64_t left = c->left;
	struct access a = c->rest;
	size_t n = c->n, first = n;

	while (left > 0 && n < c->cap) {
		uint64_t in_page = page - (a.addr & (page - 1));
		uint64_t bytes = in_page < left ? in_page : left;

		bytes = c->by_page ? 1 : bytes;
		a.size = (uint32_t)bytes;
		c->out[n++] = a;
		left -= bytes;
		a.addr += in_page; /* wraps only where nothing is left */
	}
	for (size_t i = first; c->time != NULL && i < n; i++)
		c->time[i] = now;
	c->n = n;
	c->left = left;
	c->rest = a;
}

void
split_init(struct splitter *c, const struct settings *settings)
{
	*c = (struct splitter){
		.shift = settings_page_shift(settings),
		.first = settings->straddle == STRADDLE_FIRST,
		.no_fetch = !settings->ifetch,
		.now = NO_TIME,
	};
}

void
split_batch(struct splitter *c, struct access *out, uint64_t *time, size_t cap)
{
	c->out = out;
	c->time = time;
	c->cap = cap;
	c->n = 0;
	drain(c);
}

const char *
split_access(struct splitter *c, struct access a)
{
	uint64_t last = a.addr + a.size - 1;

	assert(c->left == 0 && c->n < c->cap && a.size > 0);
	if (last < a.addr)
		return (WHY_WRAPS);
	if (c->no_fetch && a.op == ACCESS_FETCH) {
		c->dropped = true;
		return (NULL);
	}
	c->accesses++;
	c->rest = a;
	c->left = a.size;
	c->by_page = false;
	if ((a.addr ^ last) >> c->shift != 0) {
		uint64_t page = UINT64_C(1) << c->shift;

		c->straddles++;
		if (c->first)
			c->left = page - (a.addr & (page - 1));
	}
	drain(c);
	return (NULL);
}

const char *
split_pages(struct splitter *c, struct access first, uint64_t pages)
{
	uint64_t last;

	assert(c->left == 0 && c->n < c->cap && pages > 0);
	if (__builtin_add_overflow(first.addr, pages - 1, &last) ||
	    last > UINT64_MAX >> c->shift)
		return (WHY_PAGE_OVER);
	if (c->no_fetch && first.op == ACCESS_FETCH) {
		c->dropped = true;
		return (NULL);
	}
	c->accesses += pages;
	c->rest = first;
	c->rest.addr <<= c->shift;
	c->left = pages;
	c->by_page = true;
	drain(c);
	return (NULL);
}
