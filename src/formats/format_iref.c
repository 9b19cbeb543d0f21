/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * iref: "I 4001000" is I, L, S or M and a hexadecimal address.
 *
 * Source: the course CSC369 at Toronto, which reduces the output of Valgrind's
 * lackey to pages, one line for a run of accesses to the same page.  The
 * letters mean what they mean in lackey: fetch, load, store, modify.
 */
#include "formats/plain_shape.h"

static enum record_kind
iref_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct numbers *n = state;
	const char *p = s, *start;
	enum access_op op;
	enum record_kind kind;
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
	kind = numbers_take(n, rec, &p, end, &addr);
	if (kind != RECORD_ACCESS)
		return (kind);
	if (p != end)
		return (record_malformed(rec, p, WHY_MORE));
	return (numbers_access(n, rec, start, addr, op));
}

static const uint8_t letters[256] = {
	['I'] = 1 + ACCESS_FETCH,
	['L'] = 1 + ACCESS_READ,
	['S'] = 1 + ACCESS_WRITE,
	['M'] = 1 + ACCESS_MODIFY,
};

static const struct plain_shape shape = {
	.field = { PLAIN_LETTER, PLAIN_ADDR }, .size = 1, .op = letters
};

static void
iref_bulk(void *state, struct window *w, struct sink *to)
{
	plain_shape(&shape, state, w, to);
}

const struct trace_format trace_format_iref = {
	.name = "iref",
	.summary = "I, L, S or M and an address, as in CSC369",
	.carries = CARRIES_WRITES | CARRIES_FETCHES,
	.params = numbers_hex,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct numbers),
	.open = numbers_open,
	.tell = numbers_tell,
	.line = iref_line,
	.bulk = iref_bulk,
};
