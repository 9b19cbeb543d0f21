/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classifying a block of references, for any processor, with AVX2 and with
 * AVX-512.  All give the same lists, which the tests compare.
 *
 * This is not inlined into the loop, so that it can use all registers.
 */
#include "sim/blocks.h"

#include "base/isa.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define BLOCK_WIDE 1
#include <immintrin.h>
#else
#define BLOCK_WIDE 0
#endif

static void
classify_any(const struct replay *r, struct block *b, unsigned from)
{
	const struct reference *ref = b->ref;
	const uint8_t *entry = r->machine.entry;
	const uint8_t need[2] = { r->done_bits[0], r->done_bits[1] };
	const uint8_t mark = b->pending.mark;
	unsigned nabsent = 0, nunmarked = 0, to = b->n;

	for (unsigned i = from; i < to; i++) {
		page_id_t page = reference_page(ref[i]);
		uint8_t e = entry[page];
		uint8_t lack = need[reference_write(ref[i])] & (uint8_t)~e;

		b->absent[nabsent] = (uint8_t)i;
		nabsent += (e & ENTRY_PRESENT) == 0;
		b->unmarked[nunmarked] = (uint8_t)i;
		nunmarked += (lack != 0) & e & ENTRY_PRESENT;
		b->pending.seen[page % POLICY_SEEN] = mark;
	}
	b->nabsent = nabsent;
	b->nunmarked = nunmarked;
}

#if BLOCK_WIDE
__attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt"))) static void
classify_wide(const struct replay *r, struct block *b)
{
	static const uint8_t position[BLOCK] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
		10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
		26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41,
		42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57,
		58, 59, 60, 61, 62, 63 };
	const __m512i all = _mm512_loadu_si512(position);
	const __m512i present = _mm512_set1_epi32(ENTRY_PRESENT);
	const __m512i read = _mm512_set1_epi32(r->done_bits[0]);
	const __m512i write = _mm512_set1_epi32(r->done_bits[1]);
	const uint8_t mark = b->pending.mark;
	uint64_t absent = 0, lacking = 0;

	for (unsigned i = 0; i < BLOCK; i += 16) {
		__m512i word = _mm512_loadu_si512(b->ref + i);
		__m512i page = _mm512_srli_epi32(word, 1), e, need;
		uint16_t low[16];

		_mm256_storeu_si256(
		    (__m256i *)low, _mm512_cvtepi32_epi16(_mm512_and_si512(page,
					_mm512_set1_epi32(POLICY_SEEN - 1))));
		e = _mm512_i32gather_epi32(page, r->machine.entry, 1);
		need = _mm512_mask_mov_epi32(read,
		    _mm512_test_epi32_mask(word, _mm512_set1_epi32(1)), write);
		absent |= (uint64_t)_mm512_testn_epi32_mask(e, present) << i;
		lacking |= (uint64_t)_mm512_cmpneq_epi32_mask(
			       _mm512_and_si512(e, need), need)
			   << i;
#pragma GCC unroll 16
		for (unsigned k = 0; k < 16; k++)
			b->pending.seen[low[k]] = mark;
	}
	lacking &= ~absent;
	_mm512_storeu_si512(b->absent, _mm512_maskz_compress_epi8(absent, all));
	_mm512_storeu_si512(
	    b->unmarked, _mm512_maskz_compress_epi8(lacking, all));
	b->nabsent = (unsigned)__builtin_popcountll(absent);
	b->nunmarked = (unsigned)__builtin_popcountll(lacking);
}

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

/* The positions of the bits that are set, ascending; how many. */
AVX2 static inline unsigned
list_bits(uint64_t set, uint8_t *to)
{
	unsigned n = 0;

	for (; set != 0; set &= set - 1)
		to[n++] = (uint8_t)__builtin_ctzll(set);
	return (n);
}

/* One bit for each of eight numbers, all of whose bits are equal. */
AVX2 static inline uint64_t
movemask(__m256i v)
{
	return ((unsigned)_mm256_movemask_ps(_mm256_castsi256_ps(v)));
}

/* A whole block, eight references at a time. */
AVX2 static void
classify_avx2(const struct replay *r, struct block *b)
{
	const __m256i one = _mm256_set1_epi32(1);
	const __m256i present = _mm256_set1_epi32(ENTRY_PRESENT);
	const __m256i read = _mm256_set1_epi32(r->done_bits[0]);
	const __m256i write = _mm256_set1_epi32(r->done_bits[1]);
	const uint8_t mark = b->pending.mark;
	uint64_t in = 0, done = 0;

	for (unsigned i = 0; i < BLOCK; i += 8) {
		__m256i word =
		    _mm256_loadu_si256((const __m256i *)(b->ref + i));
		__m256i page = _mm256_srli_epi32(word, 1), e, need, has;
		__m256i is_write =
		    _mm256_cmpeq_epi32(_mm256_and_si256(word, one), one);

		e = _mm256_i32gather_epi32(
		    (const int *)r->machine.entry, page, 1);
		need = _mm256_blendv_epi8(read, write, is_write);
		has = _mm256_cmpeq_epi32(_mm256_and_si256(e, need), need);
		done |= movemask(has) << i;
		in |= movemask(_mm256_cmpeq_epi32(
			  _mm256_and_si256(e, present), present))
		      << i;
#pragma GCC unroll 8
		for (unsigned k = 0; k < 8; k++)
			b->pending
			    .seen[reference_page(b->ref[i + k]) % POLICY_SEEN] =
			    mark;
	}
	b->nabsent = list_bits(~in, b->absent);
	b->nunmarked = list_bits(in & ~done, b->unmarked);
}
#endif

void
block_init(struct replay *r, bool no_vectors)
{
	r->block = mem_alloc(r->mem, sizeof(*r->block));
	r->block->pending.mark = 1; /* not that of any page in the filter */
	if (BLOCK_WIDE && !no_vectors)
		r->vectors = isa_chosen();
}

void
block_classify(struct replay *r, unsigned from)
{
	struct block *b = r->block;

	b->pending.mark++;
	b->nmarked = 0;
	b->stale = false;
#if BLOCK_WIDE
	if (r->vectors == ISA_AVX512 && b->n - from == BLOCK) {
		classify_wide(r, b);
		return;
	}
	if (r->vectors == ISA_AVX2 && b->n - from == BLOCK) {
		classify_avx2(r, b);
		return;
	}
#endif
	classify_any(r, b, from);
}

void
block_hit(struct replay *r, page_id_t page, bool write)
{
	machine_mark(&r->machine, page, r->hit_bits[write]);
	entry_hit(r->machine.entry, page, block_one(r), 0);
}

void
block_set_bits(struct replay *r, unsigned end)
{
	const uint8_t marked[2] = { r->hit_bits[0], r->hit_bits[1] };
	const bool write_effects = r->machine.write_effects;
	const uint8_t one = block_one(r);
	uint8_t *entry = r->machine.entry;
	struct block *b = r->block;
	const struct reference *ref = b->ref;
	unsigned k, n = b->nunmarked;

	for (k = b->nmarked; k < n && b->unmarked[k] < end; k++) {
		unsigned i = b->unmarked[k];
		page_id_t page = reference_page(ref[i]);
		bool write = reference_write(ref[i]);

		if (likely(!write_effects)) {
			entry_hit(entry, page, one, marked[write]);
			continue;
		}
		r->now = b->begin + i + 1;
		block_hit(r, page, write);
	}
	b->nmarked = k;
}

void
block_settle(struct replay *r, page_id_t page)
{
	struct block *b = r->block;

	if (r->partition->instance.host.away >= b->begin + b->n) {
		block_set_bits(r, block_at(r));
		return;
	}
	for (unsigned i = 0; i < b->n; i++) {
		if (reference_page(b->ref[i]) != page)
			continue;
		block_set_bits(r, block_at(r));
		b->stale = true;
		return;
	}
}
