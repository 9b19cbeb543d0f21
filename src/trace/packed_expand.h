/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The references of a block whose coding is a dictionary: each is a byte, and a
 * table of 256 has the number for it.  That is most of the work of reading
 * them, so there is a form with vectors.
 */
#ifndef TRACE_PACKED_EXPAND_H
#define TRACE_PACKED_EXPAND_H

#include <stdbool.h>
#include <stdint.h>

#include "base/isa.h"

/* With at most so many entries, all below 2^16, they are looked up in
 * registers. */
#define TABLE_ROWS_MAX 4
#define TABLE_ROW      16

struct code_table {
	const struct expander *expander;
	uint32_t n; /* entries that bytes may refer to, at most 256 */
	uint32_t code[256];
	/* The rest is of code_table_ready(). */
	uint64_t high[256];    /* code << 32 */
	uint32_t rows;         /* of 16 entries; 0: too many, or too large */
	bool wide;             /* an entry does not fit 16 bits */
	uint8_t plane[4][256]; /* the bytes of code, the lowest first */
};

/* To be called when the entries have been set. */
void code_table_ready(struct code_table *t);

/* Bytes behind the last one that may be read, and numbers that may be written.
 */
#define EXPAND_SPARE 64

struct expander {
	/* The numbers of n bytes. */
	void (*expand)(uint32_t *to, const unsigned char *from, uint32_t n,
	    const struct code_table *t);
	/* Whether one of n bytes is above most; zeros follow them. */
	bool (*any_above)(const unsigned char *p, uint32_t n, unsigned most);
};

/* With these instructions; NULL: there is none for them alone. */
const struct expander *expander_of(enum isa isa);
/* With those that are used. */
const struct expander *expander_chosen(void);

#endif
