/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Four plain lines of a lackey trace at once, for processors with vectors of
 * 256 bits.
 *
 * The ends of lines are found by comparing 64 bytes with a newline.  The first
 * 16 bytes of a line hold its prefix and all its digits, which a shuffle chosen
 * by the length of the line moves to the end of the 16 bytes.  Two lines share
 * a vector while digits are read; then each line has a lane of 64 bits, as in
 * lackey_vector.c, and is tested as lackey_words() tests it.  The lines before
 * the first that is not plain are taken, the rest is left to lackey_words().
 *
 * tests/unit/test_lackey.c compares the two.
 */
#include <string.h>

#include "base/inline.h"
#include "base/vectors.h"
#include "formats/lackey.h"

#if VECTORS

/* Bytes from the first line on that are searched, and that may be loaded. */
#define SEARCHED 64
#define REACH    128
/* Bytes of the shortest plain line, without the newline. */
#define SHORTEST 13

/*
 * By the bytes of a line with a size of one digit: where its 16 last digits
 * come from; 0x80: a zero.  A line of another length is not plain: its digits
 * come from its first byte, which in a plain line is none.
 */
#define Z 0x80
static const uint8_t shuffle[SEARCHED][16] = {
	[13] = { Z, Z, Z, Z, Z, Z, Z, Z, 3, 4, 5, 6, 7, 8, 9, 10 },
	[14] = { Z, Z, Z, Z, Z, Z, Z, 3, 4, 5, 6, 7, 8, 9, 10, 11 },
	[15] = { Z, Z, Z, Z, Z, Z, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 },
	[16] = { Z, Z, Z, Z, Z, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 },
	[17] = { Z, Z, Z, Z, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14 },
};
#undef Z

/* Four lines.  Those behind the last that was found are of no use. */
struct block {
	__m256i even, odd; /* 16 bytes of lines 0 and 2, and of 1 and 3 */
	__m256i order_even, order_odd;
	__m128i tail; /* the last four bytes of each, with the newline */
};

struct lanes {
	__m256i addr;
	__m256i rest; /* the second half of a struct access */
	unsigned fetch;
	unsigned good; /* so many lanes, from the first on, are plain lines */
};

AVX2 static always_inline uint64_t
newlines(const char *p)
{
	const __m256i newline = _mm256_set1_epi8('\n');
	__m256i low = _mm256_loadu_si256((const __m256i *)(const void *)p);
	__m256i high =
	    _mm256_loadu_si256((const __m256i *)(const void *)(p + 32));

	low = _mm256_cmpeq_epi8(low, newline);
	high = _mm256_cmpeq_epi8(high, newline);
	return ((uint32_t)_mm256_movemask_epi8(low) |
		(uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32);
}

AVX2 static always_inline __m128i
load16(const void *p)
{
	return (_mm_loadu_si128(p));
}

AVX2 static always_inline int
load4(const char *p)
{
	int v;

	memcpy(&v, p, sizeof(v));
	return (v);
}

AVX2 static always_inline __m256i
pair(__m128i first, __m128i second)
{
	return (
	    _mm256_inserti128_si256(_mm256_castsi128_si256(first), second, 1));
}

/* The row of the shuffles for a line: a second digit of the size is not
 * counted. */
AVX2 static always_inline const uint8_t *
row(const char *p, size_t start, size_t end)
{
	return (shuffle[(end - start - (p[end - 2] != ',')) % SEARCHED]);
}

/* The first end is at least SHORTEST bytes behind p. */
AVX2 static always_inline void
load_lines(
    struct block *b, const char *p, const size_t start[4], const size_t end[4])
{
	b->even = pair(load16(p), load16(p + start[2]));
	b->odd = pair(load16(p + start[1]), load16(p + start[3]));
	b->order_even = pair(
	    load16(row(p, start[0], end[0])), load16(row(p, start[2], end[2])));
	b->order_odd = pair(
	    load16(row(p, start[1], end[1])), load16(row(p, start[3], end[3])));
	b->tail = _mm_set_epi32(load4(p + end[3] - 3), load4(p + end[2] - 3),
	    load4(p + end[1] - 3), load4(p + end[0] - 3));
}

/* The digits of two lines, a byte each; a byte that is none is not zero in
 * *wrong.  As hex8() in lackey_words.c. */
AVX2 static always_inline __m256i
digits(__m256i text, __m256i order, __m256i *wrong)
{
	__m256i letter = _mm256_cmpgt_epi8(text, _mm256_set1_epi8('9'));
	__m256i value = _mm256_sub_epi8(
	    _mm256_sub_epi8(text,
		_mm256_and_si256(letter, _mm256_set1_epi8('a' - '9' - 1))),
	    _mm256_set1_epi8('0'));

	*wrong = _mm256_or_si256(
	    _mm256_and_si256(value, _mm256_set1_epi8((char)0xf0)),
	    _mm256_xor_si256(
		letter, _mm256_cmpgt_epi8(value, _mm256_set1_epi8(9))));
	*wrong = _mm256_shuffle_epi8(*wrong, order);
	return (_mm256_maddubs_epi16(
	    _mm256_shuffle_epi8(value, order), _mm256_set1_epi16(0x0110)));
}

AVX2 static always_inline __m256i
read_addresses(const struct block *b, __m256i *bad)
{
	const __m256i reversed = _mm256_set_epi64x(0x08090a0b0c0d0e0f,
	    0x0001020304050607, 0x08090a0b0c0d0e0f, 0x0001020304050607);
	__m256i wrong_even, wrong_odd;
	__m256i even = digits(b->even, b->order_even, &wrong_even);
	__m256i odd = digits(b->odd, b->order_odd, &wrong_odd);

	*bad = _mm256_or_si256(_mm256_unpacklo_epi64(wrong_even, wrong_odd),
	    _mm256_unpackhi_epi64(wrong_even, wrong_odd));
	return (_mm256_shuffle_epi8(_mm256_packus_epi16(even, odd), reversed));
}

/* The sizes before the newlines, one digit or two behind a comma. */
AVX2 static always_inline __m256i
read_sizes(__m128i tail, __m256i *bad)
{
	const __m128i byte = _mm_set1_epi32(0xff);
	const __m128i comma = _mm_set1_epi32(',');
	const __m128i nine = _mm_set1_epi32(9);
	const __m128i zero = _mm_set1_epi32('0');
	__m128i first = _mm_and_si128(tail, byte);
	__m128i tens = _mm_and_si128(_mm_srli_epi32(tail, 8), byte);
	__m128i ones = _mm_and_si128(_mm_srli_epi32(tail, 16), byte);
	__m128i one_digit = _mm_cmpeq_epi32(tens, comma), size, wrong;

	ones = _mm_sub_epi32(ones, zero);
	tens = _mm_andnot_si128(one_digit, _mm_sub_epi32(tens, zero));
	size = _mm_add_epi32(ones, _mm_mullo_epi32(tens, _mm_set1_epi32(10)));
	/* A comma there is the end of the address. */
	wrong = _mm_andnot_si128(
	    _mm_or_si128(one_digit, _mm_cmpeq_epi32(first, comma)), byte);
	wrong = _mm_or_si128(wrong, _mm_cmpgt_epi32(ones, nine));
	wrong = _mm_or_si128(wrong, _mm_cmpgt_epi32(tens, nine));
	wrong = _mm_or_si128(wrong, _mm_srai_epi32(ones, 31));
	wrong = _mm_or_si128(wrong, _mm_srai_epi32(tens, 31));
	wrong = _mm_or_si128(wrong, _mm_cmpeq_epi32(size, _mm_setzero_si128()));
	*bad = _mm256_or_si256(*bad, _mm256_cvtepi32_epi64(wrong));
	return (_mm256_cvtepu32_epi64(size));
}

/* All ones in the lanes that begin with this prefix. */
AVX2 static always_inline __m256i
begins(__m256i head, uint32_t prefix)
{
	return (_mm256_cmpeq_epi64(head, _mm256_set1_epi64x(prefix)));
}

/* How an access holds its op beside its size, in these lanes. */
AVX2 static always_inline __m256i
op(__m256i lanes, enum access_op op)
{
	return (_mm256_and_si256(
	    lanes, _mm256_set1_epi64x((int64_t)((uint64_t)op << 61))));
}

AVX2 static always_inline unsigned
lane_mask(__m256i lanes)
{
	return ((unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(lanes)));
}

AVX2 static always_inline void
read_lanes(
    struct lanes *l, const struct block *b, unsigned found, __m128i shift)
{
	__m256i bad, head, load, store, modify, fetch, last, known;

	l->addr = read_addresses(b, &bad);
	l->rest = read_sizes(b->tail, &bad);
	head = _mm256_and_si256(_mm256_unpacklo_epi64(b->even, b->odd),
	    _mm256_set1_epi64x(0xffffff));
	load = begins(head, LACKEY_PREFIX(' ', 'L', ' '));
	store = begins(head, LACKEY_PREFIX(' ', 'S', ' '));
	modify = begins(head, LACKEY_PREFIX(' ', 'M', ' '));
	fetch = begins(head, LACKEY_PREFIX('I', ' ', ' '));
	known = _mm256_or_si256(
	    _mm256_or_si256(load, store), _mm256_or_si256(modify, fetch));
	last = _mm256_add_epi64(
	    l->addr, _mm256_add_epi64(l->rest, _mm256_set1_epi64x(-1)));
	bad = _mm256_or_si256(
	    bad, _mm256_srl_epi64(_mm256_xor_si256(l->addr, last), shift));
	bad = _mm256_cmpeq_epi64(bad, _mm256_setzero_si256());
	l->good = lane_mask(_mm256_and_si256(bad, known));
	l->good = (unsigned)__builtin_ctz(~l->good | 1U << found);
	l->fetch = lane_mask(fetch);
	l->rest =
	    _mm256_or_si256(_mm256_or_si256(l->rest, op(store, ACCESS_WRITE)),
		_mm256_or_si256(
		    op(modify, ACCESS_MODIFY), op(fetch, ACCESS_FETCH)));
}

/* The good lanes become accesses, without fetches if they are not wanted;
 * returns which. */
AVX2 static always_inline unsigned
take(const struct splitter *c, size_t n, const struct lanes *l)
{
	__m256i even = _mm256_unpacklo_epi64(l->addr, l->rest);
	__m256i odd = _mm256_unpackhi_epi64(l->addr, l->rest);
	unsigned wanted = (1U << l->good) - 1;
	struct access *out = c->out + n;

	if (!c->no_fetch) {
		__m256i *to = (__m256i *)(void *)out;

		_mm256_storeu_si256(
		    to, _mm256_permute2x128_si256(even, odd, 0x20));
		_mm256_storeu_si256(
		    to + 1, _mm256_permute2x128_si256(even, odd, 0x31));
		return (wanted);
	}
	wanted &= ~l->fetch;
	_mm_storeu_si128((void *)out, _mm256_castsi256_si128(even));
	out += wanted & 1;
	_mm_storeu_si128((void *)out, _mm256_castsi256_si128(odd));
	out += wanted >> 1 & 1;
	_mm_storeu_si128((void *)out, _mm256_extracti128_si256(even, 1));
	out += wanted >> 2 & 1;
	_mm_storeu_si128((void *)out, _mm256_extracti128_si256(odd, 1));
	return (wanted);
}

/* As in lackey_vector(), where the next lines begin follows from the ends of
 * these alone, and the branch on "all of them are plain" is predicted. */
AVX2 void
lackey_avx2(struct window *w, struct splitter *c)
{
	const char *p = w->p, *end = w->end;
	const __m128i shift = _mm_cvtsi32_si128((int)c->shift);
	size_t n = c->n;
	uint64_t lines = 0;

	while (end - p >= REACH && c->cap - n >= 4) {
		uint64_t mask = newlines(p);
		unsigned found = (unsigned)__builtin_popcountll(mask);
		size_t start[4], ends[4];
		struct block b;
		struct lanes l;
		const char *next;

		if (unlikely(found == 0 || mask % (1U << SHORTEST) != 0))
			break;
		start[0] = 0;
#pragma GCC unroll 4
		for (int i = 0; i < 4; i++) {
			/* 64 where no more was found. */
			ends[i] = _tzcnt_u64(mask);
			mask = _blsr_u64(mask);
			if (i < 3)
				start[i + 1] = ends[i] + 1;
		}
		if (found > 4)
			found = 4;
		load_lines(&b, p, start, ends);
		read_lanes(&l, &b, found, shift);
		next = p + ends[found - 1] + 1;
		if (unlikely(l.good < found)) {
			if (l.good == 0)
				break;
			next = p + ends[l.good - 1] + 1;
			end = next;
		}
		n += lackey_count(w, p, start, take(c, n, &l));
		lines += l.good;
		p = next;
	}
	lackey_taken(w, c, p, lines, n);
}

#else

void
lackey_avx2(not_used struct window *w, not_used struct splitter *c)
{
}

#endif
