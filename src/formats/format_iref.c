/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "I 4001000": I, L, S or M and a hexadecimal address.
 *
 * What a course at Toronto (CSC369) makes of lackey's output: pages only, each
 * mentioned once for a run of accesses to it.  The letters mean what lackey
 * means by them; there is no size.
 */
#include "trace/fields.h"
#include "trace/format.h"

static enum line_kind
iref_line(const char *s, const char *end, struct record *rec)
{
	const char *p = s, *start;
	enum access_op op;
	enum field f;
	uint64_t addr;

	field_blanks(&p, end);
	start = p;
	switch (*p) {
	case 'I':
		op = ACCESS_FETCH;
		break;
	case 'L':
		op = ACCESS_READ;
		break;
	case 'S':
		op = ACCESS_WRITE;
		break;
	case 'M':
		op = ACCESS_MODIFY;
		break;
	default:
		return (line_malformed(rec, p,
		    "I (fetch), L (load), S (store) or M (modify) belongs "
		    "here"));
	}
	p++;
	if (field_ends(p, end))
		field_blanks(&p, end);
	else
		return (line_malformed(
		    rec, start, "one of I, L, S, M and a blank belong here"));
	start = p;
	f = field_hex(&p, end, &addr);
	if (f == FIELD_NONE || !field_ends(p, end))
		return (line_malformed(rec, p, WHY_ADDRESS));
	if (f == FIELD_OVER)
		return (line_fatal(rec, start, WHY_OVER));
	field_blanks(&p, end);
	if (p != end)
		return (line_malformed(rec, p, WHY_MORE));
	return (line_access(rec, addr, op));
}

const struct trace_format trace_format_iref = {
	.name = "iref",
	.summary = "I, L, S or M and an address, as CSC369 makes of lackey",
	.line = iref_line,
};
