/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page numbers of pages that follow each other.
 *
 * One at a time a known page in order took 5.0 ns and a new one 4.0, besides
 * the memory that it touches first (EPYC, Zen 3); with AVX2 they take 1.2 and
 * 1.4.  Eight accesses are 128 bytes.  They are loaded two at a time, and
 * unpacked to four addresses or four second halves (size, process, operation) a
 * register, in the order 0, 2, 1, 3, in which all is kept until it is stored:
 *
 *	a[0].addr a[0].rest a[1].addr a[1].rest
 *	a[2].addr a[2].rest a[3].addr a[3].rest
 *	-> a[0].addr a[2].addr a[1].addr a[3].addr
 */
#include "space/page_runs.h"

#include <string.h>

#include "base/vectors.h"
#include "space/access_ops.h"

/* Without vectors, but the leaf cache is asked once for a leaf. */
static size_t
known_plain(const struct leaf_cache *c, const struct run_of *r,
    const struct access *a, size_t n, struct reference *out, uint64_t *counts)
{
	uint64_t sum = *counts;
	size_t i = 0;

	while (i < n) {
		uint64_t first =
		    a[i].addr >> r->shift & -(uint64_t)TABLE_ENTRIES;
		uint64_t tag = r->tag | first >> TABLE_BITS;
		const struct leaf_slot *slot = leaf_cache_slot(c, tag);
		const uint64_t *pte = slot->pte;
		size_t from = i;

		for (; slot->tag == tag && i < n; i++) {
			uint32_t other = access_pid_op(&a[i]) ^ r->pid;
			unsigned op = other >> ACCESS_PID_BITS;
			uint64_t index = (a[i].addr >> r->shift) - first, e;
			uint64_t need = access_ops.need[op];

			if ((other & PID_MAX) != 0 || index >= TABLE_ENTRIES)
				break;
			e = pte[index];
			if ((e & need) != need)
				break;
			sum += access_ops.count[op];
			out[i].word = (uint32_t)(e >> (PTE_SHIFT - 1)) |
				      access_ops.write[op];
		}
		if (i - from < RUN)
			break;
	}
	*counts = sum;
	return (i);
}

#if VECTORS

/* 0, 2, 1, 3: makes this order of the usual one, and back. */
#define SWAPPED 0xd8

AVX2 static always_inline __m256i
each(uint64_t v)
{
	return (_mm256_set1_epi64x((long long)v));
}

/* Eight accesses: the operations, and bits that are not 0 where one is not of
 * this process or not to the page behind the one before it. */
struct eight {
	__m256i op[2], other;
};

AVX2 static always_inline struct eight
read_eight(const struct access *a, const struct run_of *r, uint64_t number)
{
	const __m128i shift = _mm_cvtsi32_si128((int)r->shift);
	/* The bits of the process, and that above those of operations. */
	const __m256i whose =
	    each(((uint64_t)PID_MAX | UINT64_C(1) << 31) << 32);
	const __m256i pid = each((uint64_t)r->pid << 32);
	const __m256i order = _mm256_set_epi64x(3, 1, 2, 0);
	struct eight x = { .other = _mm256_setzero_si256() };

	for (unsigned k = 0; k < 2; k++) {
		__m256i low = load_256(a + 4 * k),
			high = load_256(a + 4 * k + 2);
		__m256i addr = _mm256_unpacklo_epi64(low, high);
		__m256i rest = _mm256_unpackhi_epi64(low, high);
		__m256i page = _mm256_add_epi64(each(number + 4 * k), order);

		x.other = _mm256_or_si256(x.other,
		    _mm256_xor_si256(_mm256_srl_epi64(addr, shift), page));
		x.other = _mm256_or_si256(x.other,
		    _mm256_and_si256(_mm256_xor_si256(rest, pid), whose));
		x.op[k] = _mm256_srli_epi64(rest, 61);
	}
	return (x);
}

/* 1 in the sixteen bits of each operation, added to sum. */
AVX2 static always_inline __m256i
add_counts(__m256i sum, const struct eight *x)
{
	for (unsigned k = 0; k < 2; k++)
		sum = _mm256_add_epi64(sum,
		    _mm256_sllv_epi64(each(1), _mm256_slli_epi64(x->op[k], 4)));
	return (sum);
}

AVX2 static always_inline uint64_t
total(__m256i sum)
{
	__m128i two = _mm_add_epi64(
	    _mm256_castsi256_si128(sum), _mm256_extracti128_si256(sum, 1));

	return ((uint64_t)_mm_cvtsi128_si64(two) +
		(uint64_t)_mm_extract_epi64(two, 1));
}

/* The words of eight references in order, but for bit 0, which says whether it
 * writes: operations 1 and 2 do. */
AVX2 static always_inline void
store_words(struct reference *out, __m256i words, const struct eight *x)
{
	const __m256i order = _mm256_set_epi32(7, 3, 6, 2, 5, 1, 4, 0);
	__m256i op =
	    _mm256_castps_si256(_mm256_shuffle_ps(_mm256_castsi256_ps(x->op[0]),
		_mm256_castsi256_ps(x->op[1]), 0x88));
	__m256i write =
	    _mm256_and_si256(_mm256_xor_si256(op, _mm256_srli_epi32(op, 1)),
		_mm256_set1_epi32(1));

	store_256(out,
	    _mm256_or_si256(words, _mm256_permutevar8x32_epi32(write, order)));
}

/* Eight entries: the words of their references, and whether all have what the
 * operations need. */
AVX2 static always_inline bool
words_of_entries(const uint64_t *pte, const struct eight *x, __m256i *words)
{
	const __m256i sixteen = each(0xffff);
	__m256i lack = x->other, e[2];
	uint64_t need; /* of the four operations, sixteen bits each */

	memcpy(&need, access_ops.need, sizeof(need));

	for (unsigned k = 0; k < 2; k++) {
		__m256i this = _mm256_srlv_epi64(
		    each(need), _mm256_slli_epi64(x->op[k], 4));

		e[k] = load_256(pte + 4 * k);
		lack = _mm256_or_si256(lack,
		    _mm256_andnot_si256(_mm256_permute4x64_epi64(e[k], SWAPPED),
			_mm256_and_si256(this, sixteen)));
		e[k] = _mm256_srli_epi64(e[k], PTE_SHIFT - 1);
	}
	*words = _mm256_castps_si256(_mm256_shuffle_ps(
	    _mm256_castsi256_ps(e[0]), _mm256_castsi256_ps(e[1]), 0x88));
	*words = _mm256_permute4x64_epi64(*words, SWAPPED);
	return (_mm256_testz_si256(lack, lack));
}

/* lookup_known() of the run's part in one leaf; returns how many. */
AVX2 static always_inline size_t
known_of_leaf(const uint64_t *pte, uint64_t number, const struct run_of *r,
    const struct access *a, size_t n, struct reference *out, __m256i *sum)
{
	size_t i;

	for (i = 0; i < n; i += RUN) {
		struct eight x = read_eight(a + i, r, number + i);
		__m256i words;

		if (!words_of_entries(pte + i, &x, &words))
			break;
		*sum = add_counts(*sum, &x);
		store_words(out + i, words, &x);
	}
	return (i);
}

AVX2 static size_t
known_avx2(const struct leaf_cache *c, const struct run_of *r,
    const struct access *a, size_t n, struct reference *out, uint64_t *counts)
{
	__m256i sum = _mm256_setzero_si256();
	size_t i = 0, some, most;

	do {
		uint64_t number = a[i].addr >> r->shift;
		uint64_t tag = r->tag | number >> TABLE_BITS;
		uint64_t index = number & (TABLE_ENTRIES - 1);
		const struct leaf_slot *slot = leaf_cache_slot(c, tag);

		if (slot->tag != tag || index % RUN != 0)
			break;
		most = TABLE_ENTRIES - index;
		if (most > n - i)
			most = (n - i) / RUN * RUN;
		some = known_of_leaf(
		    slot->pte + index, number, r, a + i, most, out + i, &sum);
		i += some;
	} while (some == most && n - i >= RUN);
	*counts += total(sum);
	return (i);
}

AVX2 static size_t
new_avx2(uint64_t *leaf, uint64_t e, unsigned denied, const struct run_of *r,
    const struct access *a, size_t n, uint64_t *address, struct reference *out,
    uint64_t *counts)
{
	const __m256i one = each(1), refused = each(denied);
	const __m256i iota = _mm256_set_epi64x(3, 2, 1, 0);
	const __m256i steps = _mm256_slli_epi64(iota, PTE_SHIFT);
	__m256i sum = _mm256_setzero_si256(), words;
	uint64_t number = a->addr >> r->shift;
	uint64_t index = number & (TABLE_ENTRIES - 1);
	size_t i;

	if (n > TABLE_ENTRIES - index)
		n = TABLE_ENTRIES - index;
	leaf += index;
	words = _mm256_add_epi32(
	    _mm256_set1_epi32((int)((uint32_t)(e >> PTE_SHIFT) << 1)),
	    _mm256_set_epi32(14, 12, 10, 8, 6, 4, 2, 0));
	for (i = 0; n - i >= RUN; i += RUN) {
		struct eight x = read_eight(a + i, r, number + i);
		__m256i bad =
		    _mm256_or_si256(x.other, _mm256_or_si256(load_256(leaf + i),
						 load_256(leaf + i + 4)));

		for (unsigned k = 0; k < 2; k++)
			bad = _mm256_or_si256(
			    bad, _mm256_and_si256(
				     _mm256_srlv_epi64(refused, x.op[k]), one));
		if (!_mm256_testz_si256(bad, bad))
			break;
		for (unsigned k = 0; k < 2; k++) {
			store_256(leaf + i + 4 * k,
			    _mm256_add_epi64(
				each(e + pte_make(i + 4 * k, 0)), steps));
			store_256(address + i + 4 * k,
			    _mm256_add_epi64(each(number + i + 4 * k), iota));
		}
		store_words(out + i, words, &x);
		words = _mm256_add_epi32(words, _mm256_set1_epi32(2 * RUN));
		sum = add_counts(sum, &x);
	}
	*counts += total(sum);
	return (i);
}

static const struct page_runs avx2 = { known_avx2, new_avx2 };
#endif

const struct page_runs *
page_runs(not_used enum isa isa)
{
	static const struct page_runs plain = { .known = known_plain };

#if VECTORS
	if (isa == ISA_AVX2 || isa == ISA_AVX512)
		return (&avx2);
#endif
	return (&plain);
}
