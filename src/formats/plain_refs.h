/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of many numbers, each of which is an access: reference strings.
 */
#ifndef FORMATS_PLAIN_REFS_H
#define FORMATS_PLAIN_REFS_H

#include "formats/plain_lines.h"

static always_inline bool
plain_separates(char c)
{
	return (c == ' ' || c == '\t' || c == ',' || c == ';');
}

/* A line that is too long is an error from its first number on. */
static inline bool
plain_too_long(const char *p, const char *end)
{
	if ((size_t)(end - p) <= RECORD_BYTES_MAX)
		return (false);
	return (memchr(p, '\n', RECORD_BYTES_MAX) == NULL);
}

/* As trace_format.bulk; stops at a number that is not alone between two
 * separators, except that r or w may be behind it, and a comma or semicolon
 * with a blank. */
void plain_refs(struct numbers *n, struct window *w, struct sink *to);

#endif
