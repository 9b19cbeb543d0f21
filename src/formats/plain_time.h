/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A time that is not wanted is only checked.
 */
#ifndef FORMATS_PLAIN_TIME_H
#define FORMATS_PLAIN_TIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/inline.h"

/* Whether [s, end), which has at most 16 characters, is a number whose fraction
 * has at most so many digits, and which times ten to the power of these fits 64
 * bits.  whole: it may have no fraction.  False also where this is not known.
 */
static always_inline bool
plain_is_time(const char *s, const char *end, unsigned digits, bool whole)
{
#ifdef __SSE2__
	const size_t n = (size_t)(end - s);
	unsigned used, point, digit, before;
	__m128i b, d;

	if (unlikely(n - 1 >= 16))
		return (false);
	b = _mm_loadu_si128((const void *)(end - 16));
	d = _mm_sub_epi8(b, _mm_set1_epi8('0'));
	d = _mm_cmpeq_epi8(d, _mm_min_epu8(d, _mm_set1_epi8(9)));
	used = (UINT32_C(0xffff0000) >> n) & 0xffff;
	digit = (unsigned)_mm_movemask_epi8(d);
	point =
	    (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(b, _mm_set1_epi8('.')));
	point &= used;
	if (unlikely((used & ~(digit | point)) != 0))
		return (false);
	if (point == 0)
		return (whole && n <= 19 - digits);
	/* One point, with digits on both sides. */
	before = (unsigned)__builtin_ctz(point) + (unsigned)n - 16;
	return ((point & (point - 1)) == 0 && before - 1 < 19 - digits &&
		n - before - 2 < digits);
#else
	(void)s, (void)end, (void)digits, (void)whole;
	return (false);
#endif
}

#endif
