/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Frames:
 *
 *	kind (4)  bytes (4)  checksum (8)  what it holds
 *
 * The checksum is XXH3 of 64 bits of what the frame holds, with kind and bytes
 * as the seed.
 */
#ifndef TRACE_PACKED_FRAME_H
#define TRACE_PACKED_FRAME_H

#include <stdio.h>

#include "trace/packed.h"

#define FRAME_HEADER 16 /* bytes */

struct packed_frame {
	uint32_t kind;
	size_t size; /* of what it holds */
	uint64_t sum;
	const unsigned char *p;
};

/* Bytes of what frames hold. */
#define HEAD_SIZE  32 /* before the text */
#define BLOCK_SIZE 20 /* before the columns */
#define INDEX_SIZE 16 /* of an entry */
#define TAIL_SIZE  104

/* The bytes of a text without its end.  For memcpy() of a string literal
 * clang-tidy warns that the end is missing. */
static inline void
frame_bytes(unsigned char *p, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		p[i] = (unsigned char)text[i];
}

uint64_t frame_sum(uint32_t kind, const void *p, size_t size);
/* Fills the header before p[FRAME_HEADER..], where size bytes are, and writes
 * both; returns the checksum. */
uint64_t frame_write(
    FILE *to, enum packed_frame_kind kind, unsigned char *p, size_t size);

/* The frame at p; false: not all of it is before end.  The kind and the size
 * are whatever the bytes say, and the size may be too large. */
bool frame_read(
    struct packed_frame *f, const unsigned char *p, const unsigned char *end);

/* What the frames hold: NULL, or what is wrong. */
const char *head_read(const struct packed_frame *f, struct packed_head *h);
const char *tail_read(const struct packed_frame *f, struct packed_tail *t);

/* Fill p with HEAD_SIZE bytes and the text, or with TAIL_SIZE bytes; both
 * return the size. */
size_t head_put(unsigned char *p, const struct packed_head *h);
size_t tail_put(unsigned char *p, const struct packed_tail *t, uint64_t place);

#endif
