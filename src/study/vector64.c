/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The same for each set of instructions; AVX2 compares signed numbers only.
 */
#include "study/vector64.h"

#include "base/inline.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define VECTOR64_AVX 1
#include <immintrin.h>
#endif

static uint32_t
largest_any(const uint32_t *v)
{
	uint32_t most[4] = { v[0], v[1], v[2], v[3] };

	for (unsigned i = 4; i < 64; i += 4)
		for (unsigned k = 0; k < 4; k++)
			most[k] = v[i + k] > most[k] ? v[i + k] : most[k];
	for (unsigned k = 1; k < 4; k++)
		most[0] = most[k] > most[0] ? most[k] : most[0];
	return (most[0]);
}

static uint64_t
greater_any(const uint32_t *v, uint32_t than)
{
	uint64_t set = 0;

	for (unsigned i = 0; i < 64; i++)
		set |= (uint64_t)(v[i] > than) << i;
	return (set);
}

static uint64_t
equal_any(const uint32_t *v, uint32_t to)
{
	uint64_t set = 0;

	for (unsigned i = 0; i < 64; i++)
		set |= (uint64_t)(v[i] == to) << i;
	return (set);
}

#ifdef VECTOR64_AVX

#define AVX512 __attribute__((target("avx512f")))

AVX512 static uint32_t
largest_avx512(const uint32_t *v)
{
	__m512i a = _mm512_loadu_si512(v), b = _mm512_loadu_si512(v + 16);
	__m512i c = _mm512_loadu_si512(v + 32), d = _mm512_loadu_si512(v + 48);

	return (_mm512_reduce_max_epu32(
	    _mm512_max_epu32(_mm512_max_epu32(a, b), _mm512_max_epu32(c, d))));
}

AVX512 static uint64_t
greater_avx512(const uint32_t *v, uint32_t than)
{
	const __m512i x = _mm512_set1_epi32((int)than);
	uint64_t set = 0;

#pragma GCC unroll 4
	for (unsigned i = 0; i < 64; i += 16)
		set |= (uint64_t)_mm512_cmpgt_epu32_mask(
			   _mm512_loadu_si512(v + i), x)
		       << i;
	return (set);
}

AVX512 static uint64_t
equal_avx512(const uint32_t *v, uint32_t to)
{
	const __m512i x = _mm512_set1_epi32((int)to);
	uint64_t set = 0;

#pragma GCC unroll 4
	for (unsigned i = 0; i < 64; i += 16)
		set |= (uint64_t)_mm512_cmpeq_epi32_mask(
			   _mm512_loadu_si512(v + i), x)
		       << i;
	return (set);
}

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline __m256i
eight(const uint32_t *v)
{
	return (_mm256_loadu_si256((const __m256i *)v));
}

/* A bit for each of eight numbers whose highest bit is set. */
AVX2 static inline uint64_t
highest_bits(__m256i v)
{
	return ((unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(v)));
}

AVX2 static uint32_t
largest_avx2(const uint32_t *v)
{
	__m256i most = eight(v);
	__m128i four;

#pragma GCC unroll 7
	for (unsigned i = 8; i < 64; i += 8)
		most = _mm256_max_epu32(most, eight(v + i));
	four = _mm_max_epu32(
	    _mm256_castsi256_si128(most), _mm256_extracti128_si256(most, 1));
	four = _mm_max_epu32(four, _mm_shuffle_epi32(four, 0x4e));
	four = _mm_max_epu32(four, _mm_shuffle_epi32(four, 0xb1));
	return ((uint32_t)_mm_cvtsi128_si32(four));
}

AVX2 static uint64_t
greater_avx2(const uint32_t *v, uint32_t than)
{
	const __m256i half = _mm256_set1_epi32(INT32_MIN);
	const __m256i x = _mm256_set1_epi32((int)(than ^ 0x80000000));
	uint64_t set = 0;

#pragma GCC unroll 8
	for (unsigned i = 0; i < 64; i += 8)
		set |= highest_bits(_mm256_cmpgt_epi32(
			   _mm256_xor_si256(eight(v + i), half), x))
		       << i;
	return (set);
}

AVX2 static uint64_t
equal_avx2(const uint32_t *v, uint32_t to)
{
	const __m256i x = _mm256_set1_epi32((int)to);
	uint64_t set = 0;

#pragma GCC unroll 8
	for (unsigned i = 0; i < 64; i += 8)
		set |= highest_bits(_mm256_cmpeq_epi32(eight(v + i), x)) << i;
	return (set);
}

uint32_t
vector64_largest(enum isa isa, const uint32_t *v)
{
	if (isa == ISA_AVX512)
		return (largest_avx512(v));
	return (isa == ISA_AVX2 ? largest_avx2(v) : largest_any(v));
}

uint64_t
vector64_greater(enum isa isa, const uint32_t *v, uint32_t than)
{
	if (isa == ISA_AVX512)
		return (greater_avx512(v, than));
	return (isa == ISA_AVX2 ? greater_avx2(v, than) : greater_any(v, than));
}

uint64_t
vector64_equal(enum isa isa, const uint32_t *v, uint32_t to)
{
	if (isa == ISA_AVX512)
		return (equal_avx512(v, to));
	return (isa == ISA_AVX2 ? equal_avx2(v, to) : equal_any(v, to));
}

#else

uint32_t
vector64_largest(not_used enum isa isa, const uint32_t *v)
{
	return (largest_any(v));
}

uint64_t
vector64_greater(not_used enum isa isa, const uint32_t *v, uint32_t than)
{
	return (greater_any(v, than));
}

uint64_t
vector64_equal(not_used enum isa isa, const uint32_t *v, uint32_t to)
{
	return (equal_any(v, to));
}

#endif
