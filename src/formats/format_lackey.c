/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * lackey: what valgrind --tool=lackey --trace-mem=yes writes.
 *
 *	I  0401ab70,3		an instruction fetch at 401ab70, three bytes
 *	 S 1fff0006f8,8		store
 *	 L 0403a2d8,8		load
 *	 M 04225bf0,4		modify: load and store in one
 *
 * Between these are Valgrind's own lines ("==123== ...", "--123-- ..."), the
 * superblocks of --trace-superblocks (" SB address"), and the output of the
 * traced program, if it goes to the same file.  These lines are ignored and
 * counted.  So only a line that begins like a record, up to the first digit,
 * can be malformed.
 *
 * A trace has hundreds of millions of lines of 14 bytes, nearly all plain.
 * Plain lines are taken in bulk: eight at once where the processor has vectors
 * of 512 bits (lackey_vector.c), else one by one in words of eight bytes
 * (lackey_words.c).  A line that these do not take (capital letters, fewer than
 * eight digits, a size of three digits, an access that straddles pages) is read
 * here.
 *
 * Source: lackey/lk_main.c in Valgrind.
 */
#include "formats/lackey.h"
#include "trace/fields.h"

/* The three bytes before an address; four with the NUL. */
static const char prefix[][4] = {
	[ACCESS_READ] = " L ",
	[ACCESS_WRITE] = " S ",
	[ACCESS_MODIFY] = " M ",
	[ACCESS_FETCH] = "I  ",
};

/* "==123==", "--123--" and "--123:" begin lines of Valgrind. */
static bool
is_valgrind(const char *s, const char *end)
{
	const char *p = s + 2;
	uint64_t pid;

	if (end - s < 4 || s[0] != s[1] || (s[0] != '=' && s[0] != '-'))
		return (false);
	return (field_decimal(&p, end, &pid) != FIELD_NONE && p < end &&
		(*p == s[0] || *p == ':'));
}

static void
lackey_bulk(not_used void *state, struct window *w, struct splitter *c)
{
	if (lackey_has_vectors())
		lackey_vector(w, c);
	lackey_words(w, c);
}

static enum record_kind
lackey_line(
    not_used void *state, const char *s, const char *end, struct record *rec)
{
	const char *p = s + 3, *comma;
	enum field faddr, fsize;
	uint64_t addr, size;
	unsigned op = 0;

	if (is_valgrind(s, end))
		return (RECORD_OURS);
	if (end - s > 4 && memcmp(s, " SB ", 4) == 0)
		return (RECORD_OURS);
	if (end - s < 4)
		return (RECORD_STRANGE);
	while (op <= ACCESS_FETCH && memcmp(s, prefix[op], 3) != 0)
		op++;
	if (op > ACCESS_FETCH || field_digit[(unsigned char)*p] == 0)
		return (RECORD_STRANGE);
	faddr = field_hex(&p, end, &addr);
	if (p == end || *p != ',')
		return (record_malformed(
		    rec, p, "a comma and the size belong behind the address"));
	comma = p++;
	fsize = field_decimal(&p, end, &size);
	if (fsize == FIELD_NONE || p != end)
		return (record_malformed(
		    rec, p, "the size belongs here, and nothing behind it"));
	if (faddr == FIELD_OVER)
		return (record_fatal(rec, s + 3, WHY_OVER));
	if (fsize == FIELD_OVER)
		return (record_fatal(rec, comma + 1, WHY_HUGE));
	record_access(rec, addr, (enum access_op)op);
	return (record_size(rec, comma + 1, size));
}

const struct trace_format trace_format_lackey = {
	.name = "lackey",
	.summary = "valgrind --tool=lackey --trace-mem=yes",
	.carries = CARRIES_WRITES | CARRIES_FETCHES | CARRIES_SIZES,
	.line = lackey_line,
	.bulk = lackey_bulk,
};
