/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Putting the accesses of rows into the batch: eight at once where they are
 * within their pages, else one by one.
 */
#include "formats/plain_put.h"

#include "base/vectors.h"
/* What does not fit the batch, or is cut by straddle=first. */
static never_inline size_t
put_split(struct splitter *c, size_t n, const struct plain_accesses *a,
    unsigned row, uint64_t addr, uint64_t size, uint64_t pages)
{
	struct access first = {
		.addr = addr,
		.size = (uint32_t)size,
		.pid = a->half[row] & PID_MAX,
		.op = a->half[row] >> PLAIN_OP,
	};

	c->n = n;
	c->now = a->time != NULL ? a->time[row] : NO_TIME;
	if (a->by_page)
		split_pages(c, first, pages);
	else
		split_access(c, first);
	return (c->n);
}

static never_inline void
put_times(const struct splitter *c, size_t n, uint64_t pages,
    const struct plain_accesses *a, unsigned row)
{
	uint64_t time = a->time != NULL ? a->time[row] : NO_TIME;

	for (uint64_t k = 0; k < pages; k++)
		c->time[n + k] = time;
}

/* Puts the accesses of rows into the batch, until one is not valid or the batch
 * is full; returns how many rows have been taken. */
static always_inline unsigned
put_rows(struct plain_run *r, const struct plain_accesses *a, unsigned i,
    unsigned rows, bool spread, bool sized)
{
	struct splitter *const c = r->c;
	struct access *const out = c->out;
	const uint64_t *const addrs = a->addr, *const sizes = a->size;
	const uint64_t kept = ~a->aligned, bytes = a->bytes;
	const uint32_t *const halves = a->half;
	const unsigned shift = c->shift;
	const bool no_fetch = c->no_fetch, timed = c->time != NULL;
	const size_t cap = c->cap;
	size_t n = r->n;
	uint64_t straddles = 0, accesses = 0;
	unsigned last_row = r->last;

	for (; i < rows && n < cap; i++) {
		const uint64_t addr = addrs[i] & kept;
		const uint64_t size = sized ? sizes[i] : bytes;
		const uint64_t last = addr + size - 1;
		const uint64_t half = (uint64_t)halves[i] << 32 | size;
		const uint64_t pages = (last >> shift) - (addr >> shift) + 1;

		if (unlikely((size - 1 >= ACCESS_BYTES_MAX) | (last < addr)))
			break;
		if (unlikely(no_fetch) &&
		    halves[i] >> PLAIN_OP == ACCESS_FETCH) {
			r->dropped = true;
			continue;
		}
		last_row = i;
		if (spread
			? unlikely(pages >= cap - n || (c->first && pages > 1))
			: unlikely(pages > 1)) {
			n = put_split(c, n, a, i, addr, size, 1);
			continue;
		}
		if (spread)
			plain_spread(out + n, addr, half, shift, pages, size);
		else
			plain_store(out + n, addr, half);
		if (unlikely(timed))
			put_times(c, n, pages, a, i);
		n += pages;
		straddles += pages > 1;
		accesses++;
	}
	r->n = n;
	r->last = last_row;
	r->straddles += straddles;
	r->accesses += accesses;
	return (i);
}

/* The same of pages. */
static always_inline unsigned
put_pages(struct plain_run *r, const struct plain_accesses *a, unsigned i,
    unsigned rows, bool many)
{
	struct splitter *const c = r->c;
	struct access *const out = c->out;
	const uint64_t *const addrs = a->addr;
	const unsigned shift = c->shift;
	const bool no_fetch = c->no_fetch, timed = c->time != NULL;
	const size_t cap = c->cap;
	size_t n = r->n;
	uint64_t accesses = 0;
	unsigned last_row = r->last;

	for (; i < rows && n < cap; i++) {
		const uint64_t pages = many ? a->pages[i] : 1, page = addrs[i];
		const uint64_t size = a->size != NULL ? a->size[i] : 1;
		const uint64_t half = (uint64_t)a->half[i] << 32 | 1;

		if (unlikely((pages - 1 >= UINT32_MAX) |
			     (size - 1 >= ACCESS_BYTES_MAX) |
			     (page > UINT64_MAX >> shift) |
			     (page + (pages - 1) > UINT64_MAX >> shift)))
			break;
		if (unlikely(no_fetch) &&
		    a->half[i] >> PLAIN_OP == ACCESS_FETCH) {
			r->dropped = true;
			continue;
		}
		last_row = i;
		if (many && unlikely(pages > cap - n)) {
			n = put_split(c, n, a, i, page, 1, pages);
			continue;
		}
		plain_store(out + n, page << shift, half);
		for (uint64_t k = 1; many && k < pages; k++)
			plain_store(out + n + k, (page + k) << shift, half);
		if (unlikely(timed))
			put_times(c, n, pages, a, i);
		n += pages;
		accesses += pages;
	}
	r->n = n;
	r->last = last_row;
	r->accesses += accesses;
	return (i);
}

#if VECTORS

/* Eight at once, as long as each is within a page, and nothing else has to be
 * looked at; returns how many rows have been taken. */
AVX512 static unsigned
put_eights(struct plain_run *r, const struct plain_accesses *a, unsigned rows)
{
	const __m512i front = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
	const __m512i back = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);
	const __m512i one = _mm512_set1_epi64(1);
	const __m512i most = _mm512_set1_epi64(ACCESS_BYTES_MAX);
	const __m512i kept = _mm512_set1_epi64((int64_t)~a->aligned);
	const __m128i shift = _mm_cvtsi32_si128((int)r->c->shift);
	const __m512i page_max = _mm512_srl_epi64(_mm512_set1_epi64(-1), shift);
	struct access *out = r->c->out + r->n;
	__m512i size = _mm512_set1_epi64((int64_t)a->bytes);
	unsigned i = 0;

	for (; i + 8 <= rows; i += 8, out += 8) {
		__m512i addr = _mm512_loadu_si512(a->addr + i), last, half;
		__mmask8 bad;

		if (a->size != NULL)
			size = _mm512_loadu_si512(a->size + i);
		bad =
		    _mm512_cmpge_epu64_mask(_mm512_sub_epi64(size, one), most);
		half = _mm512_slli_epi64(
		    _mm512_cvtepu32_epi64(
			_mm256_loadu_si256((const void *)(a->half + i))),
		    32);
		if (a->by_page) {
			bad |= _mm512_cmpgt_epu64_mask(addr, page_max);
			addr = _mm512_sll_epi64(addr, shift);
			half = _mm512_or_si512(half, one);
		} else {
			addr = _mm512_and_si512(addr, kept);
			last =
			    _mm512_add_epi64(addr, _mm512_sub_epi64(size, one));
			last = _mm512_srl_epi64(
			    _mm512_xor_si512(addr, last), shift);
			bad |= _mm512_test_epi64_mask(last, last);
			half = _mm512_or_si512(half, size);
		}
		if (unlikely(bad != 0))
			break;
		_mm512_storeu_si512(
		    out, _mm512_permutex2var_epi64(addr, front, half));
		_mm512_storeu_si512(
		    out + 4, _mm512_permutex2var_epi64(addr, back, half));
	}
	if (i > 0)
		r->last = i - 1;
	r->n += i;
	r->accesses += i;
	return (i);
}

/* The request of a row, and the first bytes of eight of its pages. */
struct spread {
	__m512i addr, end, half, from;
};

/* A number in each place; from memory, because that is less than from a
 * register. */
AVX512 static always_inline __m512i
each_number(const uint64_t *v)
{
	return (_mm512_broadcastq_epi64(_mm_loadl_epi64((const void *)v)));
}

/* The accesses to eight pages, of which only the first may be used. */
AVX512 static always_inline void
store_pages(struct access *out, const struct spread *s, __m512i page)
{
	const __m512i front = _mm512_set_epi64(11, 3, 10, 2, 9, 1, 8, 0);
	const __m512i back = _mm512_set_epi64(15, 7, 14, 6, 13, 5, 12, 4);
	__m512i start = _mm512_max_epu64(s->from, s->addr), half;

	half = _mm512_min_epu64(_mm512_add_epi64(s->from, page), s->end);
	half = _mm512_add_epi64(_mm512_sub_epi64(half, start), s->half);
	_mm512_storeu_si512(out, _mm512_permutex2var_epi64(start, front, half));
	_mm512_storeu_si512(
	    out + 4, _mm512_permutex2var_epi64(start, back, half));
}

/* Accesses that often go beyond one page, eight pages at once; returns how many
 * rows have been taken, all but the last of the batch. */
AVX512 static unsigned
put_spread(struct plain_run *r, const struct plain_accesses *a, unsigned rows)
{
	const struct splitter *c = r->c;
	const uint64_t *const addrs = a->addr, *const sizes = a->size;
	const uint64_t kept = ~a->aligned;
	const unsigned shift = c->shift;
	const __m128i by = _mm_cvtsi32_si128((int)shift);
	const __m512i page = _mm512_sll_epi64(_mm512_set1_epi64(1), by);
	const __m512i eight = _mm512_slli_epi64(page, 3);
	const __m512i pages_of = _mm512_sub_epi64(_mm512_setzero_si512(), page);
	const __m512i first =
	    _mm512_sll_epi64(_mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0), by);
	const __m512i keep = each_number(&kept);
	struct access *const out = c->out;
	uint64_t straddles = 0;
	size_t n = r->n;
	unsigned i;

	for (i = 0; i < rows; i++) {
		const uint64_t addr = addrs[i] & kept, size = sizes[i];
		const uint64_t last = addr + size - 1;
		const uint64_t pages = (last >> shift) - (addr >> shift) + 1;
		struct spread s;

		if (unlikely((size - 1 >= ACCESS_BYTES_MAX) |
			     (addr >> 62 != 0) |
			     (n + (pages + 7) / 8 * 8 > c->cap)))
			break;
		s.addr = _mm512_and_si512(each_number(addrs + i), keep);
		s.end = _mm512_add_epi64(s.addr, each_number(sizes + i));
		s.half =
		    _mm512_slli_epi64(_mm512_set1_epi32((int)a->half[i]), 32);
		s.from =
		    _mm512_add_epi64(_mm512_and_si512(s.addr, pages_of), first);
		store_pages(out + n, &s, page);
		for (uint64_t k = 8; k < pages; k += 8) {
			s.from = _mm512_add_epi64(s.from, eight);
			store_pages(out + n + k, &s, page);
		}
		n += pages;
		straddles += pages > 1;
	}
	if (i > 0)
		r->last = i - 1;
	r->n = n;
	r->straddles += straddles;
	r->accesses += i;
	return (i);
}

#endif

/* The rows from the first on that need nothing but to be stored. */
static unsigned
put_simple(struct plain_run *r, enum isa isa, const struct plain_accesses *a,
    unsigned rows)
{
	const struct splitter *c = r->c;

	if (rows > c->cap - r->n)
		rows = (unsigned)(c->cap - r->n);
	if (c->no_fetch || c->time != NULL || a->pages != NULL ||
	    (a->spread && (a->by_page || c->first)))
		return (0);
	if (isa == ISA_AVX2)
		return (plain_put_avx2(r, a, rows));
#if VECTORS
	if (isa == ISA_AVX512)
		return (a->spread ? put_spread(r, a, rows)
				  : put_eights(r, a, rows));
#endif
	return (0);
}

unsigned
plain_put_rows(struct plain_run *r, enum isa isa,
    const struct plain_accesses *a, unsigned rows)
{
	unsigned i = put_simple(r, isa, a, rows);

	if (a->by_page)
		return (a->pages != NULL ? put_pages(r, a, i, rows, true)
					 : put_pages(r, a, i, rows, false));
	if (a->spread)
		return (put_rows(r, a, i, rows, true, true));
	return (a->size != NULL ? put_rows(r, a, i, rows, false, true)
				: put_rows(r, a, i, rows, false, false));
}
