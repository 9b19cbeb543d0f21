/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Regions of damonjson, many at once.
 */
#include "formats/damonjson.h"

#include "formats/plain_values.h"

/* A form that fits fewer regions than that was of no use. */
#define FEW       4
#define PAUSE_MAX 256

static always_inline bool
same_text(const char *p, const struct damonjson_part *part)
{
	if (part->n <= 16)
		return (plain_same_text(p, part->text, part->n));
	return (part->n <= FORM_TEXT && plain_is(p, part->text, part->n));
}

const char *
damonjson_thousands(const char *p, uint64_t *v)
{
	const char *end = p + FORM_VALUE / 2;

	for (; *p == ',' && p < end; p += 4) {
		unsigned group = 0;

		for (int i = 1; i <= 3; i++) {
			unsigned digit = (unsigned)p[i] - '0';

			if (digit > 9)
				return (NULL);
			group = group * 10 + digit;
		}
		if (__builtin_mul_overflow(*v, 1000, v) ||
		    __builtin_add_overflow(*v, group, v))
			return (NULL);
	}
	return (p);
}

/* What is the same for all numbers. */
struct constants {
#ifdef __SSE2__
	__m128i zero, nine;
#else
	char none;
#endif
};

static always_inline struct constants
constants(void)
{
#ifdef __SSE2__
	struct constants k = { _mm_set1_epi8('0'), _mm_set1_epi8(9) };

	/* Else the compiler makes them again for each number. */
	__asm__("" : "+x"(k.zero), "+x"(k.nine));
	return (k);
#else
	return ((struct constants){ 0 });
#endif
}

/* The end of the digits at p, or 16 bytes behind it. */
static always_inline const char *
digits_end(const struct constants *k, const char *p)
{
#ifdef __SSE2__
	__m128i d = _mm_sub_epi8(plain_load(p), k->zero);
	__m128i digit = _mm_cmpeq_epi8(_mm_min_epu8(d, k->nine), d);

	return (p + __builtin_ctz(~(unsigned)_mm_movemask_epi8(digit)));
#else
	(void)k;
	return (p + plain_digits(p, false).n);
#endif
}

/* The end of a number of up to 16 digits; NULL: there are none. */
static always_inline const char *
read_number(
    const struct constants *k, const char *p, bool in_quotes, uint64_t *v)
{
	const char *end = digits_end(k, p);
	struct plain_fields f = { .p = p };

	if (unlikely((size_t)(end - p) - 1 > 15) || !plain_value(&f, p, end, v))
		return (NULL);
	if (in_quotes && unlikely(*end == ','))
		return (damonjson_thousands(end, v));
	return (end);
}

/* The end of a value that is not used, before the text of the next part; or
 * NULL. */
static always_inline const char *
pass_value(const struct constants *k, const char *p,
    const struct damonjson_part *next, bool in_quotes)
{
	const char *s = p, *end = s + FORM_VALUE;

	if (in_quotes) {
		while (p < end && *p != '"' && *p != '\\')
			p++;
		return (p < end ? p : NULL);
	}
	p = digits_end(k, p);
	if (likely(*p == next->text[0]))
		return (p > s ? p : NULL);
	while (p < end && is_bare(*p))
		p++;
	return (p < end && p > s ? p : NULL);
}

/* Reads what the parts up to 'end' say; returns where they end, or NULL:
 * something else is there. */
static always_inline const char *
read_parts(const struct damonjson_part *part, const struct damonjson_part *end,
    const struct constants *k, const char *p, uint64_t v[VALUES])
{
	for (; part < end; part++) {
		if (unlikely(!same_text(p, part)))
			return (NULL);
		p += part->n;
		if (likely(part->value >= VALUE_START))
			p = read_number(k, p, part->quoted, &v[part->value]);
		else if (part->value != VALUE_NONE)
			p = pass_value(
			    k, p, part + 1, part->value == VALUE_TEXT);
		if (unlikely(p == NULL))
			return (NULL);
	}
	return (p);
}

static void
take_plain(struct damonjson_taking *t, const char *end)
{
	const struct damonjson_form *f = &t->d->form;
	const struct constants k = constants();
	const struct damonjson_part *part = f->part + 1;
	const char *p = t->p;
	uint64_t v[VALUES] = { 0 };

	while (t->n < t->c->cap && (size_t)(end - p) >= f->bytes) {
		p = read_parts(part, f->part + f->nparts, &k, p, v);
		t->other = p == NULL;
		if (t->other || !damonjson_put(t, p, v))
			break;
		part = f->part;
	}
}

/* Takes regions of the form; returns how many.  *other: it ended at one of
 * another form. */
static uint64_t
take_regions(
    struct damonjson *d, struct window *w, struct sink *to, bool *other)
{
	struct splitter *c = &to->split;
	struct damonjson_taking t = { .d = d, .c = c, .p = w->p, .n = c->n };

	*other = false;
	if (w->p - w->front < PLAIN_BEFORE)
		return (0);
	if (to->isa == ISA_AVX2 || to->isa == ISA_AVX512)
		damonjson_take_avx2(&t, to->isa, w->end);
	else
		take_plain(&t, w->end);
	*other = t.other;
	if (t.record != NULL) {
		w->record = t.record;
		w->number = w->taken + t.record_number * d->form.objects;
	}
	w->p = t.p;
	w->taken += t.regions * d->form.objects;
	c->accesses += t.n - c->n;
	c->n = t.n;
	return (t.regions);
}

/* Whether the object at p begins as a region. */
static bool
is_region(const char *p, const char *end)
{
	static const char start[] = "\"start\"";
	const size_t n = sizeof(start) - 1;

	p++;
	skip_space(&p, end);
	return ((size_t)(end - p) >= n && memcmp(p, start, n) == 0);
}

/* Takes regions of another form; returns how many. */
static uint64_t
take_other(struct damonjson *d, struct window *w, struct sink *to)
{
	uint64_t regions = 0;
	bool other;

	if (d->wait > 0) {
		d->wait--;
		return (0);
	}
	if (damonjson_learn(&d->form, w->p, w->end) &&
	    d->depth + d->form.depth <= DAMONJSON_DEPTH)
		regions = take_regions(d, w, to, &other);
	d->pause = regions >= FEW             ? 0
		   : d->pause < PAUSE_MAX / 2 ? 2 * d->pause + 1
					      : PAUSE_MAX;
	d->wait = d->pause;
	return (regions);
}

bool
damonjson_bulk(struct damonjson *d, struct window *w, struct sink *to)
{
	uint64_t regions = 0;
	bool other = true;

	if (to->strict)
		return (false);
	if (d->form.nparts > 0 && d->depth + d->form.depth <= DAMONJSON_DEPTH)
		regions = take_regions(d, w, to, &other);
	if (regions == 0 && other && is_region(w->p, w->end))
		regions = take_other(d, w, to);
	if (regions == 0)
		return (false);
	memset(d->has, 0, sizeof(d->has));
	d->at = d->depth + 1;
	d->key = d->form.key;
	return (true);
}
