/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What valgrind --tool=lackey --trace-mem=yes writes (lackey/lk_main.c):
 *
 *	I  0401ab70,3		instruction at 401ab70, three bytes
 *	 S 1fff0006f8,8		store
 *	 L 0403a2d8,8		load
 *	 M 04225bf0,4		modify: load and store in one
 *
 * Between these stand Valgrind's own lines ("==123== ...", "--123-- ..."), the
 * superblocks of --trace-superblocks ( SB address), and whatever the traced
 * program wrote to the same place.  All of that is ignored and counted, so here
 * only a line that begins like a record, digit included, can be malformed.
 *
 * A trace has hundreds of millions of lines of 14 bytes, so plain ones are
 * taken in words of eight bytes: the address is eight digits or more, found
 * with its comma in two words, and each of the tests that a line must pass is
 * a bit in one number, so that there is one branch and it is never taken.
 * What it does not take (an address of 16 digits, a size of three, an access
 * that straddles) is not wrong, only rare, and goes the slow way.
 */
#include <endian.h>

#include "base/inline.h"
#include "trace/cut.h"
#include "trace/fields.h"
#include "trace/formats.h"

/* One byte eight times. */
#define EIGHT(byte) (UINT64_C(0x0101010101010101) * (byte))

/* The three bytes before an address, as a little-endian number. */
#define PREFIX(a, b, c)                                                        \
	((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16)

static const uint32_t prefix[4] = {
	[ACCESS_READ] = PREFIX(' ', 'L', ' '),
	[ACCESS_WRITE] = PREFIX(' ', 'S', ' '),
	[ACCESS_MODIFY] = PREFIX(' ', 'M', ' '),
	[ACCESS_FETCH] = PREFIX('I', ' ', ' '),
};

/* By the exclusive or of the first two bytes: which of the above to compare
 * with.  What is none of them is compared with ' L ', and differs. */
static const uint8_t op_of[256] = {
	['L' ^ ' '] = ACCESS_READ,
	['S' ^ ' '] = ACCESS_WRITE,
	['M' ^ ' '] = ACCESS_MODIFY,
	['I' ^ ' '] = ACCESS_FETCH,
};

static inline uint64_t
load8(const char *p)
{
	uint64_t w;

	memcpy(&w, p, sizeof(w));
	return (le64toh(w));
}

static inline uint32_t
load4(const char *p)
{
	uint32_t w;

	memcpy(&w, p, sizeof(w));
	return (le32toh(w));
}

/* The high bit of each byte that is no hexadecimal digit.  Sums of bytes below
 * 0x80 do not carry into the next. */
static inline uint64_t
not_hex(uint64_t w)
{
	uint64_t b = w & EIGHT(0x7f), low = b | EIGHT(0x20);
	uint64_t digit = (b + EIGHT(0x80 - '0')) & ~(b + EIGHT(0x7f - '9'));
	uint64_t letter =
	    (low + EIGHT(0x80 - 'a')) & ~(low + EIGHT(0x7f - 'f'));

	return ((~(digit | letter) | w) & EIGHT(0x80));
}

/* The number that eight hexadecimal digits write, the first in the low byte. */
static inline uint64_t
hex8(uint64_t w)
{
	w = (w & EIGHT(0x0f)) + 9 * (w >> 6 & EIGHT(0x01));
	w = (w << 4 | w >> 8) & UINT64_C(0x00ff00ff00ff00ff);
	w = (w << 8 | w >> 16) & UINT64_C(0x0000ffff0000ffff);
	return ((w << 16 | w >> 32) & UINT32_MAX);
}

/*
 * Every line taken here ends with a newline that was compared, and it is the
 * first behind p; so although a word may reach behind the text, what is there
 * cannot matter.
 */
static void
lackey_lines(struct text *t, struct cut *c)
{
	const char *p = t->p, *end = t->end, *record = t->record;
	struct access *out = c->out;
	size_t n = c->n, cap = c->cap;
	uint64_t lines = 0, dropped = 0;
	unsigned shift = c->shift, unwanted = c->no_fetch ? ACCESS_FETCH : 8;

	while (p < end && n < cap) {
		enum access_op op = op_of[(unsigned char)(p[0] ^ p[1])];
		uint64_t high = load8(p + 3), low = load8(p + 11);
		uint64_t rest = not_hex(low);
		/* Digits in low; a word without an end has eight. */
		unsigned k = (unsigned)__builtin_ctzll(rest | 1ULL << 63) / 8;
		const char *q = p + 11 + k;
		unsigned one = (unsigned)q[1] - '0', two = (unsigned)q[2] - '0';
		bool long_size = q[2] != '\n';
		uint64_t bad, addr, last;
		uint32_t size;

		/* Its digits moved to the end of the word, zeros before. */
		low = low << (32 - 4 * k) << (32 - 4 * k) |
		      EIGHT('0') >> 4 * k >> 4 * k;
		addr = hex8(high) << 4 * k | hex8(low);
		size = long_size ? one * 10 + two : one;
		last = addr + size - 1;
		bad = (load4(p) & 0xffffff) ^ prefix[op];
		bad |= not_hex(high);
		bad |= (uint64_t)(q[0] != ',');
		bad |= (uint64_t)(one > 9) | (uint64_t)(size == 0);
		bad |= (uint64_t)(long_size & (two > 9));
		bad |= (uint64_t)(q[2 + long_size] != '\n');
		bad |= (addr ^ last) >> shift;
		if (unlikely(bad != 0))
			break;
		out[n] =
		    (struct access){ .addr = addr, .size = size, .op = op };
		n += op != unwanted;
		dropped += op == unwanted;
		record = p;
		lines++;
		p = q + 3 + long_size;
	}
	c->accesses += n - c->n;
	c->n = n;
	c->dropped |= dropped > 0;
	t->record = record;
	t->line += lines;
	t->p = p;
}

/* "==123==", "--123--" and "--123:": Valgrind speaks. */
static bool
valgrind_speaks(const char *s, const char *end)
{
	const char *p = s + 2;
	uint64_t pid;

	if (end - s < 4 || s[0] != s[1] || (s[0] != '=' && s[0] != '-'))
		return (false);
	return (field_decimal(&p, end, &pid) != FIELD_NONE && p < end &&
		(*p == s[0] || *p == ':'));
}

static enum line_kind
lackey_line(const char *s, const char *end, struct record *rec)
{
	const char *p = s + 3, *comma;
	enum access_op op;
	enum field faddr, fsize;
	uint64_t addr, size;

	if (valgrind_speaks(s, end))
		return (LINE_OURS);
	if (end - s > 4 && memcmp(s, " SB ", 4) == 0)
		return (LINE_OURS);
	if (end - s < 4)
		return (LINE_STRANGE);
	op = op_of[(unsigned char)(s[0] ^ s[1])];
	if ((load4(s) & 0xffffff) != prefix[op] ||
	    field_digit[(unsigned char)*p] < 0)
		return (LINE_STRANGE);
	faddr = field_hex(&p, end, &addr);
	if (p == end || *p != ',')
		return (line_malformed(
		    rec, p, "a comma and the size belong behind the address"));
	comma = p++;
	fsize = field_decimal(&p, end, &size);
	if (fsize == FIELD_NONE || p != end)
		return (line_malformed(
		    rec, p, "the size belongs here, and nothing behind it"));
	if (faddr == FIELD_OVER)
		return (line_fatal(rec, s + 3, WHY_OVER));
	if (fsize == FIELD_OVER || size > ACCESS_BYTES_MAX)
		return (line_fatal(rec, comma + 1, WHY_HUGE));
	if (size == 0)
		return (line_malformed(rec, comma + 1, WHY_NO_SIZE));
	line_access(rec, addr, op);
	rec->access.size = (uint32_t)size;
	return (LINE_ACCESS);
}

const struct trace_format trace_format_lackey = {
	.name = "lackey",
	.summary = "valgrind --tool=lackey --trace-mem=yes",
	.line = lackey_line,
	.lines = lackey_lines,
};
