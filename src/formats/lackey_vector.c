/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Eight plain lines of a lackey trace at once, for processors with vectors of
 * 512 bits.
 *
 * The ends of lines are found by comparing 128 bytes with a newline.  Each line
 * then has a lane of 64 bits.  Three permutations of the 128 bytes fetch its
 * first eight bytes (the prefix and the leading digits), its last eight (comma
 * and size), and the eight digits before the comma; gathers from memory took
 * twice the time of the whole loop (AMD EPYC, Zen 5).  Values of digits come
 * from a table, which is a permutation, too.  Every lane is tested as
 * lackey_words() tests a line; the lines before the first that is not plain are
 * taken, and the rest is left to lackey_words().
 *
 * tests/unit/test_lackey.c compares the two.
 */
#include "base/inline.h"
#include "base/vectors.h"
#include "formats/lackey.h"

#if VECTORS

/* Bytes that are searched for the ends of eight lines. */
#define REACH 128

/* The 128 bytes of a text or of a table. */
struct bytes128 {
	__m512i low, high;
};

/* What the loop uses, in registers.  gcc 12 would make a constant anew for each
 * use, through a general register, which took half of the loop's time: kept()
 * hides its value. */
struct fixed {
	struct bytes128 digits;    /* by character; 0x80: it is none */
	struct bytes128 op;        /* by the second of a line */
	__m512i prefix;            /* by enum access_op */
	__m512i newline, offsets;  /* 0 to 63 */
	__m512i first;             /* of eight_at() */
	__m512i steps, back_steps; /* 0 to 7, and 8 less */
	__m512i reversed;          /* of read_addresses() */
	__m512i front, back;       /* of put() */
	__m512i byte, ones, zeros, nines, tens, comma;
	__m512i one, two, four, bits, eleven, pairs, highest;
	__m128i shift;
};

AVX512 static always_inline __m512i
kept(__m512i v)
{
	__asm__("" : "+v"(v));
	return (v);
}

AVX512 static always_inline __m512i
each(uint64_t v)
{
	return (kept(_mm512_set1_epi64((int64_t)v)));
}

AVX512 static always_inline struct bytes128
load128(const void *p)
{
	struct bytes128 b = { _mm512_loadu_si512(p),
		_mm512_loadu_si512((const char *)p + 64) };

	return (b);
}

/* One that is no digit, and one that begins no line. */
#define BAD 0x80

static const uint8_t offsets[64] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
	13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
	31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48,
	49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63 };

/* clang-format off */
static const uint8_t digit_of[128] = {
	[0 ... '0' - 1] = BAD,
	['1'] = 1, ['2'] = 2, ['3'] = 3, ['4'] = 4,
	['5'] = 5, ['6'] = 6, ['7'] = 7, ['8'] = 8, ['9'] = 9,
	['9' + 1 ... 'a' - 1] = BAD,
	['a'] = 10, ['b'] = 11, ['c'] = 12, ['d'] = 13, ['e'] = 14, ['f'] = 15,
	['f' + 1 ... 127] = BAD,
};
/* clang-format on */

/* Any other character is one of a prefix that differs. */
static const uint8_t op_of[128] = {
	['L'] = ACCESS_READ,
	['S'] = ACCESS_WRITE,
	['M'] = ACCESS_MODIFY,
	[' '] = ACCESS_FETCH,
};

static const uint64_t prefix_of[8] = {
	[ACCESS_READ] = (uint64_t)LACKEY_PREFIX(' ', 'L', ' ') << 40,
	[ACCESS_WRITE] = (uint64_t)LACKEY_PREFIX(' ', 'S', ' ') << 40,
	[ACCESS_MODIFY] = (uint64_t)LACKEY_PREFIX(' ', 'M', ' ') << 40,
	[ACCESS_FETCH] = (uint64_t)LACKEY_PREFIX('I', ' ', ' ') << 40,
};

AVX512 static always_inline struct fixed
fix(unsigned shift)
{
	struct fixed x = {
		.digits = load128(digit_of),
		.op = load128(op_of),
		.prefix = kept(_mm512_loadu_si512(prefix_of)),
		.newline = kept(_mm512_set1_epi8('\n')),
		.offsets = kept(_mm512_loadu_si512(offsets)),
		.first = kept(_mm512_set4_epi32(
		    0x08080808, 0x08080808, 0x00000000, 0x00000000)),
		.steps = each(0x0706050403020100),
		.back_steps = each(0xfffefdfcfbfaf9f8),
		.reversed = kept(_mm512_set4_epi32(
		    0x0c0d0e0f, 0x04050607, 0x08090a0b, 0x00010203)),
		.front = kept(_mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0)),
		.back = kept(_mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4)),
		.byte = each(0xff),
		.ones = each(0xff00),
		.zeros = each(0x3030),
		.nines = each(0x0909),
		.tens = each(0x010a),
		.comma = each(','),
		.one = each(1),
		.two = each(2),
		.four = each(4),
		.bits = each(64),
		.highest = each(UINT64_C(0x8080808080808080)),
		.eleven = each(11),
		.pairs = kept(_mm512_set1_epi16(0x0110)),
		.shift = _mm_cvtsi32_si128((int)shift),
	};

	x.digits.low = kept(x.digits.low);
	x.digits.high = kept(x.digits.high);
	x.op.low = kept(x.op.low);
	x.op.high = kept(x.op.high);
	return (x);
}

/* The offsets of the first *n newlines, at most eight, one in each byte of the
 * result. */
AVX512 static always_inline uint64_t
line_ends(const struct fixed *x, const struct bytes128 *t, unsigned *n)
{
	__mmask64 low = _mm512_cmpeq_epi8_mask(t->low, x->newline);
	__mmask64 high = _mm512_cmpeq_epi8_mask(t->high, x->newline);
	uint64_t front, back;
	unsigned nfront;

	front = (uint64_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(
	    _mm512_maskz_compress_epi8(low, x->offsets)));
	back = (uint64_t)_mm_cvtsi128_si64(_mm512_castsi512_si128(
	    _mm512_maskz_compress_epi8(high, x->offsets)));
	nfront = (unsigned)__builtin_popcountll(low);
	*n = nfront + (unsigned)__builtin_popcountll(high);
	if (*n >= 8)
		*n = 8;
	if (nfront >= 8)
		return (front);
	return (front | (back | UINT64_C(0x4040404040404040)) << 8 * nfront);
}

/* The bytes with these numbers, of which the highest bit does not count. */
AVX512 static always_inline __m512i
look_up(const struct bytes128 *from, __m512i numbers)
{
	return (_mm512_permutex2var_epi8(from->low, numbers, from->high));
}

/* The bytes at each offset and these steps.  What is not in the text is of no
 * plain line. */
AVX512 static always_inline __m512i
eight_at(const struct fixed *x, const struct bytes128 *t, __m512i offset,
    __m512i steps)
{
	return (look_up(
	    t, _mm512_add_epi8(_mm512_shuffle_epi8(offset, x->first), steps)));
}

/* Eight lines as accesses, a lane each. */
struct lanes {
	__m512i addr;
	__m512i rest; /* the second half of a struct access */
	__m512i op;
	unsigned good; /* so many lanes, from the first on, are plain lines */
};

/* The sizes before the newlines, one digit or two behind a comma.  tail: the
 * last eight bytes of each line; *two: the lanes with two digits; *bad: not 0
 * in a lane that is not right. */
AVX512 static always_inline __m512i
read_sizes(const struct fixed *x, __m512i tail, __mmask8 *two, __m512i *bad)
{
	__m512i last = _mm512_srli_epi64(tail, 48), digits, third;

	*two =
	    _mm512_cmpneq_epi64_mask(_mm512_and_si512(last, x->byte), x->comma);
	digits = _mm512_sub_epi8(last, x->zeros);
	digits = _mm512_mask_mov_epi64(
	    _mm512_and_si512(digits, x->ones), *two, digits);
	third = _mm512_and_si512(_mm512_srli_epi64(tail, 40), x->byte);
	third = _mm512_maskz_xor_epi64(*two, third, x->comma);
	*bad = _mm512_xor_si512(digits, _mm512_min_epu8(digits, x->nines));
	*bad = _mm512_or_si512(*bad, third);
	return (_mm512_maddubs_epi16(digits, x->tens));
}

/* The addresses: the eight digits before each comma, and the more (at most
 * four) before them, which are in the head. */
AVX512 static always_inline __m512i
read_addresses(const struct fixed *x, __m512i head, __m512i before,
    __m512i more, __mmask64 *strange)
{
	__m512i last = look_up(&x->digits, before);
	/* Another byte may have the number of a digit but for the highest bit:
	 * first = look_up() | (head & highest). */
	__m512i first = _mm512_ternarylogic_epi64(
	    look_up(&x->digits, head), head, x->highest, 0xf8);

	first = _mm512_srli_epi64(first, 24);
	first = _mm512_sllv_epi64(
	    first, _mm512_sub_epi64(x->bits, _mm512_slli_epi64(more, 3)));
	*strange = _mm512_movepi8_mask(
	    _mm512_ternarylogic_epi64(first, last, before, 0xfe));
	/* Bytes of two digits; of two lines first those of the last. */
	last = _mm512_packus_epi16(_mm512_maddubs_epi16(last, x->pairs),
	    _mm512_maddubs_epi16(first, x->pairs));
	return (_mm512_shuffle_epi8(last, x->reversed));
}

AVX512 static always_inline void
read_lanes(const struct fixed *x, const struct bytes128 *t, uint64_t ends,
    unsigned n, struct lanes *l)
{
	__m512i start, end, head, comma, more, size, last, bad;
	__mmask64 strange;
	__mmask8 two, good;

	end = _mm512_cvtepu8_epi64(_mm_cvtsi64_si128((int64_t)ends));
	/* Each begins behind the one before it, the first at 0. */
	start = _mm512_maskz_add_epi64(
	    0xfe, _mm512_alignr_epi64(end, end, 7), x->one);
	head = eight_at(x, t, start, x->steps);
	size = read_sizes(x, eight_at(x, t, end, x->back_steps), &two, &bad);
	comma = _mm512_sub_epi64(end, x->two);
	comma = _mm512_mask_sub_epi64(comma, two, comma, x->one);
	more = _mm512_sub_epi64(_mm512_sub_epi64(comma, start), x->eleven);
	l->addr = read_addresses(
	    x, head, eight_at(x, t, comma, x->back_steps), more, &strange);

	/* The kind, and whether it ends in the page where it begins. */
	l->op =
	    _mm512_srli_epi64(_mm512_slli_epi64(look_up(&x->op, head), 48), 56);
	head = _mm512_xor_si512(_mm512_slli_epi64(head, 40),
	    _mm512_permutexvar_epi64(l->op, x->prefix));
	last = _mm512_sub_epi64(_mm512_add_epi64(l->addr, size), x->one);
	last = _mm512_srl_epi64(_mm512_xor_si512(last, l->addr), x->shift);
	bad = _mm512_or_si512(bad, _mm512_or_si512(head, last));
	good = _mm512_cmple_epu64_mask(more, x->four);
	good = _mm512_mask_testn_epi64_mask(good, bad, bad);
	good = _mm512_mask_test_epi64_mask(good, size, size);

	/* An access has its op in the highest bits. */
	l->rest = _mm512_or_si512(size, _mm512_slli_epi64(l->op, 61));
	l->good = (unsigned)__builtin_ctz(~(unsigned)good | 1U << n);
	if (unlikely(strange != 0) &&
	    (unsigned)__builtin_ctzll(strange) / 8 < l->good)
		l->good = (unsigned)__builtin_ctzll(strange) / 8;
}

/* Eight accesses as they lie in memory. */
AVX512 static always_inline void
put(const struct fixed *x, struct access *out, __m512i addr, __m512i rest)
{
	_mm512_storeu_si512(
	    out, _mm512_permutex2var_epi64(addr, x->front, rest));
	_mm512_storeu_si512(
	    out + 4, _mm512_permutex2var_epi64(addr, x->back, rest));
}

/* The good lanes become accesses, without fetches if they are not wanted;
 * returns which. */
AVX512 static always_inline __mmask8
take(const struct fixed *x, const struct splitter *c, size_t n,
    const struct lanes *l)
{
	__mmask8 wanted = (__mmask8)((1U << l->good) - 1);

	if (!c->no_fetch) {
		put(x, c->out + n, l->addr, l->rest);
		return (wanted);
	}
	wanted = _mm512_mask_cmpneq_epi64_mask(
	    wanted, l->op, _mm512_set1_epi64(ACCESS_FETCH));
	put(x, c->out + n, _mm512_maskz_compress_epi64(wanted, l->addr),
	    _mm512_maskz_compress_epi64(wanted, l->rest));
	return (wanted);
}

/* The line of the last lane that was taken, of those that end there. */
static inline const char *
last_of(const char *p, uint64_t ends, unsigned taken)
{
	unsigned lane = 31 - (unsigned)__builtin_clz(taken);

	return (lane == 0 ? p : p + (ends >> 8 * (lane - 1) & 0xff) + 1);
}

/*
 * Where the next lines begin follows from the ends of these alone.  The branch
 * on "all of them are plain" is predicted, so that the processor begins with
 * the next lines before it has finished these.
 */
AVX512 void
lackey_vector(struct window *w, struct splitter *c)
{
	const char *p = w->p, *end = w->end, *last = p;
	const struct fixed x = fix(c->shift);
	size_t n = c->n;
	uint64_t lines = 0, last_ends = 0;
	unsigned last_taken = 0;

	while (end - p >= REACH && c->cap - n >= 8) {
		struct bytes128 t = load128(p);
		unsigned found, taken;
		uint64_t ends = line_ends(&x, &t, &found);
		struct lanes l;
		const char *next;

		if (unlikely(found == 0))
			break;
		read_lanes(&x, &t, ends, found, &l);
		next = p + (ends >> 8 * (found - 1) & 0xff) + 1;
		if (unlikely(l.good < found)) {
			if (l.good == 0)
				break;
			next = p + (ends >> 8 * (l.good - 1) & 0xff) + 1;
			end = next;
		}
		taken = take(&x, c, n, &l);
		if (likely(taken != 0)) {
			last = p;
			last_ends = ends;
			last_taken = taken;
		}
		n += (size_t)__builtin_popcount(taken);
		lines += l.good;
		p = next;
	}
	if (last_taken != 0)
		w->record = last_of(last, last_ends, last_taken);
	lackey_taken(w, c, p, lines, n);
}

#else

void
lackey_vector(not_used struct window *w, not_used struct splitter *c)
{
}

#endif
