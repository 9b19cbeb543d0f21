/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Blocks that are given back are kept for the next taker and zeroed then.
 * Chunks are freed with the struct mem that they are from.
 */
#include "space/table_memory.h"

#include <string.h>

/* A chunk holds eight blocks at first.  Each is twice as long as the one before
 * up to CHUNK_DOUBLED, and then a quarter of all, so that little address space
 * is reserved in vain. */
#define BLOCKS_FIRST  8
#define CHUNK_DOUBLED ((size_t)8 << 20)
/* Chunks from this size on are reserved, on huge pages. */
#define CHUNK_HUGE ((size_t)4 << 20)

static const size_t block_bytes[] = {
	[BLOCK_SMALL] = BLOCK_SMALL_BYTES,
	[BLOCK_MEDIUM] = BLOCK_MEDIUM_BYTES,
	[BLOCK_FULL] = BLOCK_FULL_BYTES,
};

void
table_memory_init(struct table_memory *t, struct mem *m)
{
	*t = (struct table_memory){ .m = m };
	for (int i = 0; i < BLOCK_CLASSES; i++)
		t->pool[i].chunk = block_bytes[i] * BLOCKS_FIRST;
}

/* The next chunk, a multiple of its blocks. */
static void
add_chunk(struct table_memory *t, enum block_class size)
{
	struct block_pool *pool = &t->pool[size];
	size_t n = pool->chunk, quarter;

	pool->next =
	    n < CHUNK_HUGE ? mem_alloc(t->m, n) : mem_reserve(t->m, n, 1);
	pool->end = pool->next + n;
	pool->all += n;
	quarter = pool->all / 4 - pool->all / 4 % block_bytes[size];
	pool->chunk = 2 * n <= CHUNK_DOUBLED ? 2 * n
		      : quarter > n          ? quarter
					     : n;
}

void *
table_memory_take(struct table_memory *t, enum block_class size)
{
	struct block_pool *pool = &t->pool[size];
	void *block = pool->free;

	if (block != NULL) {
		memcpy(&pool->free, block, sizeof(pool->free));
		return (memset(block, 0, block_bytes[size]));
	}
	if (pool->next == pool->end)
		add_chunk(t, size);
	block = pool->next;
	pool->next += block_bytes[size];
	return (block);
}

void
table_memory_give(struct table_memory *t, enum block_class size, void *block)
{
	struct block_pool *pool = &t->pool[size];

	memcpy(block, &pool->free, sizeof(pool->free));
	pool->free = block;
}
