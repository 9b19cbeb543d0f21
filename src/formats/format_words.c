/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formats that are nothing but numbers of a fixed size, without a header.  All
 * are reads.
 *
 *	u64addr		addresses, 8 bytes, little-endian
 *	u64page		page numbers, 8 bytes, little-endian
 *	cloudphysics	block numbers, 4 bytes, big-endian; a block is a page
 *
 * Sources: libCacheSim calls the 8-byte form valpin; the third is the form in
 * which Caffeine's simulator keeps the CloudPhysics traces
 * (CloudPhysicsTraceReader).
 */
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "trace/bytes.h"
#include "trace/record.h"

static enum record_kind
page_record(struct record *rec, uint64_t page)
{
	record_access(rec, page, ACCESS_READ);
	rec->pages = 1;
	rec->at = rec->start;
	return (RECORD_ACCESS);
}

#ifdef __SSE2__
/* Words of eight bytes, eight at once, up to some of which one is beyond most;
 * returns how many of n. */
static always_inline size_t
take_eights(struct access *out, const char *p, size_t n, unsigned shift)
{
	const struct access byte = { .size = 1, .op = ACCESS_READ };
	const __m128i half =
	    _mm_srli_si128(_mm_loadu_si128((const void *)&byte), 8);
	const __m128i both = _mm_unpacklo_epi64(half, half);
	const __m128i by = _mm_cvtsi32_si128((int)shift);
	const __m128i high =
	    _mm_set1_epi64x((int64_t)(shift == 0 ? 0 : ~(UINT64_MAX >> shift)));
	size_t i = 0;

	for (; i + 8 <= n; i += 8, p += 64) {
		__m128i v[4], beyond = _mm_setzero_si128();

#pragma GCC unroll 4
		for (int k = 0; k < 4; k++) {
			v[k] = _mm_loadu_si128((const void *)(p + 16 * k));
			beyond =
			    _mm_or_si128(beyond, _mm_and_si128(v[k], high));
			v[k] = _mm_sll_epi64(v[k], by);
		}
		if (shift > 0 &&
		    unlikely(_mm_movemask_epi8(_mm_cmpeq_epi8(
				 beyond, _mm_setzero_si128())) != 0xffff))
			break;
#pragma GCC unroll 4
		for (size_t k = 0; k < 4; k++) {
			struct access *to = out + i + 2 * k;

			_mm_storeu_si128(
			    (void *)to, _mm_unpacklo_epi64(v[k], both));
			_mm_storeu_si128(
			    (void *)(to + 1), _mm_unpackhi_epi64(v[k], both));
		}
	}
	return (i);
}
#endif

/* As many words as fit the batch, up to one that is no page. */
static always_inline void
take_words(struct window *w, struct sink *to, size_t size, bool by_page)
{
	struct splitter *c = &to->split;
	size_t n = (size_t)(w->end - w->p) / size, i = 0;
	unsigned shift = by_page ? c->shift : 0;
	uint64_t most = UINT64_MAX >> shift;
	struct access *out = c->out + c->n;

	if (to->strict)
		return;
	if (n > c->cap - c->n)
		n = c->cap - c->n;
#ifdef __SSE2__
	if (size == 8)
		i = take_eights(out, w->p, n, shift);
#endif
	for (const char *p = w->p + i * size; i < n; i++, p += size) {
		uint64_t v = size == 8 ? bytes_le64(p) : bytes_be32(p);

		if (unlikely(v > most))
			break;
		access_put_byte(&out[i], v << shift, ACCESS_READ);
	}
	if (i == 0)
		return;
	c->n += i;
	c->accesses += i;
	w->p += i * size;
	w->taken += i;
	w->record = w->p - size;
	w->number = w->taken;
}

/* Words of one size; one that take_words() leaves is an error, or the file is
 * read strictly. */
static always_inline int
decode_words(struct window *w, struct sink *to, size_t size, bool by_page,
    struct err *err)
{
	struct record rec;

	for (;;) {
		enum record_kind kind;
		uint64_t v;

		take_words(w, to, size, by_page);
		if (sink_full(to) || !record_take(w, size, &rec))
			return (0);
		v = size == 8 ? bytes_le64(rec.start) : bytes_be32(rec.start);
		kind = by_page ? page_record(&rec, v)
			       : record_access(&rec, v, ACCESS_READ);
		if (record_put(w, to, kind, &rec, err) != 0)
			return (-1);
	}
}

static int
u64addr_decode(
    not_used void *state, struct window *w, struct sink *to, struct err *err)
{
	return (decode_words(w, to, 8, false, err));
}

static int
u64page_decode(
    not_used void *state, struct window *w, struct sink *to, struct err *err)
{
	return (decode_words(w, to, 8, true, err));
}

static int
cloudphysics_decode(
    not_used void *state, struct window *w, struct sink *to, struct err *err)
{
	return (decode_words(w, to, 4, true, err));
}

static int
u64addr_write(not_used void *state, const struct access *a,
    not_used const uint64_t *time, size_t n, FILE *to, not_used struct err *err)
{
	for (; n > 0; a++, n--) {
		uint64_t addr = htole64(a->addr);

		fwrite(&addr, sizeof(addr), 1, to);
	}
	return (0);
}

static const struct trace_encoder u64addr_encoder = {
	.accesses = u64addr_write,
};

const struct trace_format trace_format_u64addr = {
	.name = "u64addr",
	.summary = "addresses, 8 bytes each, little-endian",
	.decode = u64addr_decode,
	.encoder = &u64addr_encoder,
};

const struct trace_format trace_format_u64page = {
	.name = "u64page",
	.summary = "page numbers, 8 bytes each, little-endian",
	.carries = CARRIES_PAGES,
	.decode = u64page_decode,
};

const struct trace_format trace_format_cloudphysics = {
	.name = "cloudphysics",
	.summary = "block numbers, 4 bytes each, big-endian",
	.carries = CARRIES_PAGES,
	.decode = cloudphysics_decode,
};
