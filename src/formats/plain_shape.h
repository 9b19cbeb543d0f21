/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of a few fields in a fixed order (plain_tables.h).
 */
#ifndef FORMATS_PLAIN_SHAPE_H
#define FORMATS_PLAIN_SHAPE_H

#include "formats/plain_tables.h"

enum plain_field {
	PLAIN_NONE,   /* behind the last */
	PLAIN_LETTER, /* an operation */
	PLAIN_TWO,    /* two letters */
	PLAIN_ADDR,   /* in the base of the format's numbers */
	PLAIN_0X,     /* 0x and an address in hexadecimal */
	PLAIN_ANY,    /* PLAIN_0X or PLAIN_ADDR */
	PLAIN_PC,     /* 0x and a number in hexadecimal, not used, a colon */
	PLAIN_SIZE,   /* in decimal, or nothing */
	PLAIN_SIZE16, /* in hexadecimal */
};

#define PLAIN_FIELDS 4

/* A usual line whose fields are, with one blank between, of these kinds. */
struct plain_shape {
	enum plain_field field[PLAIN_FIELDS];
	uint32_t size;      /* of accesses, in bytes, without a size field */
	uint64_t aligned;   /* bits of an address that are cleared */
	const uint8_t *op;  /* by letter: 1 + the operation; 0: none */
	const char *second; /* of PLAIN_TWO: by that, the second letter */
};

/* As trace_format.bulk, for lines of a shape. */
void plain_shape(const struct plain_shape *s, struct numbers *n,
    struct window *w, struct sink *to);

#endif
