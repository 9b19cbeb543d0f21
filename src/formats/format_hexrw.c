/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * hexrw: "0041f7a0 R" is a hexadecimal address, with or without 0x, and R or W
 * in either case.
 *
 * Source: the traces gcc, swim, bzip and sixpack of operating system courses
 * (SPEC programs; Ramapo College and the University of Pittsburgh).  Addresses
 * there have eight digits; up to 16 are read.
 */
#include "formats/plain_shape.h"
#include "formats/print.h"

static enum record_kind
hexrw_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct numbers *n = state;
	const char *p = s, *start;
	enum access_op op;
	enum record_kind kind;
	uint64_t addr;

	field_blanks(&p, end);
	start = p;
	kind = numbers_take(n, rec, &p, end, &addr);
	if (kind != RECORD_ACCESS)
		return (kind);
	if (p < end && (*p | 0x20) == 'r')
		op = ACCESS_READ;
	else if (p < end && (*p | 0x20) == 'w')
		op = ACCESS_WRITE;
	else
		return (record_malformed(
		    rec, p, "R (read) or W (write) belongs here"));
	if (p + 1 != end)
		return (record_malformed(rec, p + 1, WHY_MORE));
	return (numbers_access(n, rec, start, addr, op));
}

static const uint8_t letters[256] = {
	['r'] = 1 + ACCESS_READ,
	['R'] = 1 + ACCESS_READ,
	['w'] = 1 + ACCESS_WRITE,
	['W'] = 1 + ACCESS_WRITE,
};

static const struct plain_shape shape = {
	.field = { PLAIN_ADDR, PLAIN_LETTER }, .size = 1, .op = letters
};

static void
hexrw_bulk(void *state, struct window *w, struct sink *to)
{
	plain_shape(&shape, state, w, to);
}

static int
hexrw_write(void *state, const struct access *a, not_used const uint64_t *time,
    size_t n, FILE *to, not_used struct err *err)
{
	const struct print_state *s = state;
	char line[PRINT_MAX + 3], *p;

	for (; n > 0; a++, n--) {
		p = print_place(line, s->spec, a->addr, s->shift, 8);
		*p++ = ' ';
		*p++ =
		    a->op == ACCESS_WRITE || a->op == ACCESS_MODIFY ? 'W' : 'R';
		*p++ = '\n';
		fwrite(line, (size_t)(p - line), 1, to);
	}
	return (0);
}

static unsigned
hexrw_keeps(const void *params)
{
	return (print_keeps(params, CARRIES_WRITES));
}

static const struct trace_encoder hexrw_encoder = {
	.keeps = hexrw_keeps,
	.state_size = sizeof(struct print_state),
	.open = print_open,
	.accesses = hexrw_write,
};

const struct trace_format trace_format_hexrw = {
	.name = "hexrw",
	.summary = "a hexadecimal address and R or W, as in courses",
	.carries = CARRIES_WRITES,
	.params = numbers_hex,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct numbers),
	.open = numbers_open,
	.tell = numbers_tell,
	.line = hexrw_line,
	.bulk = hexrw_bulk,
	.encoder = &hexrw_encoder,
};
