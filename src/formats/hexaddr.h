/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A field that is an address in hexadecimal, with or without 0x.
 */
#ifndef FORMATS_HEXADDR_H
#define FORMATS_HEXADDR_H

#include "trace/fields.h"

/* Reads the address at *p, which a blank, the character 'stop' or the end of
 * the line must follow, as an access to it; else the kind of error. */
static inline enum record_kind
hexaddr_read(struct record *rec, const char **p, const char *end, char stop,
    enum access_op op)
{
	const char *start = *p;
	uint64_t addr;
	enum field f;

	field_prefix_0x(p, end);
	f = field_hex(p, end, &addr);
	if (f == FIELD_NONE || !(field_ends(*p, end) || **p == stop))
		return (record_malformed(rec, *p, WHY_ADDRESS));
	if (f == FIELD_OVER)
		return (record_fatal(rec, start, WHY_OVER));
	return (record_access(rec, addr, op));
}

#endif
