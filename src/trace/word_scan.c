/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Words of a recording, many at once.
 *
 * tests/unit/test_word_scan.c compares the forms.
 */
#include "trace/word_scan.h"

#include "base/inline.h"
#include "base/vectors.h"
#include "model/access.h"
#include "trace/known_pages.h"

static size_t
plain_rest(const uint64_t *word, size_t i, size_t n)
{
	while (i < n && likely(word_is_plain(word[i])))
		i++;
	return (i);
}

static size_t
plain_words(const uint64_t *word, size_t n)
{
	return (plain_rest(word, 0, n));
}

static void
count_rest(uint64_t by_op[4], const uint64_t *word, size_t i, size_t n)
{
	for (; i < n; i++)
		by_op[access_word_kind(word[i]) & 3]++;
}

/* At most so many, so that a sum for each operation has 16 bits. */
#define AT_ONCE 32768

static void
count_words(uint64_t by_op[4], const uint64_t *word, size_t n)
{
	for (size_t i = 0; i < n;) {
		size_t stop = n - i < AT_ONCE ? n : i + AT_ONCE;
		uint64_t sum = 0;

		for (; i < stop; i++)
			sum += UINT64_C(1) << 16 * access_word_kind(word[i]);
		for (size_t op = 0; op < 4; op++)
			by_op[op] += sum >> 16 * op & 0xffff;
	}
}

static const struct word_scanner plain = { plain_words, count_words };

#if VECTORS
AVX2 static always_inline __m256i
load4(const uint64_t *p)
{
	return (_mm256_loadu_si256((const __m256i *)p));
}

/* As word_is_plain(). */
AVX2 static size_t
plain_avx2(const uint64_t *word, size_t n)
{
	const __m256i low = _mm256_set1_epi64x(0xfff),
		      one = _mm256_set1_epi64x(1);
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		__m256i w = load4(word + i), size, end;

		size = _mm256_and_si256(_mm256_srli_epi64(w, 48), low);
		size = _mm256_sub_epi64(size, one);
		end = _mm256_add_epi64(_mm256_and_si256(w, low), size);
		end = _mm256_srli_epi64(
		    _mm256_or_si256(end, size), KNOWN_PAGE_SHIFT);
		end = _mm256_or_si256(end, _mm256_srli_epi64(w, 62));
		if (!_mm256_testz_si256(end, end))
			break;
	}
	return (plain_rest(word, i, n));
}

/* The words of an operation, in one lane or more. */
AVX2 static always_inline __m256i
of_op(__m256i sum, __m256i op, long long which)
{
	return (_mm256_sub_epi64(
	    sum, _mm256_cmpeq_epi64(op, _mm256_set1_epi64x(which))));
}

AVX2 static always_inline uint64_t
sum_of(__m256i v)
{
	uint64_t lane[4];

	_mm256_storeu_si256((__m256i *)lane, v);
	return (lane[0] + lane[1] + lane[2] + lane[3]);
}

AVX2 static void
count_avx2(uint64_t by_op[4], const uint64_t *word, size_t n)
{
	__m256i writes = _mm256_setzero_si256(), modifies = writes,
		fetches = writes;
	uint64_t some = 0;
	size_t i = 0;

	for (; i + 4 <= n; i += 4) {
		__m256i op = _mm256_srli_epi64(load4(word + i), 60);

		writes = of_op(writes, op, ACCESS_WRITE);
		modifies = of_op(modifies, op, ACCESS_MODIFY);
		fetches = of_op(fetches, op, ACCESS_FETCH);
	}
	by_op[ACCESS_WRITE] += sum_of(writes);
	by_op[ACCESS_MODIFY] += sum_of(modifies);
	by_op[ACCESS_FETCH] += sum_of(fetches);
	some = sum_of(writes) + sum_of(modifies) + sum_of(fetches);
	by_op[ACCESS_READ] += i - some;
	count_rest(by_op, word, i, n);
}

static const struct word_scanner avx2 = { plain_avx2, count_avx2 };

AVX512 static size_t
plain_avx512(const uint64_t *word, size_t n)
{
	const __m512i low = _mm512_set1_epi64(0xfff),
		      one = _mm512_set1_epi64(1);
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		__m512i w = _mm512_loadu_si512(word + i), size, end;

		size = _mm512_and_si512(_mm512_srli_epi64(w, 48), low);
		size = _mm512_sub_epi64(size, one);
		end = _mm512_add_epi64(_mm512_and_si512(w, low), size);
		end = _mm512_srli_epi64(
		    _mm512_or_si512(end, size), KNOWN_PAGE_SHIFT);
		end = _mm512_or_si512(end, _mm512_srli_epi64(w, 62));
		if (_mm512_test_epi64_mask(end, end) != 0)
			break;
	}
	return (plain_rest(word, i, n));
}

AVX512 static always_inline uint64_t
of_op512(__m512i op, long long which)
{
	return ((uint64_t)_mm_popcnt_u32(
	    _mm512_cmpeq_epi64_mask(op, _mm512_set1_epi64(which))));
}

AVX512 static void
count_avx512(uint64_t by_op[4], const uint64_t *word, size_t n)
{
	uint64_t writes = 0, modifies = 0, fetches = 0;
	size_t i = 0;

	for (; i + 8 <= n; i += 8) {
		__m512i op =
		    _mm512_srli_epi64(_mm512_loadu_si512(word + i), 60);

		writes += of_op512(op, ACCESS_WRITE);
		modifies += of_op512(op, ACCESS_MODIFY);
		fetches += of_op512(op, ACCESS_FETCH);
	}
	by_op[ACCESS_READ] += i - writes - modifies - fetches;
	by_op[ACCESS_WRITE] += writes;
	by_op[ACCESS_MODIFY] += modifies;
	by_op[ACCESS_FETCH] += fetches;
	count_rest(by_op, word, i, n);
}

static const struct word_scanner avx512 = { plain_avx512, count_avx512 };
#endif

const struct word_scanner *
word_scanner_of(enum isa isa)
{
	if (isa == ISA_PLAIN)
		return (&plain);
#if VECTORS
	if (isa == ISA_AVX2)
		return (&avx2);
	if (isa == ISA_AVX512)
		return (&avx512);
#endif
	return (NULL);
}

const struct word_scanner *
word_scanner_chosen(void)
{
	const struct word_scanner *s = word_scanner_of(isa_chosen());

	return (s != NULL ? s : &plain);
}
