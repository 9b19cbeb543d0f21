/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * iref: "I 4001000" or "R: 0x7fec4000" is a letter and a hexadecimal address.
 *
 * Source: the course CSC369 at Toronto, which reduces the output of Valgrind's
 * lackey to pages, one line for a run of accesses to the same page.  The
 * letters mean what they mean in lackey: fetch, load, store, modify.  Other
 * courses have R and W, and a colon behind the letter.
 */
#include "formats/plain_shape.h"

struct iref {
	struct numbers numbers; /* the first: numbers_open() */
	bool colon;             /* the last line had one */
};

static const uint8_t letters[256] = {
	['I'] = 1 + ACCESS_FETCH,
	['L'] = 1 + ACCESS_READ,
	['R'] = 1 + ACCESS_READ,
	['S'] = 1 + ACCESS_WRITE,
	['W'] = 1 + ACCESS_WRITE,
	['M'] = 1 + ACCESS_MODIFY,
};

static enum record_kind
iref_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct iref *x = state;
	struct numbers *n = &x->numbers;
	const char *p = s, *start;
	enum record_kind kind;
	uint64_t addr;
	unsigned op;

	field_blanks(&p, end);
	start = p;
	op = letters[(unsigned char)*p];
	if (op == 0)
		return (record_malformed(rec, p,
		    "I (fetch), L or R (load), S or W (store) or M (modify) "
		    "belongs here"));
	p++;
	x->colon = p < end && *p == ':';
	if (!x->colon && !field_ends(p, end))
		return (record_malformed(rec, start,
		    "one of I, L, R, S, W, M and a blank or a colon belong "
		    "here"));
	p += x->colon;
	field_blanks(&p, end);
	start = p;
	kind = numbers_take(n, rec, &p, end, &addr);
	if (kind != RECORD_ACCESS)
		return (kind);
	if (p != end)
		return (record_malformed(rec, p, WHY_MORE));
	return (numbers_access(n, rec, start, addr, (enum access_op)(op - 1)));
}

static const struct plain_shape shape = {
	.field = { PLAIN_LETTER, PLAIN_ANY }, .size = 1, .op = letters
};

static const struct plain_shape colon_shape = {
	.field = { PLAIN_TWO, PLAIN_ANY },
	.size = 1,
	.op = letters,
	.second = " ::::",
};

static void
iref_bulk(void *state, struct window *w, struct sink *to)
{
	struct iref *x = state;

	plain_shape(x->colon ? &colon_shape : &shape, &x->numbers, w, to);
}

const struct trace_format trace_format_iref = {
	.name = "iref",
	.summary = "I, L, S, M, R or W and an address, as in CSC369",
	.carries = CARRIES_WRITES | CARRIES_FETCHES,
	.params = numbers_hex,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct iref),
	.open = numbers_open,
	.tell = numbers_tell,
	.line = iref_line,
	.bulk = iref_bulk,
};
