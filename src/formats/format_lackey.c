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
 * taken in words of eight bytes: the address, eight digits and up to four more,
 * is found with its comma in two words, and the tests that a line must pass
 * are bits of one number, so that the branch on it is never taken.  What is not
 * taken there (capital letters, fewer digits, a size of three, an access that
 * straddles) is not wrong, only rare, and goes the slow way.  Where the
 * processor has the vectors, eight such lines are taken at once
 * (lackey_wide.c).
 */
#include <endian.h>

#include "base/inline.h"
#include "formats/lackey.h"
#include "trace/fields.h"
#include "trace/format.h"

/* One byte eight times. */
#define EIGHT(byte) (UINT64_C(0x0101010101010101) * (byte))

static const uint32_t prefix[4] = {
	[ACCESS_READ] = LACKEY_PREFIX(' ', 'L', ' '),
	[ACCESS_WRITE] = LACKEY_PREFIX(' ', 'S', ' '),
	[ACCESS_MODIFY] = LACKEY_PREFIX(' ', 'M', ' '),
	[ACCESS_FETCH] = LACKEY_PREFIX('I', ' ', ' '),
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

/* Two words side by side, by word and by byte; the compiler finds what the
 * machine has for them.  bench_lackey: 1090 MB/s without, 1150 with. */
typedef uint64_t words_t __attribute__((vector_size(16)));
/* Compared as signed bytes, which every x86 can; counted as unsigned ones,
 * which may wrap. */
typedef int8_t bytes_t __attribute__((vector_size(16)));
typedef uint8_t counts_t __attribute__((vector_size(16)));

static inline bytes_t
each(unsigned byte)
{
	return ((bytes_t)(words_t){ EIGHT(byte), EIGHT(byte) });
}

/*
 * The numbers that two times eight digits make, the first in the low byte, in
 * lower case as lackey writes them; what is no digit leaves a bit in *bad.
 * Moving 'a' to 'f' down behind '9' makes every digit 0x30 plus its value, and
 * what else ends up there gives itself away by being a letter whose value is
 * below ten.
 */
static inline words_t
hex8(words_t w, uint64_t *bad)
{
	bytes_t b = (bytes_t)w, letter = (bytes_t)(b > each('9'));
	bytes_t value =
	    (bytes_t)((counts_t)b - (counts_t)(letter & each('a' - '9' - 1)) -
		      (counts_t)each('0'));
	words_t wrong = (words_t)((value & each(0xf0)) |
				  (letter ^ (bytes_t)(value > each(9))));

	*bad |= wrong[0] | wrong[1];
	w = (words_t)value;
	w = (w << 4 | w >> 8) & UINT64_C(0x00ff00ff00ff00ff);
	w = (w << 8 | w >> 16) & UINT64_C(0x0000ffff0000ffff);
	return ((w << 16 | w >> 32) & UINT32_MAX);
}

/* Which byte is the first comma; 7: the last one, or there is none. */
static inline unsigned
find_comma(uint64_t w)
{
	uint64_t x = w ^ EIGHT(',');
	uint64_t zero = (x - EIGHT(1)) & ~x & EIGHT(0x80);

	return ((unsigned)__builtin_ctzll(zero | UINT64_C(1) << 63) / 8);
}

/*
 * Every line taken here ends with a newline that was compared, and it is the
 * first behind p; so although a word may reach behind the text, what is there
 * cannot matter.
 *
 * The branch on the length of the size is there on purpose: guessed right, as
 * it nearly always is, the next line's start does not wait for a load.
 */
void
lackey_narrow(struct text *t, struct splitter *c)
{
	const char *p = t->p, *end = t->end, *record = t->record;
	struct access *out = c->out;
	size_t n = c->n, cap = c->cap;
	uint64_t lines = 0;
	unsigned shift = c->shift, unwanted = c->no_fetch ? ACCESS_FETCH : 8;

	while (p < end && n < cap) {
		enum access_op op = op_of[(unsigned char)(p[0] ^ p[1])];
		uint64_t low = load8(p + 11);
		unsigned k = find_comma(low); /* digits behind the first 8 */
		const char *q = p + 11 + k;
		uint32_t size = (unsigned)q[1] - '0';
		uint64_t bad, addr, last;
		words_t two;

		if (unlikely(k > 4))
			break;
		bad = (load4(p) & 0xffffff) ^ prefix[op];
		bad |= size > 9;
		q += 2;
		if (unlikely(*q != '\n')) {
			unsigned digit = (unsigned)*q++ - '0';

			bad |= digit > 9 || *q != '\n';
			size = size * 10 + digit;
		}
		/* The digits at the end of the word, zeros before. */
		low = low << 32 << (32 - 8 * k) | EIGHT('0') >> 8 * k;
		two = hex8((words_t){ load8(p + 3), low }, &bad);
		addr = two[0] << 4 * k | two[1];
		last = addr + size - 1;
		bad |= (addr ^ last) >> shift | (size == 0);
		if (unlikely(bad != 0))
			break;
		out[n].addr = addr;
		out[n].size = size;
		out[n].pid = 0;
		out[n].op = op;
		n += op != unwanted;
		record = op != unwanted ? p : record;
		lines++;
		p = q + 1;
	}
	c->dropped |= lines > n - c->n;
	c->accesses += n - c->n;
	c->n = n;
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

static void
lackey_lines(struct text *t, struct splitter *c)
{
	if (lackey_has_wide())
		lackey_wide(t, c);
	lackey_narrow(t, c);
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
