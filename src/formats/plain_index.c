/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Searching a block of text for the ends of lines and fields.
 */
#include "formats/plain_index.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define VECTORS 1
#include <immintrin.h>
#else
#define VECTORS 0
#endif

/* Lines of which 64 bytes usually have fewer: so many are noted without a
 * branch for each. */
#define USUAL 8

/* What is found in 64 bytes, as bits. */
struct found {
	uint64_t newlines, ends;
};

/* Adds the newlines of the 64 bytes from 'at' on.  A branch for each would be
 * mispredicted at the last. */
static always_inline unsigned
add_lines(struct plain_index *ix, unsigned n, uint64_t newlines, size_t at)
{
	unsigned many = (unsigned)__builtin_popcountll(newlines);
	uint16_t *to = ix->newline + n;

	for (unsigned i = 0; i < many; i += USUAL)
#pragma GCC unroll 8
		for (unsigned k = i; k < i + USUAL; k++) {
			/* The last bit is set for those that are none. */
			to[k] = (uint16_t)(at +
					   (unsigned)__builtin_ctzll(newlines |
					       UINT64_C(1) << 63));
			newlines &= newlines - 1;
		}
	return (n + many);
}

/* Finishes the index, of which n newlines were found in whole words. */
static void
finish(struct plain_index *ix, unsigned n, size_t bytes)
{
	while (n > 0 && ix->newline[n - 1] >= bytes)
		n--;
	ix->lines = n;
	ix->ends[(bytes + 63) / 64] = 0;
	ix->ends[(bytes + 63) / 64 + 1] = 0;
}

/* The highest bit of each byte that is the same as that of the pattern. */
static always_inline uint64_t
same(uint64_t w, char c)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint64_t x = w ^ (low / 127 * (unsigned char)c);

	return (~(((x & low) + low) | x | low));
}

/* Of each byte that is a blank or lower. */
static always_inline uint64_t
blank(uint64_t w)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);

	return (~(((w & low) + low / 127 * (127 - ' ')) | w | low));
}

/* The highest bits of eight bytes, side by side. */
static always_inline uint64_t
gather(uint64_t high)
{
	return ((high >> 7) * UINT64_C(0x0102040810204080) >> 56);
}

/* Eight bytes at once. */
static struct found
find_words(const char *p, char separator)
{
	struct found f = { 0, 0 };

	for (unsigned i = 0; i < 64; i += 8) {
		uint64_t w = bytes_le64(p + i), newline = same(w, '\n');
		uint64_t other =
		    separator == ' ' ? blank(w) : same(w, separator);

		f.newlines |= gather(newline) << i;
		f.ends |= gather(newline | other) << i;
	}
	return (f);
}

static void
index_plain(
    struct plain_index *ix, const char *p, size_t bytes, char separator)
{
	unsigned n = 0;

	for (size_t at = 0; at < bytes; at += 64) {
		struct found f = find_words(p + at, separator);

		ix->ends[at / 64] = htole64(f.ends);
		n = add_lines(ix, n, f.newlines, at);
	}
	finish(ix, n, bytes);
}

#if VECTORS

__attribute__((target("avx2,bmi,popcnt"))) static void
index_avx2(
    struct plain_index *ix, const char *p, size_t bytes, char separator)
{
	const __m256i newline = _mm256_set1_epi8('\n');
	const __m256i own = _mm256_set1_epi8(separator);
	const __m256i blank = _mm256_set1_epi8(separator == ' ' ? ' ' : 0);
	unsigned n = 0;

	for (size_t at = 0; at < bytes; at += 64) {
		uint64_t newlines = 0, ends = 0;

#pragma GCC unroll 2
		for (int i = 0; i < 64; i += 32) {
			__m256i b = _mm256_loadu_si256(
			    (const void *)(p + at + (size_t)i));
			__m256i is = _mm256_cmpeq_epi8(b, newline);
			/* A NUL is taken for an end; no line with one is
			 * plain. */
			__m256i low = _mm256_cmpeq_epi8(
			    _mm256_min_epu8(b, blank), b);
			__m256i all = _mm256_or_si256(
			    _mm256_or_si256(is, low), _mm256_cmpeq_epi8(b, own));

			newlines |=
			    (uint64_t)(uint32_t)_mm256_movemask_epi8(is) << i;
			ends |=
			    (uint64_t)(uint32_t)_mm256_movemask_epi8(all) << i;
		}
		ix->ends[at / 64] = ends;
		n = add_lines(ix, n, newlines, at);
	}
	finish(ix, n, bytes);
}

__attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,popcnt"))) static void
index_avx512(
    struct plain_index *ix, const char *p, size_t bytes, char separator)
{
	static const uint8_t offset[64] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
		11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
		27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42,
		43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58,
		59, 60, 61, 62, 63 };
	const __m512i offsets = _mm512_loadu_si512(offset);
	const __m512i newline = _mm512_set1_epi8('\n');
	const __m512i own = _mm512_set1_epi8(separator);
	unsigned n = 0;

	for (size_t at = 0; at < bytes; at += 64) {
		__m512i b = _mm512_loadu_si512(p + at), packed;
		__mmask64 is = _mm512_cmpeq_epi8_mask(b, newline);
		__mmask64 other = separator == ' '
				      ? _mm512_cmple_epu8_mask(b, own)
				      : _mm512_cmpeq_epi8_mask(b, own);
		const __m512i from = _mm512_set1_epi16((short)at);

		ix->ends[at / 64] = is | other;
		packed = _mm512_maskz_compress_epi8(is, offsets);
		_mm512_storeu_si512(ix->newline + n,
		    _mm512_add_epi16(from,
			_mm512_cvtepu8_epi16(_mm512_castsi512_si256(packed))));
		if (unlikely(__builtin_popcountll(is) > 32))
			_mm512_storeu_si512(ix->newline + n + 32,
			    _mm512_add_epi16(from,
				_mm512_cvtepu8_epi16(
				    _mm512_extracti64x4_epi64(packed, 1))));
		n += (unsigned)__builtin_popcountll(is);
	}
	finish(ix, n, bytes);
}

#endif

void
plain_index(struct plain_index *ix, enum isa isa, const char *p, size_t bytes,
    char separator)
{
	ix->base = p;
#if VECTORS
	if (isa == ISA_AVX512)
		index_avx512(ix, p, bytes, separator);
	else if (isa == ISA_AVX2)
		index_avx2(ix, p, bytes, separator);
	else
#else
	(void)isa;
#endif
		index_plain(ix, p, bytes, separator);
}
