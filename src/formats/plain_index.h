/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the lines of a block of text, and the fields in them, end.
 *
 * A block is searched at once, with the widest vectors that there are, before
 * its lines are read: then no line waits for the end of the one before it.
 *
 *	text      W 7f 8\nR 80 4\n
 *	bits      01001011001011
 *	end       -1, 1, 4, 6, 8, 11, 13; of lines: -1, 6, 13
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
	unsigned ends;    /* that are listed */
	/* Bit i % 64 of i / 64: byte i ends a field; little-endian. */
	uint64_t bits[PLAIN_BLOCK / 64 + 2];
	/* Of each field, behind one of -1, or else of each line. */
	uint16_t end[1 + PLAIN_BLOCK + PLAIN_BEHIND];
	/* With fields: the newlines in each 64 bytes, and before them. */
	uint64_t newlines[PLAIN_BLOCK / 64];
	uint16_t before[PLAIN_BLOCK / 64];
};

/*
 * Searches at most so many bytes from p on, and up to 63 behind them.  A field
 * ends at a newline and at the separator; ' ' is also a tab, '\n' is none.
 * fields: their ends are listed, else those of lines.
 */
void plain_index(struct plain_index *ix, enum isa isa, const char *p,
    size_t bytes, char separator, bool fields);

/* How many lines end before byte 'at', which is in the block. */
static inline unsigned
plain_newlines(const struct plain_index *ix, unsigned at)
{
	uint64_t bits = ix->newlines[at / 64] & ((UINT64_C(1) << at % 64) - 1);

	return (ix->before[at / 64] + (unsigned)__builtin_popcountll(bits));
}

/* The ends of fields from p on, as bits, of 57 bytes at least. */
static always_inline uint64_t
plain_bits(const struct plain_index *ix, const char *p)
{
	size_t at = (size_t)(p - ix->base);

	return (bytes_le64((const char *)ix->bits + at / 8) >> at % 8);
}

#endif
