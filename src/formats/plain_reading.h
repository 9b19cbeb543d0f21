/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A column of numbers while it is read (plain_columns.c, plain_short.c).
 */
#ifndef FORMATS_PLAIN_READING_H
#define FORMATS_PLAIN_READING_H

#include "formats/plain_columns.h"

struct plain_reading {
	const char *base;
	const uint16_t *end; /* of the field of row 0, behind that of the one
			      * before it */
	size_t step;         /* from row to row */
	unsigned skip, cut;  /* bytes before and behind the digits */
	enum plain_kind kind;
	uint64_t *value;
	unsigned rows;
	unsigned from; /* rows before it have been read */
};

/* The digits of the field that ends at *end; returns where they end.  *n: how
 * many; where what is cut off does not fit into the field, below 0 without its
 * sign. */
static always_inline const char *
plain_digits_at(const struct plain_reading *r, const uint16_t *end, size_t *n)
{
	*n = (size_t)(uint16_t)(end[0] - end[-1]) - (1 + r->skip + r->cut);
	return (r->base - r->cut + end[0]);
}

/* The same of a row, which is field 'at' from r->end on. */
static always_inline const char *
plain_digits_of(const struct plain_reading *r, size_t at, size_t *n)
{
	return (plain_digits_at(r, r->end + at, n));
}

/* Reads short decimal numbers, many at once: rows from 0 on; returns the first
 * that it did not. */
unsigned plain_short(const struct plain_reading *r, enum isa isa);

#endif
