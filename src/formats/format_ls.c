/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ls: "s 0x1fffff50 1" is l (load) or s (store), a hexadecimal address with 0x,
 * and up to three decimal numbers that are checked and not used: instructions
 * since the last access, the penalties of a hit and of a miss.
 *
 * Source: address traces of UCSD.
 */
#include "trace/fields.h"

#define NUMBERS 3

static enum record_kind
ls_line(
    not_used void *state, const char *s, const char *end, struct record *rec)
{
	const char *p = s, *start;
	enum access_op op;
	enum field f;
	uint64_t addr, number;

	if (end - p < 2 || (p[1] != ' ' && p[1] != '\t'))
		return (record_malformed(rec, p,
		    "l (load) or s (store) and an address belong here"));
	if (*p == 'l')
		op = ACCESS_READ;
	else if (*p == 's')
		op = ACCESS_WRITE;
	else
		return (record_malformed(
		    rec, p, "l (load) or s (store) belongs here"));
	p++;
	field_blanks(&p, end);
	start = p;
	if (!field_prefix_0x(&p, end))
		return (record_malformed(
		    rec, p, "an address with 0x belongs here"));
	f = field_hex(&p, end, &addr);
	if (f == FIELD_NONE || !field_ends(p, end))
		return (record_malformed(rec, p, WHY_ADDRESS));
	if (f == FIELD_OVER)
		return (record_fatal(rec, start, WHY_OVER));
	for (int i = 0; i < NUMBERS; i++) {
		field_blanks(&p, end);
		if (p == end)
			break;
		if (field_decimal(&p, end, &number) != FIELD_OK ||
		    !field_ends(p, end))
			return (record_malformed(
			    rec, p, "a decimal number belongs here"));
	}
	field_blanks(&p, end);
	if (p != end)
		return (record_malformed(rec, p, WHY_MORE));
	return (record_access(rec, addr, op));
}

const struct trace_format trace_format_ls = {
	.name = "ls",
	.summary = "l or s and an address with 0x, as in the UCSD traces",
	.carries = CARRIES_WRITES,
	.line = ls_line,
};
