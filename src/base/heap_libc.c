/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A heap over the C library's allocator, for sanitizer builds: sanitizers put
 * red zones around what calloc() returns.  The blocks are chained, so that
 * destroying the heap frees all of them.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/heap.h"
#include "base/inline.h"

struct block {
	struct block *next;
	struct block *prev;
};

struct heap {
	struct block head;
};

struct heap *
heap_create(void)
{
	struct heap *h = calloc(1, sizeof(*h));

	if (h != NULL)
		h->head.next = h->head.prev = &h->head;
	return (h);
}

void
heap_destroy(struct heap *h)
{
	while (h->head.next != &h->head)
		heap_free(h, h->head.next + 1);
	free(h);
}

void *
heap_zalloc(struct heap *h, size_t size)
{
	struct block *b;

	if (size > SIZE_MAX - sizeof(*b))
		return (NULL);
	b = calloc(1, sizeof(*b) + size);
	if (b == NULL)
		return (NULL);
	b->next = h->head.next;
	b->prev = &h->head;
	b->next->prev = b;
	h->head.next = b;
	return (b + 1);
}

void
heap_free(not_used struct heap *h, void *p)
{
	struct block *b;

	if (p == NULL)
		return;
	b = (struct block *)p - 1;
	b->prev->next = b->next;
	b->next->prev = b->prev;
	free(b);
}
