/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A pool of frames.
 *
 * Frames are numbered from 'first' up.  Those below 'fresh' have been used
 * before, and the free ones among them are a bit set; the lowest free frame is
 * its lowest member, or else the first one never used.  So the memory that a
 * pool needs depends on the frames used so far and not on its limit.
 */
#include "space/framepool.h"

#include <assert.h>
#include <string.h>

#include "model/page.h"

void
frame_pool_init(struct frame_pool *p, struct mem *m, uint64_t first,
    uint64_t limit, size_t page_size, bool contents)
{
	*p = (struct frame_pool){
		.m = m,
		.first = first,
		.limit = limit,
		.page_size = page_size,
	};
	p->cap = mem_bound(FRAMES_MAX, sizeof(*p->refs) + sizeof(*p->bytes));
	bitset_init(&p->free, m, p->cap);
	p->refs = mem_reserve(m, p->cap, sizeof(*p->refs));
	if (contents)
		p->bytes = mem_reserve(m, p->cap, sizeof(*p->bytes));
}

static void
give_out(struct frame_pool *p, uint64_t i)
{
	if (p->bytes != NULL && p->bytes[i] != NULL)
		memset(p->bytes[i], 0, p->page_size);
	p->refs[i] = 1;
	p->used++;
	p->allocs++;
}

uint64_t
frame_pool_take(struct frame_pool *p)
{
	uint64_t i;

	if (frame_pool_spare(p) == 0)
		return (POOL_NONE);
	i = bitset_lowest(&p->free);
	if (i != BITSET_NONE)
		bitset_remove(&p->free, i);
	else if (p->fresh < p->cap)
		i = p->fresh++;
	else if (p->cap < FRAMES_MAX)
		mem_exceeded(p->cap, "frames");
	else
		return (POOL_NONE);
	give_out(p, i);
	return (p->first + i);
}

void
frame_pool_claim(struct frame_pool *p, uint64_t frame)
{
	uint64_t i = frame - p->first;

	assert(i < p->fresh && bitset_has(&p->free, i));
	bitset_remove(&p->free, i);
	give_out(p, i);
}

void
frame_pool_hold(struct frame_pool *p, uint64_t frame)
{
	assert(frame - p->first < p->fresh && p->refs[frame - p->first] > 0);
	p->refs[frame - p->first]++;
}

void
frame_pool_release(struct frame_pool *p, uint64_t frame)
{
	uint64_t i = frame - p->first;

	assert(i < p->fresh && p->refs[i] > 0);
	if (--p->refs[i] > 0)
		return;
	bitset_add(&p->free, i);
	p->used--;
	p->frees++;
}

uint32_t
frame_pool_refs(const struct frame_pool *p, uint64_t frame)
{
	uint64_t i = frame - p->first;

	return (i < p->fresh ? p->refs[i] : 0);
}

uint8_t *
frame_pool_bytes(struct frame_pool *p, uint64_t frame)
{
	uint64_t i = frame - p->first;

	if (p->bytes == NULL || i >= p->cap)
		return (NULL);
	if (p->bytes[i] == NULL)
		p->bytes[i] = mem_alloc(p->m, p->page_size);
	return (p->bytes[i]);
}
