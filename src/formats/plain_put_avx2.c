/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Putting the accesses of rows into the batch, four at once, for processors
 * with vectors of 256 bits.
 */
#include "base/vectors.h"
#include "formats/plain_put.h"

#if VECTORS

/* Four rows: the numbers of each in 64 bits. */
struct four {
	__m256i addr, size;
	__m256i half; /* the second half of an access, without the size */
};

AVX2 static always_inline __m256i
load4(const uint64_t *v)
{
	return (_mm256_loadu_si256((const void *)v));
}

AVX2 static always_inline __m256i
each(uint64_t v)
{
	return (_mm256_set1_epi64x((int64_t)v));
}

AVX2 static always_inline struct four
load_rows(const struct plain_accesses *a, unsigned i, __m256i kept, bool sized)
{
	struct four f = { .addr = _mm256_and_si256(load4(a->addr + i), kept),
		.size = sized ? load4(a->size + i) : each(a->bytes) };

	f.half = _mm256_slli_epi64(
	    _mm256_cvtepu32_epi64(_mm_loadu_si128((const void *)(a->half + i))),
	    32);
	return (f);
}

/* Not 0 where a size is 0 or too large. */
AVX2 static always_inline __m256i
bad_sizes(__m256i size)
{
	_Static_assert(ACCESS_BYTES_MAX == UINT64_C(1) << 30, "a power of two");
	return (_mm256_srli_epi64(
	    _mm256_add_epi64(size, _mm256_set1_epi64x(-1)), 30));
}

/* Makes one vector of the first and second halves of two accesses. */
AVX2 static always_inline void
store_four(struct access *out, __m256i addr, __m256i half)
{
	__m256i even = _mm256_unpacklo_epi64(addr, half);
	__m256i odd = _mm256_unpackhi_epi64(addr, half);

	_mm256_storeu_si256(
	    (void *)out, _mm256_permute2x128_si256(even, odd, 0x20));
	_mm256_storeu_si256(
	    (void *)(out + 2), _mm256_permute2x128_si256(even, odd, 0x31));
}

/* Rows that are each within a page; returns how many have been taken. */
AVX2 static always_inline unsigned
put_fours(struct plain_run *r, const struct plain_accesses *a, unsigned rows,
    bool by_page, bool sized)
{
	const __m256i kept = each(~a->aligned);
	const __m256i one = _mm256_set1_epi64x(1);
	const unsigned page = r->c->shift;
	const __m128i shift = _mm_cvtsi32_si128((int)page);
	const __m128i above = _mm_cvtsi32_si128(64 - (int)page);
	struct access *out = r->c->out + r->n;
	unsigned i;

	for (i = 0; i + 4 <= rows; i += 4, out += 4) {
		struct four f = load_rows(a, i, kept, sized);
		__m256i bad = bad_sizes(f.size), last;

		if (by_page) {
			bad = _mm256_or_si256(
			    bad, _mm256_srl_epi64(f.addr, above));
			f.addr = _mm256_sll_epi64(f.addr, shift);
			f.half = _mm256_or_si256(f.half, one);
		} else {
			last = _mm256_add_epi64(
			    f.addr, _mm256_sub_epi64(f.size, one));
			last = _mm256_xor_si256(f.addr, last);
			bad =
			    _mm256_or_si256(bad, _mm256_srl_epi64(last, shift));
			f.half = _mm256_or_si256(f.half, f.size);
		}
		if (unlikely(!_mm256_testz_si256(bad, bad)))
			break;
		store_four(out, f.addr, f.half);
	}
	if (i > 0)
		r->last = i - 1;
	r->n += i;
	r->accesses += i;
	return (i);
}

/* The smaller one of two numbers below 2^63. */
AVX2 static always_inline __m256i
smaller(__m256i a, __m256i b)
{
	return (_mm256_blendv_epi8(a, b, _mm256_cmpgt_epi64(a, b)));
}

/* Of four requests the accesses to their first two pages, of which the second
 * may be one too many, and to their last page. */
struct spread {
	__m256i first[4];  /* address, half, address, half */
	__m128i last[4];   /* address, half */
	uint64_t pages[4]; /* how many there are */
};

/* Vectors that depend on the page size alone. */
struct page_steps {
	__m256i page, below; /* its bytes, and those less one */
	__m256i some, two;   /* one page and two, or two and two, beside 0 */
	__m128i shift;
};

AVX2 static always_inline struct page_steps
steps_of(unsigned shift)
{
	const int64_t page = INT64_C(1) << shift;
	struct page_steps s = { .page = _mm256_set1_epi64x(page),
		.below = _mm256_set1_epi64x(page - 1),
		.some = _mm256_set_epi64x(0, 2 * page, 0, page),
		.two = _mm256_set_epi64x(0, 2 * page, 0, 2 * page),
		.shift = _mm_cvtsi32_si128((int)shift) };

	return (s);
}

AVX2 static always_inline void
spread_four(struct spread *s, const struct four *f, const struct page_steps *by)
{
	const __m256i one = _mm256_set1_epi64x(1);
	__m256i end = _mm256_add_epi64(f->addr, f->size);
	__m256i next =
	    _mm256_add_epi64(_mm256_or_si256(f->addr, by->below), one);
	__m256i first = _mm256_sub_epi64(smaller(next, end), f->addr);
	__m256i rest = _mm256_sub_epi64(end, next), even[2], odd[2];
	__m256i last =
	    _mm256_andnot_si256(by->below, _mm256_sub_epi64(end, one));
	__m256i last_half =
	    _mm256_add_epi64(f->half, _mm256_sub_epi64(end, last));

	_mm256_storeu_si256((void *)s->pages,
	    _mm256_srl_epi64(
		_mm256_add_epi64(rest, _mm256_add_epi64(by->page, by->below)),
		by->shift));
	first = _mm256_add_epi64(f->half, first);
	rest = _mm256_add_epi64(f->half, smaller(rest, by->page));
	even[0] = _mm256_unpacklo_epi64(f->addr, first);
	odd[0] = _mm256_unpackhi_epi64(f->addr, first);
	even[1] = _mm256_unpacklo_epi64(next, rest);
	odd[1] = _mm256_unpackhi_epi64(next, rest);
	s->first[0] = _mm256_permute2x128_si256(even[0], even[1], 0x20);
	s->first[1] = _mm256_permute2x128_si256(odd[0], odd[1], 0x20);
	s->first[2] = _mm256_permute2x128_si256(even[0], even[1], 0x31);
	s->first[3] = _mm256_permute2x128_si256(odd[0], odd[1], 0x31);
	even[0] = _mm256_unpacklo_epi64(last, last_half);
	odd[0] = _mm256_unpackhi_epi64(last, last_half);
	s->last[0] = _mm256_castsi256_si128(even[0]);
	s->last[1] = _mm256_castsi256_si128(odd[0]);
	s->last[2] = _mm256_extracti128_si256(even[0], 1);
	s->last[3] = _mm256_extracti128_si256(odd[0], 1);
}

/* The accesses to more than two pages behind the first two, of which the second
 * is a whole one; one more may be stored. */
AVX2 static always_inline void
store_others(struct access *out, const struct spread *s, unsigned k,
    const struct page_steps *by)
{
	const uint64_t pages = s->pages[k];
	__m256i v = _mm256_permute2x128_si256(s->first[k], s->first[k], 0x11);

	v = _mm256_add_epi64(v, by->some);
	for (uint64_t i = 2; i < pages; i += 2) {
		_mm256_storeu_si256((void *)(out + i), v);
		v = _mm256_add_epi64(v, by->two);
	}
	_mm_storeu_si128((void *)(out + pages - 1), s->last[k]);
}

/* Not 0 where an address, a size or their sum is too large for smaller(). */
AVX2 static always_inline bool
fit_four(const struct four *f)
{
	__m256i bad =
	    _mm256_or_si256(bad_sizes(f->size), _mm256_srli_epi64(f->addr, 62));

	return (_mm256_testz_si256(bad, bad));
}

/* Rows that often go beyond one page; returns how many have been taken. */
AVX2 static unsigned
put_spread(struct plain_run *r, const struct plain_accesses *a, unsigned rows)
{
	const struct splitter *c = r->c;
	const __m256i kept = each(~a->aligned);
	const struct page_steps by = steps_of(c->shift);
	struct access *out = c->out + r->n;
	const struct access *const stop = c->out + c->cap;
	uint64_t straddles = 0;
	unsigned i;

	for (i = 0; i + 4 <= rows; i += 4) {
		struct four f = load_rows(a, i, kept, true);
		struct spread s;

		spread_four(&s, &f, &by);
		if (unlikely(
			!fit_four(&f) ||
			s.pages[0] + s.pages[1] + s.pages[2] + s.pages[3] + 2 >
			    (uint64_t)(stop - out)))
			break;
#pragma GCC unroll 4
		for (unsigned k = 0; k < 4; k++) {
			_mm256_storeu_si256((void *)out, s.first[k]);
			if (s.pages[k] > 2)
				store_others(out, &s, k, &by);
			out += s.pages[k];
			straddles += s.pages[k] > 1;
		}
	}
	if (i > 0)
		r->last = i - 1;
	r->n = (size_t)(out - c->out);
	r->straddles += straddles;
	r->accesses += i;
	return (i);
}

AVX2 unsigned
plain_put_avx2(
    struct plain_run *r, const struct plain_accesses *a, unsigned rows)
{
	if (a->spread)
		return (put_spread(r, a, rows));
	if (a->by_page)
		return (a->size != NULL ? put_fours(r, a, rows, true, true)
					: put_fours(r, a, rows, true, false));
	return (a->size != NULL ? put_fours(r, a, rows, false, true)
				: put_fours(r, a, rows, false, false));
}

#else

unsigned
plain_put_avx2(not_used struct plain_run *r,
    not_used const struct plain_accesses *a, not_used unsigned rows)
{
	return (0);
}

#endif
