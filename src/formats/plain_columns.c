/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Numbers in a column.  A number is loaded with the 16 bytes up to its end
 * (PLAIN_BEFORE), so that its digits are at the same places however many there
 * are.
 */
#include "formats/plain_columns.h"

#include "base/vectors.h"
#include "formats/plain_reading.h"
#include "trace/fields.h"

/* Digits that fit a vector, and a decimal number. */
#define DIGITS     16
#define DIGITS_MAX 19

/* Cuts off rows that have no such prefix and suffix. */
static void
check_ends(
    struct plain_table *t, unsigned column, const struct plain_column *as)
{
	for (unsigned i = 0; i < t->rows; i++) {
		const char *end, *s = plain_cell(t, i, column, &end);

		if ((as->prefix && (s[0] != '0' || s[1] != 'x')) ||
		    (as->suffix != '\0' && end[-1] != as->suffix))
			t->rows = i;
	}
}

/* How many of n digits before e are checked with the others of its vector: of a
 * decimal number that is not used the rest is checked here.  More than DIGITS:
 * they are not right, or it must be read alone. */
static always_inline size_t
checked(enum plain_kind kind, const char *e, size_t n)
{
	uint32_t w;

	if (likely(n <= DIGITS) || kind != PLAIN_DECIMAL_UNUSED ||
	    n > DIGITS_MAX)
		return (n);
	w = bytes_le32(e - n) ^ UINT32_C(0x30303030);
	w = ((w + UINT32_C(0x76767676)) | w) & UINT32_C(0x80808080);
	return (w == 0 ? DIGITS : n);
}

/* Eight decimal digits, the first in the lowest byte.  Lemire, "Quickly parsing
 * eight digits", 2018. */
static uint64_t
decimal8(uint64_t w)
{
	const uint64_t pairs = UINT64_C(0x000000ff000000ff);

	w = w * 10 + (w >> 8);
	w = (w & pairs) * (100 + (UINT64_C(1000000) << 32)) +
	    (w >> 16 & pairs) * (1 + (UINT64_C(10000) << 32));
	return (w >> 32);
}

/* The last eight digits before e, of n that there are, as bytes. */
static bool
word_of(const char *e, size_t n, uint64_t *w)
{
	const uint64_t each = UINT64_C(0x0101010101010101);

	*w = n == 0 ? 0 : bytes_le64(e - 8) ^ each * '0';
	if (n > 0 && n < 8)
		*w = *w >> (64 - 8 * n) << (64 - 8 * n);
	return (((*w + each * (127 - 9)) | *w) & each * 0x80 ? false : true);
}

/* One number at a time; e is behind its n digits.  Where what is cut off does
 * not fit into the field, n is below 0 without its sign. */
static bool
read_one(enum plain_kind kind, const char *e, size_t n, uint64_t *v)
{
	uint64_t low, high, top = 0;
	const char *s;

	if (n - 1 >= DIGITS_MAX)
		return (false);
	s = e - n;
	if (kind == PLAIN_HEX || kind == PLAIN_HEX_UNUSED)
		return (
		    n <= DIGITS && field_hex(&s, e, v) == FIELD_OK && s == e);
	for (; n > DIGITS; n--, s++) {
		if ((unsigned)*s - '0' > 9)
			return (false);
		top = top * 10 + ((unsigned)*s - '0');
	}
	if (!word_of(e, n < 8 ? n : 8, &low) ||
	    !word_of(e - 8, n < 8 ? 0 : n - 8, &high))
		return (false);
	*v = (top * 100000000 + decimal8(high)) * 100000000 + decimal8(low);
	return (true);
}

/* Rows from i on, before n, one by one; returns the next one, which is r->rows
 * where one was not right. */
static unsigned
read_some(struct plain_reading *r, unsigned i, unsigned n)
{
	for (n = n < r->rows ? n : r->rows; i < n; i++) {
		size_t digits;
		const char *e = plain_digits_of(r, i * r->step, &digits);

		if (!read_one(r->kind, e, digits, &r->value[i]))
			r->rows = n = i;
	}
	return (n);
}

#if VECTORS

/* Of 16 bytes the last n; any number is loaded, and refused then. */
static const uint8_t last_bytes[48] = { [16 ... 47] = 255 };

/* Two numbers, one in each half; its digits are the last bytes of that. */
AVX2 static always_inline __m256i
halves(const char *low, const char *high)
{
	return (_mm256_loadu2_m128i((const void *)high, (const void *)low));
}

/* The values of digits; *bad: a byte is not 0 where a digit is not right.  A
 * letter becomes 10 to 15, and '@' and '`', which would be 9, are none.  The
 * case is taken away after '0' is, or a control character would be a digit. */
AVX2 static always_inline __m256i
hex_digits(__m256i b, __m256i used, __m256i *bad)
{
	const __m256i nine = _mm256_set1_epi8(9);
	__m256i v =
	    _mm256_and_si256(_mm256_sub_epi8(b, _mm256_set1_epi8('0')), used);
	__m256i letter = _mm256_cmpgt_epi8(v, nine);

	v = _mm256_sub_epi8(_mm256_and_si256(v, _mm256_set1_epi8(~0x20)),
	    _mm256_and_si256(letter, _mm256_set1_epi8('A' - '0' - 10)));
	*bad = _mm256_or_si256(
	    *bad, _mm256_xor_si256(letter, _mm256_cmpgt_epi8(v, nine)));
	*bad =
	    _mm256_or_si256(*bad, _mm256_and_si256(v, _mm256_set1_epi8(-16)));
	return (v);
}

/* The digits of four numbers, of which *b has 0 and 2 and *d has 1 and 3, one
 * digit in each byte. */
AVX2 static always_inline void
store_hex(uint64_t *to, __m256i b, __m256i d)
{
	const __m256i reversed = _mm256_set_epi64x(0x08090a0b0c0d0e0f,
	    0x0001020304050607, 0x08090a0b0c0d0e0f, 0x0001020304050607);
	const __m256i pairs = _mm256_set1_epi16(0x0110);

	b = _mm256_packus_epi16(
	    _mm256_maddubs_epi16(b, pairs), _mm256_maddubs_epi16(d, pairs));
	_mm256_storeu_si256((void *)to, _mm256_shuffle_epi8(b, reversed));
}

AVX2 static always_inline void
store_decimal(uint64_t *to, __m256i b, __m256i d)
{
	const __m256i pairs = _mm256_set1_epi16(10 | 1 << 8);
	const __m256i fours = _mm256_set1_epi32(100 | 1 << 16);

	b = _mm256_madd_epi16(_mm256_maddubs_epi16(b, pairs), fours);
	d = _mm256_madd_epi16(_mm256_maddubs_epi16(d, pairs), fours);
	b = _mm256_madd_epi16(
	    _mm256_packus_epi32(b, d), _mm256_set1_epi32(10000 | 1 << 16));
	b = _mm256_add_epi64(_mm256_mul_epu32(b, _mm256_set1_epi64x(100000000)),
	    _mm256_srli_epi64(b, 32));
	_mm256_storeu_si256((void *)to, b);
}

/* Four rows; false: not all are right, or one has too many digits. */
AVX2 static always_inline bool
four_avx2(
    const struct plain_reading *r, enum plain_kind kind, const uint16_t *end)
{
	const bool hex = kind == PLAIN_HEX || kind == PLAIN_HEX_UNUSED;
	__m256i bad = _mm256_setzero_si256(), v[2];
	size_t odd = 0;

#pragma GCC unroll 2
	for (unsigned k = 0; k < 2; k++, end += r->step) {
		size_t n0, n1;
		const char *e0 = plain_digits_at(r, end, &n0);
		const char *e1 = plain_digits_at(r, end + 2 * r->step, &n1);
		__m256i b, used;

		n0 = checked(kind, e0, n0);
		n1 = checked(kind, e1, n1);
		odd |= (n0 - 1) | (n1 - 1);
		b = halves(e0 - DIGITS, e1 - DIGITS);
		used = halves((const char *)last_bytes + n0 % 32,
		    (const char *)last_bytes + n1 % 32);
		v[k] = hex ? hex_digits(b, used, &bad)
			   : _mm256_and_si256(used,
				 _mm256_sub_epi8(b, _mm256_set1_epi8('0')));
	}
	if (!hex)
		bad = _mm256_subs_epu8(
		    _mm256_max_epu8(v[0], v[1]), _mm256_set1_epi8(9));
	if (unlikely(odd >= DIGITS || !_mm256_testz_si256(bad, bad)))
		return (false);
	if (kind == PLAIN_DECIMAL)
		store_decimal(r->value, v[0], v[1]);
	else if (kind == PLAIN_HEX)
		store_hex(r->value, v[0], v[1]);
	return (true);
}

AVX512 static always_inline __m512i
decimals_avx512(__m512i b, __mmask64 used, __mmask64 *bad)
{
	__m512i d = _mm512_maskz_sub_epi8(used, b, _mm512_set1_epi8('0'));

	*bad = _mm512_cmpgt_epu8_mask(d, _mm512_set1_epi8(9));
	d = _mm512_maddubs_epi16(d, _mm512_set1_epi16(10 | 1 << 8));
	d = _mm512_madd_epi16(d, _mm512_set1_epi32(100 | 1 << 16));
	d = _mm512_packus_epi32(d, d);
	d = _mm512_madd_epi16(d, _mm512_set1_epi32(10000 | 1 << 16));
	return (
	    _mm512_add_epi64(_mm512_mul_epu32(d, _mm512_set1_epi64(100000000)),
		_mm512_srli_epi64(d, 32)));
}

AVX512 static always_inline __m512i
hexes_avx512(__m512i b, __mmask64 used, __mmask64 *bad)
{
	const __m512i reversed =
	    _mm512_set4_epi32(-1, -1, 0x00010203, 0x04050607);
	__m512i letter = _mm512_sub_epi8(
	    _mm512_or_si512(b, _mm512_set1_epi8(0x20)), _mm512_set1_epi8('a'));
	__m512i digit = _mm512_sub_epi8(b, _mm512_set1_epi8('0'));
	__mmask64 is_letter =
	    _mm512_cmple_epu8_mask(letter, _mm512_set1_epi8(5));

	b = _mm512_mask_add_epi8(
	    digit, is_letter, letter, _mm512_set1_epi8(10));
	b = _mm512_maskz_mov_epi8(used, b);
	*bad = _mm512_cmpgt_epu8_mask(b, _mm512_set1_epi8(15)) |
	       (_mm512_cmpgt_epu8_mask(b, _mm512_set1_epi8(9)) & ~is_letter);
	b = _mm512_maddubs_epi16(b, _mm512_set1_epi16(0x0110));
	return (_mm512_shuffle_epi8(_mm512_packus_epi16(b, b), reversed));
}

AVX512 static always_inline bool
four_avx512(
    const struct plain_reading *r, enum plain_kind kind, const uint16_t *end)
{
	const __m512i lows = _mm512_set_epi64(0, 0, 0, 0, 6, 4, 2, 0);
	const bool hex = kind == PLAIN_HEX || kind == PLAIN_HEX_UNUSED;
	__m512i b = _mm512_setzero_si512();
	uint64_t odd = 0, used = 0;
	__mmask64 bad;

#pragma GCC unroll 4
	for (unsigned k = 0; k < 4; k++, end += r->step) {
		size_t n;
		const char *e = plain_digits_at(r, end, &n);

		n = checked(kind, e, n);
		odd |= n - 1;
		used |= (uint64_t)(uint16_t)(UINT32_C(0xffff0000) >> n % 32)
			<< 16 * k;
		b = _mm512_mask_broadcast_i32x4(b, (__mmask16)(15 << 4 * k),
		    _mm_loadu_si128((const void *)(e - DIGITS)));
	}
	b = hex ? hexes_avx512(b, used, &bad) : decimals_avx512(b, used, &bad);
	if (unlikely(odd >= DIGITS || bad != 0))
		return (false);
	if (kind == PLAIN_DECIMAL || kind == PLAIN_HEX)
		_mm256_storeu_si256((void *)r->value,
		    _mm512_castsi512_si256(_mm512_permutexvar_epi64(lows, b)));
	return (true);
}

/* Columns of each kind, four rows at once, from row i on; they return the first
 * row that they did not read.  Macros, because a function for other
 * instructions cannot be passed to one that is always inlined. */
#define COLUMN_AS(target, four, kind)                                          \
	target static unsigned four##_##kind(                                  \
	    const struct plain_reading *from, unsigned i)                      \
	{                                                                      \
		struct plain_reading r = *from;                                \
		const uint16_t *end = r.end + i * r.step;                      \
                                                                               \
		r.value += i;                                                  \
		for (; i + 4 <= r.rows && four(&r, kind, end); i += 4) {       \
			end += 4 * r.step;                                     \
			r.value += 4;                                          \
		}                                                              \
		return (i);                                                    \
	}
#define COLUMN(name, target, four)                                             \
	COLUMN_AS(target, four, PLAIN_DECIMAL)                                 \
	COLUMN_AS(target, four, PLAIN_DECIMAL_UNUSED)                          \
	COLUMN_AS(target, four, PLAIN_HEX)                                     \
	COLUMN_AS(target, four, PLAIN_HEX_UNUSED)                              \
	static fours_f *const name[] = {                                       \
		[PLAIN_DECIMAL] = four##_PLAIN_DECIMAL,                        \
		[PLAIN_DECIMAL_UNUSED] = four##_PLAIN_DECIMAL_UNUSED,          \
		[PLAIN_HEX] = four##_PLAIN_HEX,                                \
		[PLAIN_HEX_UNUSED] = four##_PLAIN_HEX_UNUSED,                  \
	};

typedef unsigned fours_f(const struct plain_reading *from, unsigned i);

COLUMN(column_avx2, AVX2, four_avx2)
COLUMN(column_avx512, AVX512, four_avx512)

/* Four rows that are not all right are read one by one; the last four rows
 * may have been read in part. */
static void
read_fours(struct plain_reading *r, fours_f *fours)
{
	unsigned i = r->from;

	while (i < r->rows) {
		i = fours(r, i);
		if (i < r->rows && r->rows - i < 4 && r->rows >= 4 &&
		    fours(r, r->rows - 4) == r->rows)
			break;
		i = read_some(r, i, i + 4);
	}
}

#endif

void
plain_column(struct plain_table *t, enum isa isa, unsigned column,
    const struct plain_column *as)
{
	struct plain_reading r = {
		.base = t->base,
		.end = t->end + column + 1,
		.step = t->columns,
		.skip = as->prefix ? 2 : 0,
		.cut = (as->suffix != '\0') +
		       (t->returns && column + 1 == t->columns),
		.kind = as->kind,
		.value = t->value[column],
	};

	if (as->kind == PLAIN_TEXT)
		return;
	if (as->prefix || as->suffix != '\0')
		check_ends(t, column, as);
	r.rows = t->rows;
	r.from = plain_short(&r, isa);
#if VECTORS
	if (isa == ISA_AVX512)
		read_fours(&r, column_avx512[as->kind]);
	else if (isa == ISA_AVX2)
		read_fours(&r, column_avx2[as->kind]);
	else
#else
	(void)isa;
#endif
		read_some(&r, r.from, r.rows);
	t->rows = r.rows;
}
