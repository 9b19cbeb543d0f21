/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the lines of a block of text, and the fields in them, end.
 *
 * A block is searched at once, with the widest vectors that there are, before
 * its lines are read: then no line waits for the end of the one before it.
 *
 *	text      W 7f 8\nR 80 4\n
 *	bits      01001011001011
 *	newline   6, 13
 *	end       -1, 1, 4, 6, 8, 11, 13
 */
#ifndef FORMATS_PLAIN_INDEX_H
#define FORMATS_PLAIN_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "base/inline.h"
#include "base/isa.h"
#include "trace/bytes.h"

/* The bytes of a block at most, a multiple of 64. */
#define PLAIN_BLOCK 4096
/* A line that is not plain ends a block, so the first one is small. */
#define PLAIN_BLOCK_FIRST 256
/* Entries behind the last that may be written. */
#define PLAIN_BEHIND 64

struct plain_index {
	const char *base; /* the first byte */
	unsigned lines;   /* whole ones */
	unsigned fields;  /* whole ones */
	/* Bit i % 64 of i / 64: byte i ends a field; little-endian. */
	uint64_t bits[PLAIN_BLOCK / 64 + 2];
	uint16_t newline[PLAIN_BLOCK + PLAIN_BEHIND]; /* of each line */
	/* Of each field, behind one of -1; only if they were asked for. */
	uint16_t end[1 + PLAIN_BLOCK + PLAIN_BEHIND];
};

/*
 * Searches at most so many bytes from p on, and up to 63 behind them.  A field
 * ends at a newline and at the separator; ' ' is also a tab, '\n' is none.
 */
void plain_index(struct plain_index *ix, enum isa isa, const char *p,
    size_t bytes, char separator, bool fields);

/* The ends of fields from p on, as bits, of 57 bytes at least. */
static always_inline uint64_t
plain_bits(const struct plain_index *ix, const char *p)
{
	size_t at = (size_t)(p - ix->base);

	return (bytes_le64((const char *)ix->bits + at / 8) >> at % 8);
}

#endif
