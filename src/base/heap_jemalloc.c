/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A heap is a jemalloc arena: the memory of a run is separate from that of
 * other runs, and one call frees all of it.
 */
#include <jemalloc/jemalloc.h>
#include <stdio.h>

#include "base/heap.h"

/* Read by jemalloc as it starts.  Only few allocations are made outside heaps.
 * With an arena for each thread, one that could not get its own for want of
 * memory crashed in jemalloc 5.3.  Without retain:false an arena that is
 * destroyed leaves 2 MiB of addresses and its own data, so a process that makes
 * tens of thousands of heaps ends for want of addresses. */
const char *malloc_conf = "narenas:1,retain:false";

struct heap {
	unsigned arena;
	int flags;
};

struct heap *
heap_create(void)
{
	unsigned arena;
	size_t len = sizeof(arena);
	struct heap *h;

	if (mallctl("arenas.create", &arena, &len, NULL, 0) != 0)
		return (NULL);
	h = mallocx(sizeof(*h), MALLOCX_ARENA(arena) | MALLOCX_TCACHE_NONE);
	if (h == NULL)
		return (NULL);
	h->arena = arena;
	h->flags = MALLOCX_ARENA(arena) | MALLOCX_TCACHE_NONE;
	return (h);
}

void
heap_destroy(struct heap *h)
{
	char name[48];

	snprintf(name, sizeof(name), "arena.%u.destroy", h->arena);
	mallctl(name, NULL, NULL, NULL, 0);
}

void *
heap_zalloc(struct heap *h, size_t size)
{
	return (mallocx(size, h->flags | MALLOCX_ZERO));
}

void
heap_free(struct heap *h, void *p)
{
	if (p != NULL)
		dallocx(p, h->flags);
}
