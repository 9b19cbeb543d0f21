/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hash table with chains, and a list in the order of opening.  The pages are
 * in an array that grows, and refer to each other by index.
 */
#include "record/page_window.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
page_window_init(struct page_window *w)
{
	*w = (struct page_window){
		.unused = WINDOW_NONE,
		.oldest = WINDOW_NONE,
		.newest = WINDOW_NONE,
	};
	memset(w->bucket, 0xff, sizeof(w->bucket));
}

void
page_window_free(struct page_window *w)
{
	free(w->page);
	page_window_init(w);
}

static void
resize(struct page_window *w, uint32_t cap)
{
	w->page = realloc(w->page, cap * sizeof(*w->page));
	if (w->page == NULL)
		mem_die("the pages of a recorded process");
	for (uint32_t i = w->cap; i < cap; i++) {
		w->page[i].bucket_next = w->unused;
		w->unused = i;
	}
	w->cap = cap;
}

static uint32_t *
bucket_of(const struct page_window *w, uint64_t page)
{
	uint64_t i = page * UINT64_C(0x9e3779b97f4a7c15) >> 54;

	return ((uint32_t *)&w->bucket[i % WINDOW_BUCKETS]);
}

struct window_page *
page_window_find(const struct page_window *w, uint64_t page)
{
	uint32_t i = *bucket_of(w, page);

	while (i != WINDOW_NONE && w->page[i].page != page)
		i = w->page[i].bucket_next;
	return (i == WINDOW_NONE ? NULL : &w->page[i]);
}

struct window_page *
page_window_add(struct page_window *w, uint64_t page)
{
	uint32_t *bucket = bucket_of(w, page), i;
	struct window_page *p;

	if (w->unused == WINDOW_NONE)
		resize(w, w->cap == 0 ? 64 : w->cap * 2);
	i = w->unused;
	p = &w->page[i];
	w->unused = p->bucket_next;
	*p = (struct window_page){
		.page = page,
		.bucket_next = *bucket,
		.older = w->newest,
		.newer = WINDOW_NONE,
	};
	*bucket = i;
	if (w->newest == WINDOW_NONE)
		w->oldest = i;
	else
		w->page[w->newest].newer = i;
	w->newest = i;
	w->n++;
	return (p);
}

void
page_window_remove(struct page_window *w, struct window_page *p)
{
	uint32_t *link = bucket_of(w, p->page), i = (uint32_t)(p - w->page);

	while (*link != i)
		link = &w->page[*link].bucket_next;
	*link = p->bucket_next;
	if (p->older == WINDOW_NONE)
		w->oldest = p->newer;
	else
		w->page[p->older].newer = p->newer;
	if (p->newer == WINDOW_NONE)
		w->newest = p->older;
	else
		w->page[p->newer].older = p->older;
	p->bucket_next = w->unused;
	w->unused = i;
	w->n--;
	w->held -= p->holds > 0;
}

void
page_window_hold(struct page_window *w, struct window_page *p)
{
	w->held += p->holds++ == 0;
}

void
page_window_release(struct page_window *w, struct window_page *p)
{
	if (p->holds > 0)
		w->held -= --p->holds == 0;
}

struct window_page *
page_window_oldest(struct page_window *w)
{
	for (uint32_t i = w->oldest; i != WINDOW_NONE; i = w->page[i].newer)
		if (w->page[i].holds == 0)
			return (&w->page[i]);
	return (NULL);
}
