/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Classifying a block of references, for any processor, and with NEON, AVX2 and
 * AVX-512.  All give the same lists, which the tests compare.
 *
 * This is not inlined into the loop, so that it can use all registers.
 */
#include "sim/blocks.h"

#include "base/isa.h"

#if defined(__x86_64__) && defined(__GNUC__)
#define BLOCK_AVX 1
#include <immintrin.h>
#elif defined(__aarch64__) && defined(__ARM_NEON) && !defined(__AARCH64EB__)
#define BLOCK_NEON 1
#include <arm_neon.h>
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

#if defined(BLOCK_AVX) || defined(BLOCK_NEON)
/* The bits that are set in a byte, ascending, in eight bytes. */
#define BIT(byte, i)                                                           \
	((uint64_t)((byte) >> (i)&1) * (i)                                     \
	    << 8 * __builtin_popcount((byte) & ((1u << (i)) - 1)))
#define BITS(byte)                                                             \
	BIT(byte, 1) | BIT(byte, 2) | BIT(byte, 3) | BIT(byte, 4) |            \
	    BIT(byte, 5) | BIT(byte, 6) | BIT(byte, 7)
#define BITS_4(byte)                                                           \
	BITS(byte), BITS((byte) + 1), BITS((byte) + 2), BITS((byte) + 3)
#define BITS_16(byte)                                                          \
	BITS_4(byte), BITS_4((byte) + 4), BITS_4((byte) + 8),                  \
	    BITS_4((byte) + 12)
#define BITS_64(byte)                                                          \
	BITS_16(byte), BITS_16((byte) + 16), BITS_16((byte) + 32),             \
	    BITS_16((byte) + 48)

static const uint64_t byte_bits[256] = { BITS_64(0u), BITS_64(64u),
	BITS_64(128u), BITS_64(192u) };

/* The positions of the bits that are set, ascending; how many.  A byte at a
 * time: the end of a loop over the bits is not predictable.  Behind the last
 * one up to 'to + BLOCK' anything may be stored. */
static always_inline unsigned
list_bits(uint64_t set, uint8_t *to)
{
	unsigned n = 0;

	if (set == 0)
		return (0);
#pragma GCC unroll 8
	for (unsigned i = 0; i < BLOCK; i += 8) {
		uint64_t bits = byte_bits[set >> i & 0xff] +
				i * UINT64_C(0x0101010101010101);

		memcpy(to + n, &bits, sizeof(bits));
		n += (unsigned)__builtin_popcountll(set >> i & 0xff);
	}
	return (n);
}
#endif

#ifdef BLOCK_AVX
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
	__mmask16 in_frame = 0;

	for (unsigned i = 0; i < BLOCK; i += 16) {
		__m512i word = _mm512_loadu_si512(b->ref + i);
		__m512i page = _mm512_srli_epi32(word, 1), e, need;
		__mmask16 out;
		uint16_t low[16];

		_mm256_storeu_si256(
		    (__m256i *)low, _mm512_cvtepi32_epi16(_mm512_and_si512(page,
					_mm512_set1_epi32(POLICY_SEEN - 1))));
		e = _mm512_i32gather_epi32(page, r->machine.entry, 1);
		need = _mm512_mask_mov_epi32(read,
		    _mm512_test_epi32_mask(word, _mm512_set1_epi32(1)), write);
		out = _mm512_testn_epi32_mask(e, present);
		absent |= (uint64_t)out << i;
		in_frame |= _mm512_mask_test_epi32_mask(
		    out, e, _mm512_set1_epi32(ENTRY_IN_FRAME));
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
	b->absent_set = absent;
	b->in_frame = in_frame != 0;
	b->nabsent = (unsigned)__builtin_popcountll(absent);
	b->nunmarked = (unsigned)__builtin_popcountll(lacking);
}

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))

/* Sixteen references: their entries, which are loaded one by one.  A gather
 * took longer. */
AVX2 static always_inline __m128i
entries_avx2(const uint8_t *entry, const struct reference *ref)
{
#define E(k) (char)entry[reference_page(ref[k])]
	return (_mm_set_epi8(E(15), E(14), E(13), E(12), E(11), E(10), E(9),
	    E(8), E(7), E(6), E(5), E(4), E(3), E(2), E(1), E(0)));
#undef E
}

/* Sixteen references: 1 in the byte of each write. */
AVX2 static always_inline __m128i
writes_avx2(const struct reference *ref)
{
	const __m256i one = _mm256_set1_epi32(1);
	__m256i low = _mm256_loadu_si256((const __m256i *)ref);
	__m256i high = _mm256_loadu_si256((const __m256i *)(ref + 8));
	__m256i both = _mm256_permute4x64_epi64(
	    _mm256_packs_epi32(
		_mm256_and_si256(low, one), _mm256_and_si256(high, one)),
	    0xd8);

	return (_mm_packs_epi16(
	    _mm256_castsi256_si128(both), _mm256_extracti128_si256(both, 1)));
}

/* A whole block, sixteen references at a time. */
AVX2 static void
classify_avx2(const struct replay *r, struct block *b)
{
	const __m128i present = _mm_set1_epi8(ENTRY_PRESENT);
	const __m128i read = _mm_set1_epi8((char)r->done_bits[0]);
	const __m128i write = _mm_set1_epi8((char)r->done_bits[1]);
	const uint8_t *entry = r->machine.entry;
	const uint8_t mark = b->pending.mark;
	uint64_t in = 0, done = 0;
	__m128i any = _mm_setzero_si128();

	for (unsigned i = 0; i < BLOCK; i += 16) {
		const struct reference *ref = b->ref + i;
		__m128i is_write =
		    _mm_cmpeq_epi8(writes_avx2(ref), _mm_set1_epi8(1));
		__m128i need = _mm_blendv_epi8(read, write, is_write);
		__m128i e = entries_avx2(entry, ref);
		__m128i is_in =
		    _mm_cmpeq_epi8(_mm_and_si128(e, present), present);
		__m128i has = _mm_cmpeq_epi8(_mm_and_si128(e, need), need);

		in |= (uint64_t)(unsigned)_mm_movemask_epi8(is_in) << i;
		done |= (uint64_t)(unsigned)_mm_movemask_epi8(has) << i;
		any = _mm_or_si128(any, _mm_andnot_si128(is_in, e));
#pragma GCC unroll 16
		for (unsigned k = 0; k < 16; k++)
			b->pending.seen[reference_page(ref[k]) % POLICY_SEEN] =
			    mark;
	}
	b->absent_set = ~in;
	b->in_frame = !_mm_testz_si128(any, _mm_set1_epi8(ENTRY_IN_FRAME));
	b->nabsent = list_bits(~in, b->absent);
	b->nunmarked = list_bits(in & ~done, b->unmarked);
}
#endif

#ifdef BLOCK_NEON
/* One bit for each of sixteen bytes, all of whose bits are equal. */
static inline uint64_t
movemask_neon(uint8x16_t v)
{
	static const uint8_t weight[16] = { 1, 2, 4, 8, 16, 32, 64, 128, 1, 2,
		4, 8, 16, 32, 64, 128 };
	uint8x16_t bits = vandq_u8(v, vld1q_u8(weight));

	return ((uint64_t)vaddv_u8(vget_low_u8(bits)) |
		(uint64_t)vaddv_u8(vget_high_u8(bits)) << 8);
}

/* Sixteen references: 1 in the byte of each write. */
static inline uint8x16_t
writes_neon(const struct reference *ref)
{
	const uint32_t *word = &ref->word;
	uint16x8_t low = vcombine_u16(
	    vmovn_u32(vld1q_u32(word)), vmovn_u32(vld1q_u32(word + 4)));
	uint16x8_t high = vcombine_u16(
	    vmovn_u32(vld1q_u32(word + 8)), vmovn_u32(vld1q_u32(word + 12)));

	return (vandq_u8(
	    vcombine_u8(vmovn_u16(low), vmovn_u16(high)), vdupq_n_u8(1)));
}

/* A whole block, sixteen references at a time; the entries are loaded into
 * their lanes one by one. */
static void
classify_neon(const struct replay *r, struct block *b)
{
	const uint8_t *entry = r->machine.entry;
	const uint8x16_t read = vdupq_n_u8(r->done_bits[0]);
	const uint8x16_t write = vdupq_n_u8(r->done_bits[1]);
	const uint8_t mark = b->pending.mark;
	uint64_t in = 0, done = 0;
	uint8x16_t any = vdupq_n_u8(0);

	for (unsigned i = 0; i < BLOCK; i += 16) {
		const struct reference *ref = b->ref + i;
		uint8x16_t is_write = vtstq_u8(writes_neon(ref), vdupq_n_u8(1));
		uint8x16_t need = vbslq_u8(is_write, write, read);
		uint8_t lane[16];
		uint8x16_t e, is_in;

#pragma GCC unroll 16
		for (unsigned k = 0; k < 16; k++) {
			page_id_t page = reference_page(ref[k]);

			lane[k] = entry[page];
			b->pending.seen[page % POLICY_SEEN] = mark;
		}
		e = vld1q_u8(lane);
		done |= movemask_neon(vceqq_u8(vandq_u8(e, need), need)) << i;
		is_in = vtstq_u8(e, vdupq_n_u8(ENTRY_PRESENT));
		in |= movemask_neon(is_in) << i;
		any = vorrq_u8(any, vbicq_u8(e, is_in));
	}
	b->absent_set = ~in;
	b->in_frame = vmaxvq_u8(vandq_u8(any, vdupq_n_u8(ENTRY_IN_FRAME))) != 0;
	b->nabsent = list_bits(~in, b->absent);
	b->nunmarked = list_bits(in & ~done, b->unmarked);
}
#endif

/* A whole block; false: this processor has no way of its own. */
static bool
classify_block(const struct replay *r, not_used struct block *b)
{
	switch (r->vectors) {
#ifdef BLOCK_AVX
	case ISA_AVX512:
		classify_wide(r, b);
		return (true);
	case ISA_AVX2:
		classify_avx2(r, b);
		return (true);
#endif
#ifdef BLOCK_NEON
	case ISA_NEON:
		classify_neon(r, b);
		return (true);
#endif
	default:
		return (false);
	}
}

void
block_init(struct replay *r, bool no_vectors)
{
	r->block = mem_alloc(r->mem, sizeof(*r->block));
	r->block->pending.mark = 1; /* not that of any page in the filter */
	if (!no_vectors)
		r->vectors = isa_chosen();
}

void
block_classify(struct replay *r, unsigned from)
{
	struct block *b = r->block;

	b->pending.mark++;
	b->nmarked = 0;
	b->stale = false;
	if (b->n - from == BLOCK && classify_block(r, b))
		return;
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

/* Is the page one of the block?  Without a branch for each reference: in most
 * calls it is not. */
static inline bool
block_has(const struct block *b, page_id_t page)
{
	const struct reference *ref = b->ref;
	uint32_t has = 0;
	unsigned i = 0;

#ifdef BLOCK_AVX
	const __m128i wanted = _mm_set1_epi32((int)page);
	__m128i found = _mm_setzero_si128();

	for (; i + 4 <= b->n; i += 4)
		found = _mm_or_si128(found,
		    _mm_cmpeq_epi32(wanted,
			_mm_srli_epi32(
			    _mm_loadu_si128((const __m128i *)(ref + i)), 1)));
	has = (uint32_t)_mm_movemask_epi8(found);
#endif
	for (; i < b->n; i++)
		has |= reference_page(ref[i]) == page;
	return (has != 0);
}

void
block_settle(struct replay *r, page_id_t page)
{
	struct block *b = r->block;

	if (r->partition->instance.host.away >= b->begin + b->n) {
		block_set_bits(r, block_at(r));
	} else if (block_has(b, page)) {
		block_set_bits(r, block_at(r));
		b->stale = true;
	}
}
