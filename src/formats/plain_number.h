/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A number whose end is not known.
 */
#ifndef FORMATS_PLAIN_NUMBER_H
#define FORMATS_PLAIN_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/inline.h"
#include "trace/fields.h"

/* 16 bytes as values of digits: the first n are digits, up to 16; letter: one
 * of those is a to f. */
struct plain_digits {
	uint64_t low, high; /* the first digit is the lowest byte */
	unsigned n;
	bool letter;
};

static always_inline struct plain_digits
plain_digits(const char *p, bool hex)
{
	struct plain_digits d = { 0 };
#ifdef __SSE2__
	__m128i b = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i digit = _mm_and_si128(_mm_cmpgt_epi8(b, _mm_set1_epi8('0' - 1)),
	    _mm_cmplt_epi8(b, _mm_set1_epi8('9' + 1)));
	__m128i value = _mm_and_si128(b, _mm_set1_epi8(15));
	unsigned good = (unsigned)_mm_movemask_epi8(digit), letters = 0;

	if (hex) {
		__m128i low = _mm_or_si128(b, _mm_set1_epi8(0x20));
		__m128i alpha =
		    _mm_and_si128(_mm_cmpgt_epi8(low, _mm_set1_epi8('a' - 1)),
			_mm_cmplt_epi8(low, _mm_set1_epi8('f' + 1)));

		letters = (unsigned)_mm_movemask_epi8(alpha);
		good |= letters;
		value =
		    _mm_add_epi8(value, _mm_and_si128(alpha, _mm_set1_epi8(9)));
	}
	d.n = (unsigned)__builtin_ctz(~good);
	d.letter = (letters & ((1u << d.n) - 1)) != 0;
	d.low = (uint64_t)_mm_cvtsi128_si64(value);
	d.high = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(value, value));
#else
	for (; d.n < 16; d.n++) {
		unsigned digit = field_digit[(unsigned char)p[d.n]];
		uint64_t *half = d.n < 8 ? &d.low : &d.high;

		if (digit == 0 || (!hex && (digit & 15) > 9))
			break;
		d.letter |= (digit & 15) > 9;
		*half |= (uint64_t)(digit & 15) << d.n % 8 * 8;
	}
#endif
	return (d);
}

static always_inline uint64_t
plain_hex8(uint64_t w)
{
	w = (w << 4 | w >> 8) & UINT64_C(0x00ff00ff00ff00ff);
	w = (w << 8 | w >> 16) & UINT64_C(0x0000ffff0000ffff);
	return ((w << 16 | w >> 32) & UINT32_MAX);
}

/* Lemire, "Quickly parsing eight digits", 2018. */
static always_inline uint64_t
plain_decimal8(uint64_t w)
{
	const uint64_t pairs = UINT64_C(0x000000ff000000ff);

	w = w * 10 + (w >> 8);
	w = (w & pairs) * (100 + (UINT64_C(1000000) << 32)) +
	    (w >> 16 & pairs) * (1 + (UINT64_C(10000) << 32));
	return (w >> 32);
}

/* A number of up to 16 digits at *p, which is moved on by those that there are.
 */
static always_inline uint64_t
plain_number(const char **p, bool hex, bool *letter)
{
	static const uint32_t power[9] = { 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000 };
	struct plain_digits d = plain_digits(*p, hex);
	unsigned more = d.n > 8 ? d.n - 8 : 0;

	*p += d.n;
	*letter |= d.letter;
	if (d.n == 0)
		return (0);
	if (hex)
		return ((plain_hex8(d.low) << 32 | plain_hex8(d.high)) >>
			(64 - 4 * d.n));
	if (likely(more == 0))
		return (plain_decimal8(d.low << (64 - 8 * d.n)));
	return (plain_decimal8(d.low) * power[more] +
		plain_decimal8(d.high << (64 - 8 * more)));
}

#endif
