/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Searching a block of text for the ends of lines and fields.
 */
#include "formats/plain_index.h"

#include "base/vectors.h"
/* Of 64 bytes usually fewer end a line, and often fewer than FEW: so many are
 * noted without a branch for each. */
#define FEW   2
#define USUAL 8

/* What is found in 64 bytes, as bits. */
struct found {
	uint64_t newlines, ends;
};

/* Notes at most so many ends; returns the others. */
static always_inline uint64_t
list_some(uint16_t *list, unsigned some, uint64_t ends, size_t at)
{
#pragma GCC unroll 8
	for (unsigned k = 0; k < some; k++) {
		/* The last bit is for those that are none. */
		list[k] = (uint16_t)(at + (unsigned)__builtin_ctzll(
					      ends | UINT64_C(1) << 63));
		ends &= ends - 1;
	}
	return (ends);
}

/* Lists the ends in the 64 bytes from 'at' on, behind n others.  A branch for
 * each would be mispredicted at the last. */
static always_inline unsigned
list_ends(uint16_t *list, unsigned n, uint64_t ends, size_t at)
{
	const unsigned many = (unsigned)__builtin_popcountll(ends);

	ends = list_some(list + n, FEW, ends, at);
	for (unsigned i = FEW; i < many; i += USUAL)
		ends = list_some(list + n + i, USUAL, ends, at);
	return (n + many);
}

static always_inline void
add_ends(struct plain_index *ix, const struct found *f, size_t at, bool fields)
{
	ix->bits[at / 64] = htole64(f->ends);
	if (fields)
		ix->newlines[at / 64] = f->newlines;
	ix->ends = list_ends(
	    ix->end + 1, ix->ends, fields ? f->ends : f->newlines, at);
}

/* Takes away what was found behind the block. */
static void
finish(struct plain_index *ix, size_t bytes)
{
	while (ix->ends > 0 && ix->end[ix->ends] >= bytes)
		ix->ends--;
	ix->bits[(bytes + 63) / 64] = 0;
	ix->bits[(bytes + 63) / 64 + 1] = 0;
}

/* The highest bit of each byte that is this character. */
static always_inline uint64_t
same(uint64_t w, char c)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
	uint64_t x = w ^ (low / 127 * (unsigned char)c);

	return (~(((x & low) + low) | x | low));
}

/* The highest bits of eight bytes, side by side. */
static always_inline uint64_t
gather(uint64_t high)
{
	return ((high >> 7) * UINT64_C(0x0102040810204080) >> 56);
}

/* Eight bytes at once. */
static struct found
find_words(const char *p, char separator)
{
	struct found f = { 0, 0 };

	for (unsigned i = 0; i < 64; i += 8) {
		uint64_t w = bytes_le64(p + i), newline = same(w, '\n');
		uint64_t other = same(w, separator);

		if (separator == ' ')
			other |= same(w, '\t');
		f.newlines |= gather(newline) << i;
		f.ends |= gather(newline | other) << i;
	}
	return (f);
}

static void
index_plain(struct plain_index *ix, size_t bytes, char separator, bool fields)
{
	unsigned lines = 0;

	for (size_t at = 0; at < bytes; at += 64) {
		struct found f = find_words(ix->base + at, separator);

		ix->before[at / 64] = (uint16_t)lines;
		lines += (unsigned)__builtin_popcountll(f.newlines);
		add_ends(ix, &f, at, fields);
	}
}

#if VECTORS

/* Macros, because functions cannot make a constant table: how many bits there
 * are in two, and in four; and where they are, of two, four and eight, one in
 * each byte from the lowest on. */
#define COUNT2(m) ((m) % 2 + (m) / 2)
#define COUNT4(m) (COUNT2((m) % 4) + COUNT2((m) / 4))
#define AT2(m)    ((m) / 2 << 8 * ((m) % 2))
#define AT4(m)    (AT2((m) % 4) | (AT2((m) / 4) + 0x0202) << 8 * COUNT2((m) % 4))
#define AT8(m)                                                                 \
	((AT4((m) % 16) & ((UINT64_C(1) << 8 * COUNT4((m) % 16)) - 1)) |       \
	    (AT4((m) / 16) + UINT64_C(0x04040404)) << 8 * COUNT4((m) % 16))
#define ROW4(m)  AT8(m), AT8((m) + 1), AT8((m) + 2), AT8((m) + 3)
#define ROW16(m) ROW4(m), ROW4((m) + 4), ROW4((m) + 8), ROW4((m) + 12)
#define ROW64(m) ROW16(m), ROW16((m) + 16), ROW16((m) + 32), ROW16((m) + 48)

static const uint64_t places[256] = { ROW64(0), ROW64(64), ROW64(128),
	ROW64(192) };

/* As list_ends(), for more of them: eight bytes at a time. */
AVX2 static always_inline unsigned
list_places(uint16_t *list, unsigned n, uint64_t ends, size_t at)
{
	__m128i from = _mm_set1_epi16((short)at);

#pragma GCC unroll 8
	for (unsigned i = 0; i < 64; i += 8) {
		const unsigned byte = (unsigned)(ends >> i) & 255;
		__m128i in = _mm_loadl_epi64((const void *)(places + byte));

		_mm_storeu_si128((void *)(list + n),
		    _mm_add_epi16(from, _mm_cvtepu8_epi16(in)));
		from = _mm_add_epi16(from, _mm_set1_epi16(8));
		n += (unsigned)__builtin_popcount(byte);
	}
	return (n);
}

AVX2 static always_inline struct found
find_avx2(const char *p, __m256i newline, __m256i own, __m256i tab)
{
	struct found f = { 0, 0 };

#pragma GCC unroll 2
	for (int i = 0; i < 64; i += 32) {
		__m256i b = _mm256_loadu_si256((const void *)(p + i));
		__m256i is = _mm256_cmpeq_epi8(b, newline);
		__m256i all = _mm256_or_si256(
		    _mm256_or_si256(is, _mm256_cmpeq_epi8(b, tab)),
		    _mm256_cmpeq_epi8(b, own));

		f.newlines |= (uint64_t)(uint32_t)_mm256_movemask_epi8(is) << i;
		f.ends |= (uint64_t)(uint32_t)_mm256_movemask_epi8(all) << i;
	}
	return (f);
}

AVX2 static void
index_avx2(struct plain_index *ix, size_t bytes, char separator, bool fields)
{
	const __m256i newline = _mm256_set1_epi8('\n');
	const __m256i own = _mm256_set1_epi8(separator);
	const __m256i tab =
	    _mm256_set1_epi8(separator == ' ' ? '\t' : separator);
	unsigned n = 0, lines = 0;

	for (size_t at = 0; at < bytes; at += 64) {
		struct found f = find_avx2(ix->base + at, newline, own, tab);

		ix->bits[at / 64] = f.ends;
		if (!fields) {
			n = list_ends(ix->end + 1, n, f.newlines, at);
			continue;
		}
		ix->newlines[at / 64] = f.newlines;
		ix->before[at / 64] = (uint16_t)lines;
		lines += (unsigned)__builtin_popcountll(f.newlines);
		n = list_places(ix->end + 1, n, f.ends, at);
	}
	ix->ends = n;
}

static const uint8_t offset[64] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
	13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
	31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48,
	49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63 };

/* As list_ends(). */
AVX512 static always_inline unsigned
list_compressed(
    uint16_t *list, unsigned n, __mmask64 ends, size_t at, __m512i offsets)
{
	const unsigned many = (unsigned)__builtin_popcountll(ends);
	const __m512i from = _mm512_set1_epi16((short)at);
	/* Not to memory: AMD's processors take a hundred cycles for that. */
	__m512i packed = _mm512_maskz_compress_epi8(ends, offsets);

	_mm512_storeu_si512(list + n,
	    _mm512_add_epi16(
		from, _mm512_cvtepu8_epi16(_mm512_castsi512_si256(packed))));
	if (unlikely(many > 32))
		_mm512_storeu_si512(list + n + 32,
		    _mm512_add_epi16(
			from, _mm512_cvtepu8_epi16(
				  _mm512_extracti64x4_epi64(packed, 1))));
	return (n + many);
}

AVX512 static void
index_avx512(struct plain_index *ix, size_t bytes, char separator, bool fields)
{
	const __m512i offsets = _mm512_loadu_si512(offset);
	const __m512i newline = _mm512_set1_epi8('\n');
	const __m512i own = _mm512_set1_epi8(separator);
	const __m512i tab =
	    _mm512_set1_epi8(separator == ' ' ? '\t' : separator);
	unsigned n = 0, lines = 0;

	for (size_t at = 0; at < bytes; at += 64) {
		__m512i b = _mm512_loadu_si512(ix->base + at);
		__mmask64 is = _mm512_cmpeq_epi8_mask(b, newline);
		__mmask64 ends = is | _mm512_cmpeq_epi8_mask(b, own) |
				 _mm512_cmpeq_epi8_mask(b, tab);

		ix->bits[at / 64] = ends;
		if (fields) {
			ix->newlines[at / 64] = is;
			ix->before[at / 64] = (uint16_t)lines;
			lines += (unsigned)__builtin_popcountll(is);
		}
		n = list_compressed(
		    ix->end + 1, n, fields ? ends : is, at, offsets);
	}
	ix->ends = n;
}

#endif

void
plain_index(struct plain_index *ix, enum isa isa, const char *p, size_t bytes,
    char separator, bool fields)
{
	ix->base = p;
	ix->ends = 0;
	ix->end[0] = UINT16_MAX;
#if VECTORS
	if (isa == ISA_AVX512)
		index_avx512(ix, bytes, separator, fields);
	else if (isa == ISA_AVX2)
		index_avx2(ix, bytes, separator, fields);
	else
#else
	(void)isa;
#endif
		index_plain(ix, bytes, separator, fields);
	finish(ix, bytes);
}
