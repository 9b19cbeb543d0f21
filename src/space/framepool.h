/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A pool of frames.  The lowest free frame is taken first, up to a limit of
 * frames in use.  A frame has a count of the entries that refer to it, and
 * bytes where contents are kept.
 */
#ifndef SPACE_FRAMEPOOL_H
#define SPACE_FRAMEPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bitset.h"
#include "base/mem.h"

#define POOL_NONE UINT64_MAX

struct frame_pool {
	struct mem *m;
	uint64_t first; /* number of the lowest frame */
	uint64_t limit; /* frames in use at most; may change at any time */
	uint64_t used, allocs, frees;
	uint64_t fresh;     /* frames that were ever used */
	uint64_t cap;       /* frames that fit the arrays */
	struct bitset free; /* those of them that are free again */
	uint32_t *refs;     /* by frame - first */
	size_t page_size;
	uint8_t **bytes; /* by frame - first; NULL: contents are not kept */
};

/* page_size is in bytes.  contents: frames have bytes. */
void frame_pool_init(struct frame_pool *p, struct mem *m, uint64_t first,
    uint64_t limit, size_t page_size, bool contents);

/* Frames that may still be taken. */
static inline uint64_t
frame_pool_spare(const struct frame_pool *p)
{
	return (p->used < p->limit ? p->limit - p->used : 0);
}

/* A zeroed frame, referred to once; POOL_NONE: there is none. */
uint64_t frame_pool_take(struct frame_pool *p);
/* Takes this frame, which must be free and have been used before. */
void frame_pool_claim(struct frame_pool *p, uint64_t frame);
/* Adds a reference. */
void frame_pool_hold(struct frame_pool *p, uint64_t frame);
/* Removes a reference; after the last the frame is free. */
void frame_pool_release(struct frame_pool *p, uint64_t frame);
uint32_t frame_pool_refs(const struct frame_pool *p, uint64_t frame);
/* Its contents, whether it is taken or not; NULL where they are not kept or
 * the number is not one of the pool's. */
uint8_t *frame_pool_bytes(struct frame_pool *p, uint64_t frame);

#endif
