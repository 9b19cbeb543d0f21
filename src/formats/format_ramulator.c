/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * ramulator: "LD 0x12340" or "ST 4096" is a load or a store and an address,
 * decimal or with 0x hexadecimal.  Addresses are physical.
 *
 * Source: Ramulator 2, loadstore_trace.cpp.
 */
#include "formats/plain_shape.h"

static enum record_kind
ramulator_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct numbers *n = state;
	const char *p = s, *start;
	enum access_op op;
	uint64_t addr;
	enum field f;

	field_blanks(&p, end);
	start = p;
	p = field_end(p, end);
	if (field_is(start, p, "LD"))
		op = ACCESS_READ;
	else if (field_is(start, p, "ST"))
		op = ACCESS_WRITE;
	else
		return (record_malformed(
		    rec, start, "LD (load) or ST (store) belongs here"));
	field_blanks(&p, end);
	start = p;
	f = numbers_field(n, &p, end, &addr);
	if (f == FIELD_NONE || p != end)
		return (record_malformed(
		    rec, p, "an address in decimal, or with 0x, belongs here"));
	if (f == FIELD_OVER)
		return (record_fatal(rec, start, numbers_why_over(n)));
	return (numbers_access(n, rec, start, addr, op));
}

static const uint8_t letters[256] = {
	['L'] = 1 + ACCESS_READ,
	['S'] = 1 + ACCESS_WRITE,
};
static const char second[] = { 0, 'D', 'T' };

static const struct plain_shape shape = { .field = { PLAIN_TWO, PLAIN_ANY },
	.size = 1,
	.op = letters,
	.second = second };

static void
ramulator_bulk(void *state, struct window *w, struct sink *to)
{
	plain_shape(&shape, state, w, to);
}

const struct trace_format trace_format_ramulator = {
	.name = "ramulator",
	.summary = "LD or ST and an address, for Ramulator",
	.carries = CARRIES_WRITES,
	.params = numbers_decimal,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct numbers),
	.open = numbers_open,
	.tell = numbers_tell,
	.line = ramulator_line,
	.bulk = ramulator_bulk,
};
