/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The layout of a packed record, written as in Python's struct module:
 * "<QIB" is a number of 8 bytes, one of 4 and one of 1, little-endian.
 *
 *	<	little-endian; > or ! big-endian; one of them is required
 *	c b B	1 byte, h H 2, i I l L 4, q Q 8; f 4 and d 8, not numbers here
 *	x	a byte that is no field
 *	4B	four fields; 4x: four bytes that are no field
 */
#ifndef FORMATS_LAYOUT_H
#define FORMATS_LAYOUT_H

#include "trace/bytes.h"

#define LAYOUT_FIELDS_MAX 240
#define LAYOUT_BYTES_MAX  4096

struct layout_field {
	uint16_t at;  /* offset in the record, in bytes */
	uint8_t size; /* bytes; 0: there is no such field */
	bool integer; /* and not a floating-point number */
};

struct layout {
	size_t size; /* of a record, in bytes */
	bool big;    /* big-endian */
	unsigned n;
	struct layout_field field[LAYOUT_FIELDS_MAX];
};

/* The layout that [s, end) describes; NULL, or a static text what is wrong. */
const char *layout_read(struct layout *l, const char *s, const char *end);

/* The value of an integer field of a record; 0 where there is no such field. */
static inline uint64_t
layout_get(const struct layout *l, struct layout_field f, const char *record)
{
	return (bytes_number(record + f.at, f.size, l->big));
}

#endif
