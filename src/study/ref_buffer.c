/* SPDX-License-Identifier: BSD-2-Clause */
#include "study/ref_buffer.h"

#include "sim/replay.h"

void
ref_buffer_open(struct ref_buffer *b, struct mem *m, bool timed)
{
	b->reference =
	    mem_reserve(m, CHUNK_MAX + REPLAY_AHEAD, sizeof(struct reference));
	if (timed)
		b->time = mem_reserve(m, CHUNK_MAX + 1, sizeof(uint64_t));
}

void
ref_buffer_add(
    struct ref_buffer *b, struct mem *m, uint64_t at, struct change c)
{
	c.at = at;
	b->change =
	    mem_grow(m, b->change, b->nchange, &b->cap, sizeof(*b->change));
	b->change[b->nchange++] = c;
}

void
ref_buffer_take(struct ref_buffer *b, struct mem *m, uint64_t at,
    const struct change *c, size_t n)
{
	/* Many of one event: once, not by doubling.  The chunk ends then. */
	if (n >= CHANGES_MAX)
		b->change = mem_grow_to(m, b->change, b->nchange, &b->cap,
		    b->nchange + n, sizeof(*b->change));
	for (size_t i = 0; i < n; i++)
		ref_buffer_add(b, m, at, c[i]);
}
