/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The numbers in one column of many lines, which have the same number of fields
 * each: as many at once as there are in a vector.
 */
#ifndef FORMATS_PLAIN_COLUMNS_H
#define FORMATS_PLAIN_COLUMNS_H

#include "formats/plain_index.h"

enum plain_kind {
	PLAIN_TEXT,    /* not looked at */
	PLAIN_DECIMAL, /* up to 19 digits */
	PLAIN_HEX,     /* up to 16 */
	/* The same, of which only is checked that they are numbers. */
	PLAIN_DECIMAL_UNUSED,
	PLAIN_HEX_UNUSED,
};

struct plain_column {
	enum plain_kind kind;
	bool prefix; /* 0x is before it */
	char suffix; /* is behind it; '\0': nothing */
};

/* Lines and columns that are read at once. */
#define PLAIN_ROWS    256
#define PLAIN_COLUMNS 9

struct plain_table {
	const char *base;
	const uint16_t *end; /* plain_index.end */
	unsigned columns, rows;
	bool returns; /* lines end with CR LF */
	enum isa isa;
	uint64_t value[PLAIN_COLUMNS][PLAIN_ROWS];
};

/* The text of a field. */
static always_inline const char *
plain_cell(const struct plain_table *t, unsigned row, unsigned column,
    const char **end)
{
	size_t at = row * t->columns + column;

	*end =
	    t->base + t->end[at + 1] - (t->returns && column + 1 == t->columns);
	return (t->base + (uint16_t)(t->end[at] + 1));
}

/* Reads a column; rows from the first that is not right on are cut off. */
void plain_column(struct plain_table *t, enum isa isa, unsigned column,
    const struct plain_column *as);

#endif
