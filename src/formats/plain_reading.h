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

/* The digits of a row, which is field 'at' from r->end on. */
static always_inline const char *
plain_digits_of(const struct plain_reading *r, size_t at, size_t *n)
{
	const char *e = r->base + r->end[at] - r->cut;
	uint16_t start = r->end[(ptrdiff_t)at - 1] + 1;
	const char *s = r->base + start + r->skip;

	*n = (size_t)(e - s);
	return (e);
}

/* Reads short decimal numbers, many at once: rows from 0 on; returns the first
 * that it did not. */
unsigned plain_short(const struct plain_reading *r, enum isa isa);

#endif
