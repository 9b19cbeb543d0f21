/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fields of a plain line, one after the other, for the readers of many
 * lines (plain_lines.h) whose lines have more or other fields than a struct
 * plain_shape can say.
 *
 * The ends of fields are bits of the index of the block (plain_index.h).
 *
 * Each function takes the field at f->p and the separator behind it.  It
 * returns false where something else is there; the line is then left to the
 * format's line().  Whether all digits of its numbers (plain_values.h) were
 * digits is asked once, at the end of the line.
 *
 *	ok = plain_decimal(&f, &unit) && plain_decimal(&f, &block) &&
 *	     plain_last(&f, &size) && plain_done(&f);
 *
 * No field may be longer than 57 bytes.
 */
#ifndef FORMATS_PLAIN_FIELDS_H
#define FORMATS_PLAIN_FIELDS_H

#include "formats/names.h"
#include "formats/plain_lines.h"

struct plain_fields {
	const struct plain_index *ix;
	const char *p;     /* the next field */
	const char *end;   /* the newline */
	const char *block; /* where the bits begin */
	uint64_t ends;     /* bit i: a field ends at block[i]; from p on */
	char separator;    /* ' ': any blank */
	bool timed;        /* times are wanted */
#ifdef __SSE2__
	__m128i worst; /* the largest digit at each place */
#else
	bool bad; /* there was something else than digits */
#endif
};

static always_inline struct plain_fields
plain_fields(const struct plain_place *at, char separator)
{
	struct plain_fields f = { .ix = at->ix,
		.p = at->p,
		.end = at->end,
		.block = at->p,
		.ends = plain_bits(at->ix, at->p),
		.separator = separator,
		.timed = at->timed };

#ifdef __SSE2__
	f.worst = _mm_setzero_si128();
#endif
	return (f);
}

#ifdef __SSE2__
static always_inline __m128i
plain_load(const void *p)
{
	return (_mm_loadu_si128(p));
}

/* Which bytes are at most n. */
static always_inline __m128i
plain_at_most(__m128i b, char n)
{
	return (_mm_cmpeq_epi8(_mm_min_epu8(b, _mm_set1_epi8(n)), b));
}
#endif

/* Whether all digits so far were digits. */
static always_inline bool
plain_done(const struct plain_fields *f)
{
#ifdef __SSE2__
	return (_mm_movemask_epi8(plain_at_most(f->worst, 9)) == 0xffff);
#else
	return (!f->bad);
#endif
}

/* Moves on by n bytes. */
static always_inline void
plain_move(struct plain_fields *f, size_t n)
{
	f->p += n;
	f->block = f->p;
	f->ends = plain_bits(f->ix, f->p);
}

/* Moves behind the field; *end: its end. */
static always_inline bool
plain_cut(struct plain_fields *f, const char **end)
{
	*end = f->p;
	if (unlikely(f->ends == 0)) {
		plain_move(f, 0);
		if (unlikely(f->ends == 0))
			return (false);
	}
	*end = f->block + (unsigned)__builtin_ctzll(f->ends);
	f->ends &= f->ends - 1;
	f->p = *end + 1;
	return (**end == f->separator);
}

/* Moves over blanks, if there are any. */
static always_inline bool
plain_blanks(struct plain_fields *f)
{
	size_t n = 0;

	if (likely(*f->p != ' '))
		return (true);
#ifdef __SSE2__
	__m128i blank = _mm_cmpeq_epi8(plain_load(f->p), _mm_set1_epi8(' '));

	n = (size_t)__builtin_ctz(~(unsigned)_mm_movemask_epi8(blank));
#endif
	while (unlikely(f->p[n] == ' '))
		n++;
	plain_move(f, n);
	return (true);
}

/* The text that some fields had in the line before, of which the reader knows
 * what it means.  Begins as zeros: none. */
#define PLAIN_SAME 32
struct plain_same {
	unsigned n;
	char text[PLAIN_SAME];
};

/* The same text again. */
static always_inline bool
plain_again(struct plain_fields *f, const struct plain_same *same)
{
#ifdef __SSE2__
	const char *a = f->p, *b = same->text;
	__m128i low = _mm_cmpeq_epi8(plain_load(a), plain_load(b));
	__m128i high = _mm_cmpeq_epi8(plain_load(a + 16), plain_load(b + 16));
	uint64_t equal = (uint64_t)(unsigned)_mm_movemask_epi8(high) << 16 |
			 (unsigned)_mm_movemask_epi8(low);

	if ((~equal & ((UINT64_C(1) << same->n) - 1)) != 0 || same->n == 0)
		return (false);
#else
	if (same->n == 0 || memcmp(f->p, same->text, same->n) != 0)
		return (false);
#endif
	plain_move(f, same->n);
	return (true);
}

/* Keeps [s, end), unless it is too long. */
static always_inline void
plain_see(struct plain_same *same, const char *s, const char *end)
{
	size_t n = (size_t)(end - s);

	same->n = 0;
	if (n > PLAIN_SAME)
		return;
	memcpy(same->text, s, n);
	same->n = (unsigned)n;
}

/* Whether the n bytes at p are those of a constant text: less than a call. */
static always_inline bool
plain_is(const char *p, const char *text, size_t n)
{
	uint64_t a = 0, b = 0, c = 0, d = 0;

#ifdef __SSE2__
	if (n > 16 && n <= 32) {
		__m128i low = _mm_cmpeq_epi8(plain_load(p), plain_load(text));
		__m128i high = _mm_cmpeq_epi8(
		    plain_load(p + n - 16), plain_load(text + n - 16));

		return (_mm_movemask_epi8(_mm_and_si128(low, high)) == 0xffff);
	}
#endif
	if (n > 16)
		return (memcmp(p, text, n) == 0);
	if (n < 8) {
		/* Not with memcpy(): of an odd size that is two stores, and
		 * a load of both waits for them (WINDOW_SLACK). */
#pragma GCC unroll 8
		for (size_t i = 0; i < n; i++)
			b |= (uint64_t)(unsigned char)text[i] << 8 * i;
		a = bytes_le64(p) & (((uint64_t)1 << 8 * n) - 1);
		return (a == b);
	}
	memcpy(&a, p, 8);
	memcpy(&b, text, 8);
	memcpy(&c, p + n - 8, 8);
	/* Every text has n bytes. */
	/* cppcheck-suppress pointerOutOfBoundsCond */
	memcpy(&d, text + n - 8, 8);
	return (((a ^ b) | (c ^ d)) == 0);
}

/* This text, which may be several fields. */
static always_inline bool
plain_text(struct plain_fields *f, const char *text)
{
	size_t n = strlen(text);

	if (!plain_is(f->p, text, n))
		return (false);
	plain_move(f, n);
	return (true);
}

/* The end of a field that the line may end with; f->p is moved up to it. */
static always_inline const char *
plain_stop(struct plain_fields *f)
{
	const char *s = f->p, *end;

	plain_cut(f, &end);
	end -= *end == '\n' && end > s && end[-1] == '\r';
	f->p = end;
	return (end);
}

/* A field that is not used. */
static always_inline bool
plain_skip(struct plain_fields *f)
{
	const char *end;

	return (plain_cut(f, &end));
}

/* Whether two texts of n bytes are the same. */
static always_inline bool
plain_same_text(const char *s, const char *text, size_t n)
{
#ifdef __SSE2__
	if (likely(n <= 16)) {
		__m128i same = _mm_cmpeq_epi8(plain_load(s), plain_load(text));
		unsigned different = ~(unsigned)_mm_movemask_epi8(same);

		return ((different & ((1u << n) - 1)) == 0);
	}
#endif
	return (memcmp(s, text, n) == 0);
}

/* Whether [s, s + n) is the name with this number. */
static always_inline bool
plain_is_name(const struct names *names, unsigned i, const char *s, size_t n)
{
	return (n == names->size[i] && plain_same_text(s, names->name[i], n));
}

/* The number of the name [s, end); false: it is new. */
static always_inline bool
plain_name(
    struct names *names, const char *s, const char *end, unsigned *number)
{
	size_t n = (size_t)(end - s);
	unsigned i = names->last;

	*number = i;
	if (likely(n > 0 && plain_is_name(names, i, s, n)))
		return (true);
	for (i = 0; i < names->n && !plain_is_name(names, i, s, n); i++)
		;
	if (n == 0 || i == names->n)
		return (false);
	*number = names->last = i;
	return (true);
}

/* A field that is this word. */
static always_inline bool
plain_word(struct plain_fields *f, const char *word)
{
	const char *s = f->p, *end;

	return (plain_cut(f, &end) && (size_t)(end - s) == strlen(word) &&
		plain_is(s, word, strlen(word)));
}

/* A letter that is an operation in the table op. */
static always_inline bool
plain_op(struct plain_fields *f, const uint8_t *op, unsigned *v)
{
	const char *s = f->p, *end;

	*v = op[(unsigned char)*s];
	return (plain_cut(f, &end) && end == s + 1 && *v != 0);
}

/* What follows the last field that is used. */
static always_inline bool
plain_rest(struct plain_fields *f)
{
	f->p = f->end + 1;
	return (true);
}

#endif
