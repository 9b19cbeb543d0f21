/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "s 0x1fffff50 1": l or s, a hexadecimal address with 0x, and up to three
 * decimal numbers that no paging model needs (instructions since the last
 * access, the penalties of a hit and a miss).
 *
 * The format of the UCSD address traces.  l loads, s stores.  No sizes.
 */
#include "trace/fields.h"
#include "trace/format.h"

#define NUMBERS 3

static enum line_kind
ls_line(const char *s, const char *end, struct record *rec)
{
	const char *p = s, *start;
	enum access_op op;
	enum field f;
	uint64_t addr, number;

	if (end - p < 2 || (p[1] != ' ' && p[1] != '\t'))
		return (line_malformed(rec, p,
		    "l (load) or s (store) and an address belong here"));
	if (*p == 'l')
		op = ACCESS_READ;
	else if (*p == 's')
		op = ACCESS_WRITE;
	else
		return (line_malformed(
		    rec, p, "l (load) or s (store) belongs here"));
	p++;
	field_blanks(&p, end);
	start = p;
	if (!field_prefix_0x(&p, end))
		return (
		    line_malformed(rec, p, "an address with 0x belongs here"));
	f = field_hex(&p, end, &addr);
	if (f == FIELD_NONE || !field_ends(p, end))
		return (line_malformed(rec, p, WHY_ADDRESS));
	if (f == FIELD_OVER)
		return (line_fatal(rec, start, WHY_OVER));
	for (int i = 0; i < NUMBERS; i++) {
		field_blanks(&p, end);
		if (p == end)
			break;
		if (field_decimal(&p, end, &number) != FIELD_OK ||
		    !field_ends(p, end))
			return (line_malformed(
			    rec, p, "a decimal number belongs here"));
	}
	field_blanks(&p, end);
	if (p != end)
		return (line_malformed(rec, p, WHY_MORE));
	return (line_access(rec, addr, op));
}

const struct trace_format trace_format_ls = {
	.name = "ls",
	.summary = "l or s and an address with 0x, as the UCSD traces",
	.line = ls_line,
};
