/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * pinatrace: "0x7f5ce8a4b2b3: R 0x7ffd3c2a1e60" is the address of an
 * instruction, R or W, and the address that it accesses; a decimal size may
 * follow.  Lines that begin with # are comments.
 *
 * Source: Intel Pin, ManualExamples/pinatrace.cpp; the size is an addition of
 * courses.  The instruction itself is no access: Pin prints a line for each
 * operand, so it would be counted as often as it has operands.
 */
#include "formats/hexaddr.h"
#include "formats/plain_shape.h"

static enum record_kind
pinatrace_line(void *state, const char *s, const char *end, struct record *rec)
{
	const char *p = s, *start;
	enum record_kind kind;
	enum access_op op;
	uint64_t size;

	field_blanks(&p, end);
	kind = hexaddr_read(state, rec, &p, end, ':', ACCESS_FETCH);
	if (kind == RECORD_MALFORMED)
		return (kind);
	if (p == end || *p != ':')
		return (record_malformed(rec, p, "a colon belongs here"));
	if (kind != RECORD_ACCESS)
		return (kind);
	p++;
	field_blanks(&p, end);
	if (p < end && *p == 'R')
		op = ACCESS_READ;
	else if (p < end && *p == 'W')
		op = ACCESS_WRITE;
	else
		return (record_malformed(
		    rec, p, "R (read) or W (write) belongs here"));
	p++;
	if (!field_ends(p, end))
		return (record_malformed(rec, p, "a blank belongs here"));
	field_blanks(&p, end);
	kind = hexaddr_read(state, rec, &p, end, ' ', op);
	field_blanks(&p, end);
	if (kind != RECORD_ACCESS || p == end)
		return (kind);
	start = p;
	if (field_decimal(&p, end, &size) != FIELD_OK || p != end)
		return (record_malformed(rec, start,
		    "a size in decimal or the end of the line belongs here"));
	return (record_size(rec, start, size));
}

static const uint8_t letters[256] = {
	['R'] = 1 + ACCESS_READ,
	['W'] = 1 + ACCESS_WRITE,
};

static const struct plain_shape shape = { .field = { PLAIN_PC, PLAIN_LETTER,
					      PLAIN_0X, PLAIN_SIZE },
	.size = 1,
	.op = letters };

static void
pinatrace_bulk(void *state, struct window *w, struct sink *to)
{
	plain_shape(&shape, state, w, to);
}

const struct trace_format trace_format_pinatrace = {
	.name = "pinatrace",
	.summary = "reads and writes as the example of Intel Pin prints them",
	.carries = CARRIES_WRITES | CARRIES_SIZES,
	.params = numbers_hex,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct numbers),
	.open = numbers_open,
	.tell = numbers_tell,
	.line = pinatrace_line,
	.bulk = pinatrace_bulk,
};
