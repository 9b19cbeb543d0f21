/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests to block devices, in the rows of a table.
 */
#include "formats/plain_disks.h"

#include "base/vectors.h"
#define OFFSET_MAX ((UINT64_C(1) << DEVICE_SHIFT) - 1)

/* The columns of requests, and the powers of two of their units. */
struct requests {
	const uint64_t *offset, *size;
	unsigned offset_shift, size_shift;
};

/* Not 0: the request is none that disk_access() takes. */
static always_inline uint64_t
unlike(uint64_t device, uint64_t offset, uint64_t offset_shift, uint64_t size,
    uint64_t size_shift)
{
	const uint64_t bytes = size << size_shift;

	/* A negative number has its highest bit set. */
	return (device >> (64 - DEVICE_SHIFT) | (size - 1) >> 30 /* also 0 */ |
		(ACCESS_BYTES_MAX - bytes) >> 63 | (OFFSET_MAX - offset) >> 63 |
		offset >> 63 |
		((offset << offset_shift) + bytes - 1) >> DEVICE_SHIFT);
}

/* Requests from row i on, one by one; returns the first that is none. */
static unsigned
take_some(const struct requests *r, unsigned i, unsigned rows,
    struct plain_accesses *a)
{
	for (; i < rows; i++) {
		if (unlikely(
			unlike(a->own_addr[i], r->offset[i], r->offset_shift,
			    r->size[i], r->size_shift) != 0))
			break;
		a->own_addr[i] = a->own_addr[i] << DEVICE_SHIFT |
				 r->offset[i] << r->offset_shift;
		a->own_size[i] = r->size[i] << r->size_shift;
	}
	return (i);
}

#if VECTORS

/* The same of four at once, while all are requests. */
AVX2 static unsigned
take_fours(const struct requests *r, unsigned rows, struct plain_accesses *a)
{
	const __m128i offset_shift = _mm_cvtsi32_si128((int)r->offset_shift);
	const __m128i size_shift = _mm_cvtsi32_si128((int)r->size_shift);
	const __m256i less = _mm256_set1_epi64x(-1);
	const __m256i most = _mm256_set1_epi64x(ACCESS_BYTES_MAX);
	unsigned i = 0;

	for (; i + 4 <= rows; i += 4) {
		__m256i device = _mm256_loadu_si256((void *)(a->own_addr + i));
		__m256i offset =
		    _mm256_loadu_si256((const void *)(r->offset + i));
		__m256i size = _mm256_loadu_si256((const void *)(r->size + i));
		__m256i bad, last;

		bad = _mm256_or_si256(
		    _mm256_srli_epi64(device, 64 - DEVICE_SHIFT),
		    _mm256_srli_epi64(offset, DEVICE_SHIFT));
		bad = _mm256_or_si256(
		    bad, _mm256_srli_epi64(_mm256_add_epi64(size, less), 30));
		offset = _mm256_sll_epi64(offset, offset_shift);
		size = _mm256_sll_epi64(size, size_shift);
		last = _mm256_add_epi64(offset, _mm256_add_epi64(size, less));
		bad =
		    _mm256_or_si256(bad, _mm256_srli_epi64(last, DEVICE_SHIFT));
		bad = _mm256_or_si256(
		    bad, _mm256_srli_epi64(_mm256_sub_epi64(most, size), 63));
		if (unlikely(!_mm256_testz_si256(bad, bad)))
			break;
		_mm256_storeu_si256((void *)(a->own_addr + i),
		    _mm256_or_si256(
			_mm256_slli_epi64(device, DEVICE_SHIFT), offset));
		_mm256_storeu_si256((void *)(a->own_size + i), size);
	}
	return (i);
}

/* The same of eight. */
AVX512 static unsigned
take_eights(const struct requests *r, unsigned rows, struct plain_accesses *a)
{
	const __m128i offset_shift = _mm_cvtsi32_si128((int)r->offset_shift);
	const __m128i size_shift = _mm_cvtsi32_si128((int)r->size_shift);
	const __m512i one = _mm512_set1_epi64(1);
	const __m512i offset_max = _mm512_set1_epi64(OFFSET_MAX);
	const __m512i size_max = _mm512_set1_epi64(ACCESS_BYTES_MAX);
	unsigned i = 0;

	for (; i + 8 <= rows; i += 8) {
		__m512i device = _mm512_loadu_si512(a->own_addr + i), offset,
			size, last;
		__mmask8 bad;

		offset = _mm512_loadu_si512(r->offset + i);
		size = _mm512_loadu_si512(r->size + i);
		bad = _mm512_cmpgt_epu64_mask(offset, offset_max) |
		      _mm512_cmpge_epu64_mask(
			  _mm512_sub_epi64(size, one), size_max);
		offset = _mm512_sll_epi64(offset, offset_shift);
		size = _mm512_sll_epi64(size, size_shift);
		last = _mm512_add_epi64(offset, _mm512_sub_epi64(size, one));
		last = _mm512_or_si512(_mm512_srli_epi64(last, DEVICE_SHIFT),
		    _mm512_srli_epi64(device, 64 - DEVICE_SHIFT));
		bad |= _mm512_cmpgt_epu64_mask(size, size_max) |
		       _mm512_test_epi64_mask(last, last);
		if (unlikely(bad != 0))
			break;
		_mm512_storeu_si512(a->own_addr + i,
		    _mm512_or_si512(
			_mm512_slli_epi64(device, DEVICE_SHIFT), offset));
		_mm512_storeu_si512(a->own_size + i, size);
	}
	return (i);
}

#endif

void
plain_requests(struct plain_table *t, unsigned offset, uint64_t offset_unit,
    unsigned size, uint64_t size_unit, struct plain_accesses *a)
{
	const struct requests r = {
		.offset = t->value[offset],
		.size = t->value[size],
		.offset_shift = (unsigned)__builtin_ctzll(offset_unit),
		.size_shift = (unsigned)__builtin_ctzll(size_unit),
	};
	unsigned i = 0;

#if VECTORS
	if (t->isa == ISA_AVX512)
		i = take_eights(&r, t->rows, a);
	else if (t->isa == ISA_AVX2)
		i = take_fours(&r, t->rows, a);
#endif
	t->rows = take_some(&r, i, t->rows, a);
	a->addr = a->own_addr;
	a->size = a->own_size;
	a->spread = true;
}

unsigned
plain_same_rows(
    const struct plain_table *t, unsigned row, unsigned from, unsigned to)
{
	const char *end, *text = plain_cell(t, row, from, &end),
			 *base = t->base;
	const unsigned rows = t->rows, columns = t->columns;
	const uint16_t *at = t->end + (size_t)row * columns;
	const unsigned length = (uint16_t)(at[to + 1] - at[from]);
	size_t n;

	plain_cell(t, row, to, &end);
	n = (size_t)(end - text);
	for (row++, at += columns; row < rows; row++, at += columns) {
		const char *s = base + (uint16_t)(at[from] + 1);

		if ((uint16_t)(at[to + 1] - at[from]) != length ||
		    !plain_same_text(s, text, n))
			break;
	}
	return (row);
}

void
plain_targets(struct plain_table *t, struct targets *known, unsigned from,
    unsigned to, struct plain_accesses *a)
{
	unsigned i = 0;

	while (i < t->rows) {
		const char *end, *s = plain_cell(t, i, from, &end);
		unsigned op, same;
		uint64_t device;

		plain_cell(t, i, to, &end);
		/* Such a line is a comment. */
		if (*s == '#' || *s == ';' ||
		    !plain_target(known, s, end, &device, &op)) {
			t->rows = i;
			break;
		}
		same = plain_same_rows(t, i, from, to);
		for (; i < same; i++) {
			a->own_addr[i] = device;
			a->half[i] = (op - 1) << PLAIN_OP;
		}
	}
}
