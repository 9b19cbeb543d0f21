/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of page tables: blocks of three sizes, zeroed, cut from chunks.
 *
 * A trace of scattered addresses makes a table for each page, and an allocation
 * of the heap for each took half of the time.  Chunks grow; the large ones are
 * on huge pages, because each reference reads an entry: at 30 million
 * pages in random order, small pages cost as much as the cache misses.
 */
#ifndef SPACE_TABLE_MEMORY_H
#define SPACE_TABLE_MEMORY_H

#include "base/mem.h"

enum block_class { BLOCK_SMALL, BLOCK_MEDIUM, BLOCK_FULL, BLOCK_CLASSES };

#define BLOCK_SMALL_BYTES  128
#define BLOCK_MEDIUM_BYTES 320
#define BLOCK_FULL_BYTES   4096

struct table_memory {
	struct mem *m;
	struct block_pool {
		char *next, *end; /* of the chunk that is being cut */
		void *free;       /* blocks given back, linked */
		size_t chunk;     /* bytes of the next chunk */
		size_t all;       /* bytes of all chunks */
	} pool[BLOCK_CLASSES];
};

void table_memory_init(struct table_memory *t, struct mem *m);
void *table_memory_take(struct table_memory *t, enum block_class size);
void table_memory_give(
    struct table_memory *t, enum block_class size, void *block);

#endif
