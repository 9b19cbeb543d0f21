/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "0041f7a0 R": a hexadecimal address and R or W, either case.
 *
 * The format of the traces gcc, swim, bzip and sixpack that operating system
 * courses hand out (SPEC programs of the Ramapo and Pittsburgh course works).
 * Eight digits there, any number up to 16 here, with or without 0x.  No sizes.
 */
#include "trace/fields.h"
#include "trace/format.h"

static enum line_kind
hexrw_line(const char *s, const char *end, struct record *rec)
{
	const char *p = s, *start;
	enum access_op op;
	enum field f;
	uint64_t addr;

	field_blanks(&p, end);
	start = p;
	field_prefix_0x(&p, end);
	f = field_hex(&p, end, &addr);
	if (f == FIELD_NONE || !field_ends(p, end))
		return (line_malformed(rec, p, WHY_ADDRESS));
	if (f == FIELD_OVER)
		return (line_fatal(rec, start, WHY_OVER));
	field_blanks(&p, end);
	if (p < end && (*p | 0x20) == 'r')
		op = ACCESS_READ;
	else if (p < end && (*p | 0x20) == 'w')
		op = ACCESS_WRITE;
	else
		return (line_malformed(
		    rec, p, "R (read) or W (write) belongs here"));
	if (p + 1 != end)
		return (line_malformed(rec, p + 1, WHY_MORE));
	return (line_access(rec, addr, op));
}

const struct trace_format trace_format_hexrw = {
	.name = "hexrw",
	.summary = "a hexadecimal address and R or W, as courses use",
	.line = hexrw_line,
};
