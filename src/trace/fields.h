/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fields of a line: numbers, words and the blanks between them.
 *
 * Each function reads at *p, never at or beyond end, and moves *p behind what
 * it took.  A number that does not fit 64 bits is read to its end all the same,
 * so that a format can see whether the rest of the line makes it a record.
 */
#ifndef TRACE_FIELDS_H
#define TRACE_FIELDS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "trace/record.h"

enum field {
	FIELD_NONE, /* not a digit there */
	FIELD_OK,
	FIELD_OVER, /* beyond 64 bits */
};

/* Of a hexadecimal digit of either case, 16 and its value; 0: it is none.  A
 * table, because a branch for each digit is mispredicted every third time. */
extern const uint8_t field_digit[256];

static inline void
field_blanks(const char **p, const char *end)
{
	while (*p < end && (**p == ' ' || **p == '\t'))
		(*p)++;
}

/* Whether a field ends here. */
static inline bool
field_ends(const char *p, const char *end)
{
	return (p == end || *p == ' ' || *p == '\t');
}

/* The end of the field at p. */
static inline const char *
field_end(const char *p, const char *end)
{
	while (!field_ends(p, end))
		p++;
	return (p);
}

static inline bool
field_is(const char *p, const char *end, const char *word)
{
	size_t n = strlen(word);

	return ((size_t)(end - p) == n && memcmp(p, word, n) == 0);
}

/* Takes the word, if it is next; it need not be a whole field. */
static inline bool
field_prefix(const char **p, const char *end, const char *word)
{
	size_t n = strlen(word);

	if ((size_t)(end - *p) < n || memcmp(*p, word, n) != 0)
		return (false);
	*p += n;
	return (true);
}

static inline bool
field_prefix_0x(const char **p, const char *end)
{
	if (end - *p < 2 || (*p)[0] != '0' || ((*p)[1] | 0x20) != 'x')
		return (false);
	*p += 2;
	return (true);
}

static inline enum field
field_hex(const char **p, const char *end, uint64_t *v)
{
	const char *s = *p;
	uint64_t lost = 0;
	unsigned digit;

	*v = 0;
	for (; s < end && (digit = field_digit[(unsigned char)*s]) != 0; s++) {
		lost |= *v >> 60;
		*v = *v << 4 | (digit & 15);
	}
	if (s == *p)
		return (FIELD_NONE);
	*p = s;
	return (lost != 0 ? FIELD_OVER : FIELD_OK);
}

static inline enum field
field_decimal(const char **p, const char *end, uint64_t *v)
{
	const char *s = *p;
	bool over = false;
	unsigned digit;

	*v = 0;
	for (; s < end && (digit = (unsigned)*s - '0') < 10; s++) {
		over |= __builtin_mul_overflow(*v, 10, v);
		over |= __builtin_add_overflow(*v, digit, v);
	}
	if (s == *p)
		return (FIELD_NONE);
	*p = s;
	return (over ? FIELD_OVER : FIELD_OK);
}

/* A decimal with a fraction or without, times ten to the power of so many
 * digits: seconds as nanoseconds with 9.  Digits behind these are left out.  *v
 * of one beyond 64 bits is the last time there is. */
static inline enum field
field_scaled(const char **p, const char *end, unsigned digits, uint64_t *v)
{
	enum field f = field_decimal(p, end, v);
	bool over = f == FIELD_OVER;
	const char *s = *p + 1;
	bool fraction = f != FIELD_NONE && *p < end && **p == '.';

	if (f == FIELD_NONE)
		return (f);
	for (; digits > 0; digits--) {
		bool digit = fraction && s < end && (unsigned)*s - '0' < 10;

		over |= __builtin_mul_overflow(*v, 10, v);
		if (digit)
			over |=
			    __builtin_add_overflow(*v, (unsigned)*s++ - '0', v);
	}
	while (fraction && s < end && (unsigned)*s - '0' < 10)
		s++;
	*p = fraction ? s : *p;
	if (over)
		*v = NO_TIME - 1;
	return (over ? FIELD_OVER : FIELD_OK);
}

/* Bytes: 0x and hexadecimal, or decimal with K, M, G or T for powers of 1024.
 */
static inline enum field
field_bytes(const char **p, const char *end, uint64_t *v)
{
	static const char units[] = "KMGT";
	const char *unit;
	unsigned shift;
	enum field f;

	if (field_prefix_0x(p, end))
		return (field_hex(p, end, v));
	f = field_decimal(p, end, v);
	if (f == FIELD_NONE || *p == end ||
	    (unit = memchr(units, **p, sizeof(units) - 1)) == NULL)
		return (f);
	shift = 10 * (unsigned)(unit - units + 1);
	if (*v > UINT64_MAX >> shift)
		f = FIELD_OVER;
	*v <<= shift;
	(*p)++;
	return (f);
}

#define WHY_ADDRESS   "an address in hexadecimal belongs here"
#define WHY_OVER      "an address beyond 64 bits"
#define WHY_PAGE      "a page number in decimal belongs here"
#define WHY_PAGE_OVER "a page number beyond 64-bit addresses"
#define WHY_MORE      "the line should end here"

#endif
