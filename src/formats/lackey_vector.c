/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Eight plain lines of a lackey trace at once, for processors with vectors of
 * 512 bits.
 *
 * The ends of lines are found by comparing 128 bytes with a newline.  Each line
 * then has a lane of 64 bits.  Three gathers fetch its first eight bytes (the
 * prefix and the leading digits), its last eight (comma and size), and the
 * eight digits before the comma.  Every lane is tested as lackey_words() tests
 * a line; the lines before the first that is not plain are taken, and the rest
 * is left to lackey_words().
 *
 * tests/unit/test_lackey.c compares the two.
 */
#include "base/inline.h"
#include "formats/lackey.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define VECTORS 1
#include <immintrin.h>
#else
#define VECTORS 0
#endif

#if VECTORS

#define TARGET                                                                 \
	__attribute__((                                                        \
	    target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi2,popcnt")))

/* Bytes that are searched for the ends of eight lines. */
#define REACH 128

/* The offsets of the first *n newlines within the REACH bytes at p, at most
 * eight, one in each byte of the result. */
TARGET static inline uint64_t
line_ends(const char *p, unsigned *n)
{
	static const uint8_t offset[64] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
		11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
		27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42,
		43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58,
		59, 60, 61, 62, 63 };
	const __m512i at = _mm512_loadu_si512(offset);
	const __m512i newline = _mm512_set1_epi8('\n');
	__mmask64 low, high;
	uint64_t front, back;
	unsigned nfront;

	low = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p), newline);
	high = _mm512_cmpeq_epi8_mask(_mm512_loadu_si512(p + 64), newline);
	front = (uint64_t)_mm_cvtsi128_si64(
	    _mm512_castsi512_si128(_mm512_maskz_compress_epi8(low, at)));
	back = (uint64_t)_mm_cvtsi128_si64(
	    _mm512_castsi512_si128(_mm512_maskz_compress_epi8(high, at)));
	nfront = (unsigned)__builtin_popcountll(low);
	*n = nfront + (unsigned)__builtin_popcountll(high);
	if (*n >= 8)
		*n = 8;
	if (nfront >= 8)
		return (front);
	return (front | (back | UINT64_C(0x4040404040404040)) << 8 * nfront);
}

/* The value of each byte as a digit, in lower case as lackey writes them; one
 * that is no digit sets a bit of *bad. */
TARGET static inline __m512i
digits(__m512i text, __mmask64 *bad)
{
	__mmask64 letter = _mm512_cmpgt_epi8_mask(text, _mm512_set1_epi8('9'));
	__m512i value = _mm512_sub_epi8(_mm512_mask_sub_epi8(text, letter, text,
					    _mm512_set1_epi8('a' - '9' - 1)),
	    _mm512_set1_epi8('0'));

	*bad |= _mm512_cmpgt_epu8_mask(value, _mm512_set1_epi8(15)) |
		(letter ^ _mm512_cmpgt_epi8_mask(value, _mm512_set1_epi8(9)));
	return (value);
}

/* Four digits to a number of 32 bits, the first digit the highest. */
TARGET static inline __m512i
fours(__m512i value)
{
	__m512i pairs = _mm512_maddubs_epi16(value, _mm512_set1_epi16(0x0110));

	return (_mm512_madd_epi16(pairs, _mm512_set1_epi32(0x00010100)));
}

/* Eight lines as accesses, a lane each. */
struct lanes {
	__m512i start; /* offset of the line */
	__m512i addr;
	__m512i rest; /* the second half of a struct access */
	__mmask8 fetch;
	unsigned good; /* so many lanes, from the first on, are plain lines */
};

/* How an access holds its op beside its size. */
#define OP(op) _mm512_set1_epi64((int64_t)((uint64_t)(op) << 61))

/* The lanes that begin with this prefix. */
TARGET static inline __mmask8
begins(__m512i head, uint32_t prefix)
{
	return (_mm512_cmpeq_epi64_mask(head, _mm512_set1_epi64(prefix)));
}

/* The eight bytes before the offset, but none before p: a line that short is
 * not plain. */
TARGET static inline __m512i
before(const char *p, __m512i offset)
{
	const __m512i eight = _mm512_set1_epi64(8);

	return (_mm512_i64gather_epi64(
	    _mm512_sub_epi64(_mm512_max_epi64(offset, eight), eight), p, 1));
}

/* The sizes before the newlines, one digit or two behind a comma.  tail: the
 * last eight bytes of each line; *two: the lanes with two digits. */
TARGET static inline __m512i
read_sizes(__m512i tail, __mmask8 *two, __mmask8 *bad)
{
	const __m512i nine = _mm512_set1_epi64(9);
	const __m512i byte = _mm512_set1_epi64(0xff);
	const __m512i comma = _mm512_set1_epi64(',');
	const __m512i zero = _mm512_set1_epi64('0');
	__m512i ones, tens, size;

	ones = _mm512_sub_epi64(_mm512_srli_epi64(tail, 56), zero);
	tens = _mm512_and_si512(_mm512_srli_epi64(tail, 48), byte);
	*two = _mm512_cmpneq_epi64_mask(tens, comma);
	*bad = _mm512_mask_cmpneq_epi64_mask(
	    *two, _mm512_and_si512(_mm512_srli_epi64(tail, 40), byte), comma);
	tens = _mm512_maskz_sub_epi64(*two, tens, zero);
	*bad |= _mm512_cmpgt_epu64_mask(ones, nine);
	*bad |= _mm512_cmpgt_epu64_mask(tens, nine);
	size = _mm512_add_epi64(_mm512_slli_epi64(tens, 3),
	    _mm512_add_epi64(_mm512_slli_epi64(tens, 1), ones));
	*bad |= _mm512_testn_epi64_mask(size, size);
	return (size);
}

/* The addresses: the eight digits before each comma, and the more (at most
 * four) before them, which are in the head. */
TARGET static inline __m512i
read_addresses(const char *p, __m512i head, __m512i comma, __m512i more,
    __mmask64 *strange)
{
	__m512i addr, last;

	more = _mm512_slli_epi64(more, 3);
	addr = _mm512_sllv_epi64(_mm512_srli_epi64(head, 24),
	    _mm512_sub_epi64(_mm512_set1_epi64(64), more));
	addr = _mm512_or_si512(
	    addr, _mm512_srlv_epi64(_mm512_set1_epi8('0'), more));
	addr = fours(digits(addr, strange));
	last = fours(digits(before(p, comma), strange));
	addr = _mm512_or_si512(addr, _mm512_srli_epi64(last, 32));
	last = _mm512_srli_epi64(_mm512_slli_epi64(last, 48), 32);
	return (_mm512_or_si512(addr, last));
}

TARGET static inline struct lanes
read_lanes(const char *p, uint64_t ends, unsigned n, __m128i shift)
{
	const __m512i lane_before = _mm512_set_epi64(6, 5, 4, 3, 2, 1, 0, 0);
	const __m512i one = _mm512_set1_epi64(1);
	__m512i end, head, comma, more, size, last;
	__mmask8 two, store, modify, bad;
	__mmask64 strange = 0;
	struct lanes l;

	end = _mm512_cvtepu8_epi64(_mm_cvtsi64_si128((int64_t)ends));
	l.start = _mm512_maskz_add_epi64(
	    0xfe, _mm512_permutexvar_epi64(lane_before, end), one);
	head = _mm512_i64gather_epi64(l.start, p, 1);
	size = read_sizes(before(p, end), &two, &bad);
	comma = _mm512_sub_epi64(end, _mm512_set1_epi64(2));
	comma = _mm512_mask_sub_epi64(comma, two, comma, one);
	more = _mm512_sub_epi64(
	    _mm512_sub_epi64(comma, l.start), _mm512_set1_epi64(3 + 8));
	bad |= _mm512_cmpgt_epu64_mask(more, _mm512_set1_epi64(4));
	l.addr = read_addresses(p, head, comma, more, &strange);

	/* The kind, and whether it ends in the page where it begins. */
	head = _mm512_and_si512(head, _mm512_set1_epi64(0xffffff));
	store = begins(head, LACKEY_PREFIX(' ', 'S', ' '));
	modify = begins(head, LACKEY_PREFIX(' ', 'M', ' '));
	l.fetch = begins(head, LACKEY_PREFIX('I', ' ', ' '));
	bad |= (__mmask8) ~(store | modify | l.fetch |
			    begins(head, LACKEY_PREFIX(' ', 'L', ' ')));
	last = _mm512_sub_epi64(_mm512_add_epi64(l.addr, size), one);
	bad |= _mm512_cmpneq_epi64_mask(
	    _mm512_srl_epi64(l.addr, shift), _mm512_srl_epi64(last, shift));

	l.rest = _mm512_mask_or_epi64(size, store, size, OP(ACCESS_WRITE));
	l.rest = _mm512_mask_or_epi64(l.rest, modify, size, OP(ACCESS_MODIFY));
	l.rest = _mm512_mask_or_epi64(l.rest, l.fetch, size, OP(ACCESS_FETCH));
	l.good = (unsigned)__builtin_ctz(bad | 1U << n);
	if (strange != 0 && (unsigned)__builtin_ctzll(strange) / 8 < l.good)
		l.good = (unsigned)__builtin_ctzll(strange) / 8;
	return (l);
}

/* Eight accesses as they lie in memory. */
TARGET static inline void
put(struct access *out, __m512i addr, __m512i rest)
{
	const __m512i front = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
	const __m512i back = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);

	_mm512_storeu_si512(out, _mm512_permutex2var_epi64(addr, front, rest));
	_mm512_storeu_si512(
	    out + 4, _mm512_permutex2var_epi64(addr, back, rest));
}

/* The good lanes become accesses, without fetches if they are not wanted;
 * returns which. */
TARGET static inline __mmask8
take(const struct splitter *c, size_t n, const struct lanes *l)
{
	__mmask8 wanted = (__mmask8)((1U << l->good) - 1);

	if (c->no_fetch)
		wanted &= (__mmask8)~l->fetch;
	put(c->out + n, _mm512_maskz_compress_epi64(wanted, l->addr),
	    _mm512_maskz_compress_epi64(wanted, l->rest));
	return (wanted);
}

/*
 * Where the next lines begin follows from the ends of these alone.  The branch
 * on "all of them are plain" is predicted, so that the processor begins with
 * the next lines before it has finished these.
 */
TARGET void
lackey_vector(struct window *w, struct splitter *c)
{
	const char *p = w->p, *end = w->end;
	const __m128i shift = _mm_cvtsi32_si128((int)c->shift);
	size_t n = c->n;
	uint64_t lines = 0;

	while (end - p >= REACH && c->cap - n >= 8) {
		unsigned found;
		uint64_t ends = line_ends(p, &found), start[8];
		struct lanes l;
		const char *next;
		__mmask8 taken;

		if (unlikely(found == 0))
			break;
		l = read_lanes(p, ends, found, shift);
		next = p + (ends >> 8 * (found - 1) & 0xff) + 1;
		if (unlikely(l.good < found)) {
			if (l.good == 0)
				break;
			next = p + (ends >> 8 * (l.good - 1) & 0xff) + 1;
			end = next;
		}
		taken = take(c, n, &l);
		_mm512_storeu_si512(start, l.start);
		n += lackey_count(w, p, start, taken);
		lines += l.good;
		p = next;
	}
	lackey_taken(w, c, p, lines, n);
}

#else

void
lackey_vector(not_used struct window *w, not_used struct splitter *c)
{
}

#endif
