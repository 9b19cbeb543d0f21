/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Draws, eight in a vector.
 *
 * A quotient is computed as a double.  It is exact after rounding down: it is
 * below 2^32 and its divisor at most 10^6, so one that is no integer is at
 * least 2^-20 from the next, and the error is at most 2^-21.
 */
#include "device/draw.h"

#include "base/isa.h"
#include "base/vectors.h"
#include "device/kind.h"

/* Rises that vectors multiply, at most. */
#define RISE_MOST UINT32_MAX

static bool
fits(const struct percentile_table *t)
{
	for (size_t i = 1; i < t->n; i++)
		if (t->point[i].ns - t->point[i - 1].ns > RISE_MOST)
			return (false);
	return (t->n > 0 && t->n <= DRAW_POINTS);
}

void
draw_open(struct draw *d, const struct percentile_table *t)
{
	const struct percentile *p = t->point;

	*d = (struct draw){ .table = t };
	d->vectors = VECTORS && isa_chosen() == ISA_AVX512 && fits(t);
	/* Below the first point, and from the last one on, it is level; behind
	 * that no piece begins. */
	for (size_t i = 0; i <= DRAW_POINTS && d->vectors; i++) {
		bool between = i > 0 && i < t->n;

		d->start[i] = i == 0      ? 0
			      : i <= t->n ? p[i - 1].ppm << 32
					  : UINT64_MAX;
		d->least[i] = p[i == 0 ? 0 : i <= t->n ? i - 1 : t->n - 1].ns;
		d->rise[i] = between ? p[i].ns - p[i - 1].ns : 0;
		d->width[i] = between ? (double)(p[i].ppm - p[i - 1].ppm) : 1;
	}
}

#if VECTORS
struct piece {
	__m512i index;
	bool far; /* there are more than eight */
};

/* The element of each lane's piece. */
AVX512 static always_inline __m512i
of_piece(const void *table, struct piece p)
{
	const __m512i low = _mm512_loadu_si512(table);

	if (!p.far)
		return (_mm512_permutexvar_epi64(p.index, low));
	return (_mm512_permutex2var_epi64(
	    low, p.index, _mm512_loadu_si512((const char *)table + 64)));
}

/* rng_at() */
AVX512 static always_inline __m512i
random_at(__m512i seed, __m512i request)
{
	const __m512i step = _mm512_set1_epi64((long long)RNG_STEP);
	__m512i z = _mm512_add_epi64(seed, step);

	z = _mm512_add_epi64(z, _mm512_mullo_epi64(request, step));
	z = _mm512_xor_si512(z, _mm512_srli_epi64(z, 30));
	z = _mm512_mullo_epi64(z, _mm512_set1_epi64((long long)RNG_FIRST));
	z = _mm512_xor_si512(z, _mm512_srli_epi64(z, 27));
	z = _mm512_mullo_epi64(z, _mm512_set1_epi64((long long)RNG_SECOND));
	return (_mm512_xor_si512(z, _mm512_srli_epi64(z, 31)));
}

/* a * b >> 32, of b the low 32 bits. */
AVX512 static always_inline __m512i
multiply_high(__m512i a, __m512i b)
{
	return (_mm512_add_epi64(_mm512_mul_epu32(_mm512_srli_epi64(a, 32), b),
	    _mm512_srli_epi64(_mm512_mul_epu32(a, b), 32)));
}

/* percentile_draw() */
AVX512 static always_inline __m512i
draw_eight(const struct draw *d, __m512i random)
{
	const __m512i share = multiply_high(random, _mm512_set1_epi64(1000000));
	struct piece p = { _mm512_setzero_si512(), d->table->n > 7 };
	__m512i past, product;
	__m512d quotient;

	for (size_t i = 1; i <= d->table->n; i++)
		p.index = _mm512_mask_add_epi64(p.index,
		    _mm512_cmple_epu64_mask(
			_mm512_set1_epi64((long long)d->start[i]), share),
		    p.index, _mm512_set1_epi64(1));
	past = _mm512_sub_epi64(share, of_piece(d->start, p));
	product = multiply_high(past, of_piece(d->rise, p));
	quotient = _mm512_div_pd(_mm512_cvtepu64_pd(product),
	    _mm512_castsi512_pd(of_piece(d->width, p)));
	return (_mm512_add_epi64(
	    of_piece(d->least, p), _mm512_cvttpd_epu64(quotient)));
}

AVX512 static void
draw_vectors(const struct draw *d, uint64_t seed, const uint64_t *request,
    uint64_t *ns, size_t n)
{
	const __m512i seeds = _mm512_set1_epi64((long long)seed);

	for (size_t i = 0; i < n; i += 8)
		_mm512_storeu_si512(ns + i,
		    draw_eight(
			d, random_at(seeds, _mm512_loadu_si512(request + i))));
}
#endif

void
draw_all(const struct draw *d, uint64_t seed, const uint64_t *request,
    uint64_t *ns, size_t n)
{
#if VECTORS
	if (d->vectors) {
		draw_vectors(d, seed, request, ns, n);
		return;
	}
#endif
	for (size_t i = 0; i < n; i++)
		ns[i] = percentile_draw(d->table, rng_at(seed, request[i]));
}
