/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Regions of damonjson, many at once, for processors with vectors of 256 bits:
 * which bytes of a block are digits is found first, so that the end of a number
 * is known without looking at it.
 */
#include "base/vectors.h"
#include "formats/damonjson.h"

#if VECTORS

/* The bytes of a block, a multiple of 64, more than any region has. */
#define BLOCK 8192
_Static_assert(BLOCK > FORM_PARTS * (FORM_TEXT + FORM_VALUE) + FORM_TEXT,
    "a region fits a block");

struct block {
	const char *base;
	const char *end;
	/* Bit i % 64 of i / 64: byte i is no digit. */
	uint64_t other[BLOCK / 64 + 1];
};

AVX512 static void
find_avx512(struct block *b)
{
	uint64_t *other = b->other;

	for (const char *p = b->base; p < b->end; p += 64) {
		__builtin_prefetch(p + BLOCK);
		__m512i d = _mm512_sub_epi8(
		    _mm512_loadu_si512(p), _mm512_set1_epi8('0'));

		*other++ = _mm512_cmpgt_epu8_mask(d, _mm512_set1_epi8(9));
	}
	*other = 0;
}

/* Of 32 bytes those that are no digits. */
AVX2 static always_inline uint64_t
no_digits(const char *p)
{
	/* '0' becomes the smallest number with a sign. */
	__m256i d = _mm256_add_epi8(_mm256_loadu_si256((const void *)p),
	    _mm256_set1_epi8((char)(0x80 - '0')));

	d = _mm256_cmpgt_epi8(d, _mm256_set1_epi8(-128 + 9));
	return ((uint32_t)_mm256_movemask_epi8(d));
}

AVX2 static void
find_avx2(struct block *b)
{
	uint64_t *other = b->other;

	for (const char *p = b->base; p < b->end; p += 64) {
		__builtin_prefetch(p + BLOCK);
		*other++ = no_digits(p) | no_digits(p + 32) << 32;
	}
	*other = 0;
}

/* Where the block and its bits are, for registers. */
struct digits {
	const char *base, *other;
};

static always_inline struct digits
digits_of(const struct block *b)
{
	return ((struct digits){ b->base, (const char *)b->other });
}

/* How many digits there are at p; above 16: too many. */
AVX2 static always_inline size_t
digits_at(struct digits d, const char *p)
{
	const size_t at = (size_t)(p - d.base);

	return (_tzcnt_u64(bytes_le64(d.other + at / 8) >> at % 8));
}

/* The decimal number of n digits that ends at 'end'. */
AVX2 static always_inline uint64_t
read_digits(const char *end, size_t n)
{
	/* Of 16 bytes the last n, and of '0' to '9' what they stand for. */
	static const uint8_t used[32] = { [16 ... 31] = 15 };
	__m128i d = _mm_and_si128(_mm_loadu_si128((const void *)(end - 16)),
	    _mm_loadu_si128((const void *)(used + n)));
	uint64_t halves;

	d = _mm_maddubs_epi16(d, _mm_set1_epi16(10 | 1 << 8));
	d = _mm_madd_epi16(d, _mm_set1_epi32(100 | 1 << 16));
	d = _mm_packus_epi32(d, d);
	d = _mm_madd_epi16(d, _mm_set1_epi32(10000 | 1 << 16));
	halves = (uint64_t)_mm_cvtsi128_si64(d);
	return ((halves & UINT32_MAX) * 100000000 + (halves >> 32));
}

/* The end of a value that is not used, before the text of the next part; or
 * NULL. */
AVX2 static always_inline const char *
pass_value(struct digits d, const char *p, const struct damonjson_part *next,
    bool in_quotes)
{
	const char *s = p, *end = s + FORM_VALUE;

	if (in_quotes) {
		while (p < end && *p != '"' && *p != '\\')
			p++;
		return (p < end ? p : NULL);
	}
	p += digits_at(d, p);
	if (likely(*p == next->text[0]))
		return (p > s && p < end ? p : NULL);
	while (p < end && is_bare(*p))
		p++;
	return (p < end && p > s ? p : NULL);
}

/* Which bytes of a text of the form are others at p. */
AVX2 static always_inline uint32_t
other_text(const char *p, const struct damonjson_part *part)
{
	__m256i same = _mm256_cmpeq_epi8(_mm256_loadu_si256((const void *)p),
	    _mm256_loadu_si256((const void *)part->text));

	return (part->mask & ~(uint32_t)_mm256_movemask_epi8(same));
}

/* Reads what the parts up to 'last' say; returns where they end, or NULL:
 * something else is there. */
AVX2 static always_inline const char *
read_parts(const struct damonjson_part *part, const struct damonjson_part *last,
    struct digits d, const char *p, uint64_t v[VALUES])
{
	for (; part < last; part++) {
		size_t n;

		if (unlikely(other_text(p, part) != 0))
			return (NULL);
		p += part->n;
		if (part->value == VALUE_NONE)
			continue;
		if (part->value < VALUE_START) {
			p = pass_value(
			    d, p, part + 1, part->value == VALUE_TEXT);
			if (p == NULL)
				return (NULL);
			continue;
		}
		n = digits_at(d, p);
		if (unlikely(n - 1 > 15))
			return (NULL);
		p += n;
		v[part->value] = read_digits(p, n);
		if (part->quoted && *p == ',') {
			p = damonjson_thousands(p, &v[part->value]);
			if (p == NULL)
				return (NULL);
		}
	}
	return (p);
}

/* Reads what the steps say, from the first one on, until one does not fit;
 * returns which.  *at: behind what was read, of the steps of texts. */
AVX2 static always_inline unsigned
read_steps(const struct damonjson_form *f, struct digits d, const char **at,
    uint64_t v[VALUES])
{
	const struct damonjson_part *step = f->step;
	const struct damonjson_part *const last = step + f->nsteps;
	const char *p = *at;

	for (; step < last; step++) {
		size_t n;

		if (unlikely(other_text(p, step) != 0))
			break;
		p += step->n;
		if (step->value == VALUE_NONE)
			continue;
		if (step->value == VALUE_BARE) {
			p = pass_value(d, p, step + 1, false);
			if (unlikely(p == NULL))
				break;
			continue;
		}
		n = digits_at(d, p);
		if (unlikely(n - 1 > 15))
			break;
		p += n;
		v[step->value] = read_digits(p, n);
	}
	*at = p;
	return ((unsigned)(step - f->step));
}

/* The end of a region whose last value ends at p; NULL: it has another one. */
AVX2 static const char *
region_end(const struct damonjson_form *f, const char *p)
{
	for (unsigned i = f->tail; i < f->nparts; i++) {
		if (other_text(p, &f->part[i]) != 0)
			return (NULL);
		p += f->part[i].n;
	}
	return (p);
}

/* Takes regions from the one on whose first number is at p, as long as each
 * and the text up to the next one are in the block; false: none follows that
 * can be taken. */
AVX2 static always_inline bool
take_steps(struct damonjson_taking *t, const struct block *b, const char *p)
{
	const struct damonjson_form *f = &t->d->form;
	const struct digits d = digits_of(b);
	uint64_t v[VALUES] = { 0 };

	while ((size_t)(b->end - p) >= f->bytes) {
		size_t n = digits_at(d, p);
		const char *end;
		unsigned steps;

		t->other = n - 1 > 15;
		if (t->other)
			return (false);
		p += n;
		v[VALUE_START] = read_digits(p, n);
		steps = read_steps(f, d, &p, v);
		if (unlikely(steps < f->nsteps)) {
			while (steps > f->tail_step)
				p -= f->step[--steps].n;
			end = steps < f->tail_step ? NULL : region_end(f, p);
			t->other = end == NULL || damonjson_put(t, end, v);
			return (false);
		}
		end = p - f->next_bytes + f->tail_bytes;
		if (!damonjson_put(t, end, v) || t->n == t->c->cap)
			return (false);
	}
	return (true);
}

/* Where the first number of a region is, which begins with this part at p;
 * NULL: it has another text. */
AVX2 static const char *
first_number(const struct damonjson_part *part, const char *p)
{
	do {
		if (other_text(p, part) != 0)
			return (NULL);
		p += part->n;
	} while (part++->value != VALUE_START);
	return (p);
}

/* Takes the regions of a block, of which t->p is the first or the end of the
 * one before; false: none follows that can be taken. */
AVX2 static bool
take_block(struct damonjson_taking *taking, const struct block *b,
    const struct damonjson_part *part)
{
	struct damonjson_taking t = *taking;
	const struct damonjson_form *f = &t.d->form;
	const char *p = f->nsteps == 0 ? NULL : first_number(part, taking->p);
	uint64_t v[VALUES] = { 0 };
	bool good = p == NULL || take_steps(&t, b, p);

	if (t.regions > taking->regions)
		part = f->part;
	while (good && (size_t)(b->end - t.p) >= f->bytes) {
		p = read_parts(part, f->part + f->nparts, digits_of(b), t.p, v);
		t.other = p == NULL;
		good = !t.other && damonjson_put(&t, p, v) && t.n < t.c->cap;
		part = f->part;
	}
	*taking = t;
	return (good);
}

void
damonjson_take_avx2(struct damonjson_taking *t, enum isa isa, const char *end)
{
	const struct damonjson_form *f = &t->d->form;
	const struct damonjson_part *part = f->part + 1;
	struct block b;

	do {
		const size_t left = (size_t)(end - t->p);

		if (left < f->bytes || t->n == t->c->cap)
			return;
		b.base = t->p;
		b.end = t->p + (left < BLOCK ? left : BLOCK);
		if (isa == ISA_AVX512)
			find_avx512(&b);
		else
			find_avx2(&b);
		if (!take_block(t, &b, part))
			return;
		part = f->part;
	} while (true);
}

#else

void
damonjson_take_avx2(not_used struct damonjson_taking *t, not_used enum isa isa,
    not_used const char *end)
{
}

#endif
