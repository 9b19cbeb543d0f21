/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The allocator below base/mem.  There are two files with the same functions
 * (heap_jemalloc.c, heap_libc.c); configure chooses one.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stddef.h>

struct heap;

/* NULL when the system has no memory. */
struct heap *heap_create(void);
void heap_destroy(struct heap *h);
/* Zeroed; NULL when the system has no memory.  size > 0. */
void *heap_zalloc(struct heap *h, size_t size);
void heap_free(struct heap *h, void *p);

#endif
