/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing numbers of a text format into a buffer that is long enough.  Each
 * function returns the end of what it wrote.  printf() takes several times as
 * long, and a trace has hundreds of millions of lines.
 */
#ifndef FORMATS_PRINT_H
#define FORMATS_PRINT_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "formats/numbers.h"

/* The longest number: 20 decimal digits, or 0x and 16 hexadecimal ones. */
#define PRINT_MAX 20

static inline char *
print_decimal(char *to, uint64_t v)
{
	char digits[PRINT_MAX];
	size_t n = 0;

	do {
		digits[n++] = (char)('0' + v % 10);
		v /= 10;
	} while (v > 0);
	while (n > 0)
		*to++ = digits[--n];
	return (to);
}

/* At least so many digits. */
static inline char *
print_hex(char *to, uint64_t v, unsigned least)
{
	unsigned n = v == 0 ? 1 : (67 - (unsigned)__builtin_clzll(v)) / 4;

	for (n = n < least ? least : n; n > 0; n--)
		*to++ = "0123456789abcdef"[v >> 4 * (n - 1) & 15];
	return (to);
}

/* The address or the page number of an access, as the parameters of a format
 * say; least: digits of a hexadecimal address. */
static inline char *
print_place(char *to, const struct number_spec *spec, vaddr_t addr,
    unsigned shift, unsigned least)
{
	bool pages = spec->unit == UNIT_PAGE;
	uint64_t v = pages ? addr >> shift : addr;

	return (spec->base == BASE_10 ? print_decimal(to, v)
				      : print_hex(to, v, pages ? 1 : least));
}

/* What the encoders of address formats know. */
struct print_state {
	const struct number_spec *spec;
	unsigned shift;  /* log2 of the page size */
	uint64_t column; /* of reference strings: numbers in the line */
};

/* As trace_encoder.open, of a state that begins with struct print_state and
 * parameters that begin with struct number_spec. */
static inline int
print_open(void *state, const void *params, const struct trace_origin *origin,
    not_used struct err *err)
{
	struct print_state *s = state;

	s->spec = params;
	s->shift = (unsigned)__builtin_ctzll(origin->page_size);
	return (0);
}

/* What is kept of all that a format can carry: page numbers have no sizes. */
static inline unsigned
print_keeps(const void *params, unsigned carries)
{
	const struct number_spec *spec = params;

	return (spec->unit == UNIT_PAGE
		    ? (carries & ~(unsigned)CARRIES_SIZES) | CARRIES_PAGES
		    : carries & ~(unsigned)CARRIES_PAGES);
}

#endif
