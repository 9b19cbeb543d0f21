/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * "=4001000", "!4001000": a read, a write, and a hexadecimal address.
 */
#include "trace/fields.h"

static enum record_kind
eqref_line(void *state, const char *s, const char *end, struct record *rec)
{
	const char *p = s + 1;
	uint64_t addr;
	enum field f;

	(void)state;
	if (*s != '=' && *s != '!')
		return (record_malformed(
		    rec, s, "= (read) or ! (write) belongs here"));
	f = field_hex(&p, end, &addr);
	if (f == FIELD_NONE || p != end)
		return (record_malformed(rec, p, WHY_ADDRESS));
	if (f == FIELD_OVER)
		return (record_fatal(rec, s + 1, WHY_OVER));
	return (
	    record_access(rec, addr, *s == '=' ? ACCESS_READ : ACCESS_WRITE));
}

const struct trace_format trace_format_eqref = {
	.name = "eqref",
	.summary = "= or ! and an address, to be removed again",
	.carries = CARRIES_WRITES,
	.line = eqref_line,
};
