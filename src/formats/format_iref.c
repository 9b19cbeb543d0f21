/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * iref: "I 4001000" is I, L, S or M and a hexadecimal address.
 *
 * Source: the course CSC369 at Toronto, which reduces the output of Valgrind's
 * lackey to pages, one line for a run of accesses to the same page.  The
 * letters mean what they mean in lackey: fetch, load, store, modify.
 */
#include "trace/fields.h"

static enum record_kind
iref_line(
    not_used void *state, const char *s, const char *end, struct record *rec)
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
		return (record_malformed(rec, p,
		    "I (fetch), L (load), S (store) or M (modify) belongs "
		    "here"));
	}
	p++;
	if (field_ends(p, end))
		field_blanks(&p, end);
	else
		return (record_malformed(
		    rec, start, "one of I, L, S, M and a blank belong here"));
	start = p;
	f = field_hex(&p, end, &addr);
	if (f == FIELD_NONE || !field_ends(p, end))
		return (record_malformed(rec, p, WHY_ADDRESS));
	if (f == FIELD_OVER)
		return (record_fatal(rec, start, WHY_OVER));
	field_blanks(&p, end);
	if (p != end)
		return (record_malformed(rec, p, WHY_MORE));
	return (record_access(rec, addr, op));
}

const struct trace_format trace_format_iref = {
	.name = "iref",
	.summary = "I, L, S or M and an address, as in CSC369",
	.carries = CARRIES_WRITES | CARRIES_FETCHES,
	.line = iref_line,
};
