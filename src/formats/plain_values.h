/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers and times in the fields of a plain line (plain_fields.h).
 *
 * A number is loaded with the 16 bytes up to its end (PLAIN_BEFORE), so that
 * its digits are at the same places however many there are.  One with a wrong
 * digit has any value until plain_done() tells.
 */
#ifndef FORMATS_PLAIN_VALUES_H
#define FORMATS_PLAIN_VALUES_H

#include "formats/plain_fields.h"
#include "formats/plain_time.h"

#ifdef __SSE2__
/* Of the 16 bytes up to the end of a number, those that are its n digits. */
static always_inline __m128i
plain_digits_mask(size_t n)
{
	static const uint8_t mask[32] = { [16 ... 31] = 255 };

	return (plain_load(mask + n));
}
#endif

/* The decimal number [s, end) of up to 19 digits. */
static always_inline bool
plain_value(struct plain_fields *f, const char *s, const char *end, uint64_t *v)
{
#ifdef __SSE2__
	size_t n = (size_t)(end - s);
	uint64_t high = 0, halves;
	__m128i d;

	if (unlikely(n - 1 > 15)) {
		if (n - 1 > 18)
			return (false);
		for (; n > 16; n--, s++) {
			if ((unsigned)*s - '0' > 9)
				return (false);
			high = high * 10 + ((unsigned)*s - '0');
		}
	}
	d = _mm_sub_epi8(plain_load(end - 16), _mm_set1_epi8('0'));
	d = _mm_and_si128(d, plain_digits_mask(n));
	f->worst = _mm_max_epu8(f->worst, d);
	/* Pairs of digits, of those, and of those. */
	d = _mm_srli_epi16(_mm_mullo_epi16(d, _mm_set1_epi16(2561)), 8);
	d = _mm_madd_epi16(d, _mm_set1_epi32(100 | 1 << 16));
	d = _mm_packs_epi32(d, d);
	d = _mm_madd_epi16(d, _mm_set1_epi32(10000 | 1 << 16));
	halves = (uint64_t)_mm_cvtsi128_si64(d);
	*v = (halves & UINT32_MAX) * 100000000 + (halves >> 32);
	if (unlikely(high > 0))
		*v += high * UINT64_C(10000000000000000);
	return (true);
#else
	size_t n = (size_t)(end - s);

	f->bad |= field_decimal(&s, end, v) != FIELD_OK || s != end;
	return (n > 0 && n < 20);
#endif
}

static always_inline bool
plain_decimal(struct plain_fields *f, uint64_t *v)
{
	const char *s = f->p, *end;

	return (plain_cut(f, &end) && plain_value(f, s, end, v));
}

/* The same, which usually has one digit. */
static always_inline bool
plain_digit(struct plain_fields *f, uint64_t *v)
{
	const char *s = f->p, *end;

	if (!plain_cut(f, &end))
		return (false);
	*v = (uint64_t)(unsigned char)*s - '0';
	return (likely(end == s + 1 && *v <= 9) || plain_value(f, s, end, v));
}

/* An address as numbers_field() reads it. */
static always_inline bool
plain_address(struct plain_fields *f, bool hex, struct plain_line *l)
{
	const char *p = f->p, *start, *end;

	if (p[0] == '0' && p[1] == 'x') {
		l->letter = hex = true;
		p += 2;
	}
	start = p;
	l->addr = hex ? plain_number(&p, true, &l->letter)
		      : plain_number(&p, false, &l->letter);
	return (plain_cut(f, &end) && p == end && p > start);
}

/* The number [s, end) in hexadecimal, of up to 16 digits. */
static always_inline bool
plain_hex_value(
    struct plain_fields *f, const char *s, const char *end, uint64_t *v)
{
	size_t n = (size_t)(end - s);
#ifdef __SSE2__
	__m128i b = plain_load(end - 16), used;
	__m128i digit = _mm_sub_epi8(b, _mm_set1_epi8('0'));
	__m128i letter = _mm_sub_epi8(
	    _mm_or_si128(b, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
	__m128i is_digit = plain_at_most(digit, 9);
	__m128i is_letter = plain_at_most(letter, 5);

	if (n - 1 > 15)
		return (false);
	used = plain_digits_mask(n);
	f->worst = _mm_max_epu8(f->worst,
	    _mm_andnot_si128(_mm_or_si128(is_digit, is_letter), used));
	letter = _mm_add_epi8(letter, _mm_set1_epi8(10));
	b = _mm_and_si128(used, _mm_or_si128(_mm_and_si128(is_digit, digit),
				    _mm_and_si128(is_letter, letter)));
	b = _mm_srli_epi16(_mm_mullo_epi16(b, _mm_set1_epi16(4097)), 8);
	b = _mm_packus_epi16(b, b);
	*v = __builtin_bswap64((uint64_t)_mm_cvtsi128_si64(b));
	return (true);
#else
	f->bad |= field_hex(&s, end, v) != FIELD_OK || s != end;
	return (n > 0 && n <= 16);
#endif
}

/* Where the last c of [s, end) is, among its last 16 bytes; or end. */
static always_inline const char *
plain_last_of(const char *s, const char *end, char c)
{
#ifdef __SSE2__
	__m128i same = _mm_cmpeq_epi8(plain_load(end - 16), _mm_set1_epi8(c));
	unsigned is = (unsigned)_mm_movemask_epi8(same);
	const char *p = end - 16 + (31 - __builtin_clz(is | 1));

	return (is == 0 || p < s ? end : p);
#else
	const char *p = end;

	while (p > s && end - p < 16)
		if (*--p == c)
			return (p);
	return (end);
#endif
}

/* Where the first c behind s is, before what is smaller than a digit. */
static always_inline const char *
plain_first_of(const char *s, char c)
{
#ifdef __SSE2__
	__m128i same = _mm_cmpeq_epi8(plain_load(s), _mm_set1_epi8(c));
	unsigned is = (unsigned)_mm_movemask_epi8(same);

	/* What is before it is looked at as a number. */
	s += __builtin_ctz(is | 1U << 16);
#endif
	while (*s != c && *s >= '0')
		s++;
	return (s);
}

/* Moves over blanks, digits and colons. */
static always_inline void
plain_pass_numbers(struct plain_fields *f)
{
	size_t n = 0;
#ifdef __SSE2__
	uint32_t other = 0;

#pragma GCC unroll 2
	for (int i = 0; i < 32; i += 16) {
		__m128i b = plain_load(f->p + i);
		__m128i digit = _mm_sub_epi8(b, _mm_set1_epi8('0'));

		b = _mm_or_si128(_mm_cmpeq_epi8(b, _mm_set1_epi8(' ')),
		    plain_at_most(digit, ':' - '0'));
		other |= (uint32_t)(_mm_movemask_epi8(b) ^ 0xffff) << i;
	}
	n = other == 0 ? 32 : (size_t)__builtin_ctz(other);
#endif
	while (unlikely(f->p[n] == ' ' ||
			(unsigned)(unsigned char)f->p[n] - '0' <= ':' - '0'))
		n++;
	plain_move(f, n);
}

/* Moves up to the first byte above '9', among the first 16. */
static always_inline void
plain_pass_low(struct plain_fields *f)
{
	size_t n = 0;
#ifdef __SSE2__
	unsigned low =
	    (unsigned)_mm_movemask_epi8(plain_at_most(plain_load(f->p), '9'));

	n = (size_t)__builtin_ctz(~low);
#else
	while (n < 16 && (unsigned char)f->p[n] <= '9')
		n++;
#endif
	plain_move(f, n);
}

/* A number times ten to the power of so many digits, at most 9, which its
 * fraction may have; whole: it may have none. */
static always_inline bool
plain_scaled(struct plain_fields *f, const char *s, const char *end,
    unsigned digits, bool whole, uint64_t *v)
{
	static const uint32_t power[10] = { 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000, 1000000000 };
	const char *point;
	uint64_t most = UINT64_MAX / 2 / power[digits], part = 0;
	size_t n;

	*v = 0;
	if (!f->timed && plain_is_time(s, end, digits, whole))
		return (true);
	point = plain_last_of(s, end, '.');
	n = (size_t)(end - point);
	if (!plain_value(f, s, point, v) || *v > most)
		return (false);
	*v *= power[digits];
	if (n == 0)
		return (whole);
	if (n - 1 > digits || !plain_value(f, point + 1, end, &part))
		return (false);
	*v += part * power[digits - (n - 1)];
	return (true);
}

/* Seconds as nanoseconds. */
static always_inline bool
plain_time(struct plain_fields *f, const char *s, const char *end, bool whole,
    uint64_t *ns)
{
	return (plain_scaled(f, s, end, 9, whole, ns));
}

static always_inline bool
plain_seconds(struct plain_fields *f, uint64_t *ns)
{
	const char *s = f->p, *end;

	return (plain_cut(f, &end) && plain_time(f, s, end, true, ns));
}

/* "733.967562:" */
static always_inline bool
plain_clock(struct plain_fields *f, uint64_t *ns)
{
	const char *s = f->p, *end;

	return (plain_cut(f, &end) && end > s && end[-1] == ':' &&
		plain_time(f, s, end - 1, false, ns));
}

/* The last field of the line. */
static always_inline bool
plain_last(struct plain_fields *f, uint64_t *v)
{
	const char *s = f->p;

	return (plain_value(f, s, plain_stop(f), v) && plain_line_end(&f->p));
}

#endif
