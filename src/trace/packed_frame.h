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

/* What is behind the header of the frame; all but HEAD and TAIL texts. */
#define HEAD_SIZE  32
#define BLOCK_SIZE 20
#define INDEX_SIZE 16 /* of an entry */
#define TAIL_SIZE  104
#define TAIL_END   16 /* at the end of a TAIL frame: its place, PACKED_END */

static inline void
frame_le32(unsigned char *p, uint32_t v)
{
	for (int i = 0; i < 4; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

static inline void
frame_le64(unsigned char *p, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		p[i] = (unsigned char)(v >> 8 * i);
}

/* The bytes of a text without its end. */
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

/* Fills p, which has room for HEAD_SIZE or TAIL_SIZE bytes and the text; both
 * return the size. */
size_t head_put(unsigned char *p, const struct packed_head *h);
size_t tail_put(unsigned char *p, const struct packed_tail *t, uint64_t place);

#endif
