/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A field that is an address, in hexadecimal unless base=10 is given.
 */
#ifndef FORMATS_HEXADDR_H
#define FORMATS_HEXADDR_H

#include "formats/numbers.h"

/* Reads the address at *p, which a blank, the character 'stop' or the end of
 * the line must follow, as an access to it; else the kind of error. */
static inline enum record_kind
hexaddr_read(struct numbers *n, struct record *rec, const char **p,
    const char *end, char stop, enum access_op op)
{
	const char *start = *p;
	uint64_t addr;
	enum field f;

	f = numbers_field(n, p, end, &addr);
	if (f == FIELD_NONE || !(field_ends(*p, end) || **p == stop))
		return (record_malformed(rec, *p, numbers_why(n)));
	if (f == FIELD_OVER)
		return (record_fatal(rec, start, numbers_why_over(n)));
	return (numbers_access(n, rec, start, addr, op));
}

#endif
