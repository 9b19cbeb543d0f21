/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Short decimal numbers in a column: numbers of one digit, such as flags and
 * the numbers of devices, and of up to eight, with the widest vectors.
 */
#include "base/vectors.h"
#include "formats/plain_reading.h"

#define DIGITS 8

static bool
has_one_digit(const struct plain_reading *r, unsigned row)
{
	size_t n;

	plain_digits_of(r, row * r->step, &n);
	return (n == 1);
}

/* Whether all are of one digit; then they have been read. */
static bool
read_digits(const struct plain_reading *r)
{
	const size_t rows = r->rows, step = r->step;
	const char *const last = r->base - r->cut - 1;
	const unsigned length = 2 + r->skip + r->cut;
	const uint16_t *end = r->end;
	uint64_t *const value = r->value;
	unsigned odd = 0;

	if (rows == 0 || !has_one_digit(r, 0) ||
	    !has_one_digit(r, (unsigned)rows - 1))
		return (false);
	for (size_t i = 0; i < rows && (i % 16 != 0 || odd == 0);
	     i++, end += step) {
		unsigned digit = (unsigned char)last[end[0]] - (unsigned)'0';

		odd |= (uint16_t)(end[0] - end[-1]) ^ length;
		odd |= digit > 9;
		value[i] = digit;
	}
	return (odd == 0);
}

#if VECTORS

/* Eight rows; false: not all are right, or one has too many digits. */
AVX512 static always_inline bool
read_eight(const struct plain_reading *r, unsigned row)
{
	uint64_t odd = 0, used = 0;
	__m512i d = _mm512_setzero_si512();

#pragma GCC unroll 8
	for (unsigned k = 0; k < 8; k++) {
		size_t n;
		const char *e = plain_digits_of(r, (row + k) * r->step, &n);

		odd |= n - 1;
		used |= (uint64_t)(uint8_t)(0xff00U >> n % 16) << 8 * k;
		d = _mm512_mask_set1_epi64(
		    d, (__mmask8)(1 << k), (int64_t)bytes_le64(e - DIGITS));
	}
	d = _mm512_maskz_sub_epi8(used, d, _mm512_set1_epi8('0'));
	if (unlikely(odd >= DIGITS ||
		     _mm512_cmpgt_epu8_mask(d, _mm512_set1_epi8(9)) != 0))
		return (false);
	d = _mm512_maddubs_epi16(d, _mm512_set1_epi16(10 | 1 << 8));
	d = _mm512_madd_epi16(d, _mm512_set1_epi32(100 | 1 << 16));
	d = _mm512_add_epi64(_mm512_mul_epu32(d, _mm512_set1_epi64(10000)),
	    _mm512_srli_epi64(d, 32));
	_mm512_storeu_si512(r->value + row, d);
	return (true);
}

AVX512 static unsigned
read_eights(const struct plain_reading *r)
{
	unsigned i = 0;

	while (i + 8 <= r->rows && read_eight(r, i))
		i += 8;
	return (i);
}

#endif

unsigned
plain_short(const struct plain_reading *r, enum isa isa)
{
	if (r->kind != PLAIN_DECIMAL && r->kind != PLAIN_DECIMAL_UNUSED)
		return (0);
	if (read_digits(r))
		return (r->rows);
#if VECTORS
	if (isa == ISA_AVX512)
		return (read_eights(r));
#else
	(void)isa;
#endif
	return (0);
}
