/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plain lines of a text format, many at once: what trace_format.bulk does for
 * formats whose usual line is a few fields in a fixed order.
 *
 * A format says what its usual line is, as a constant struct plain_shape, and
 * calls plain_lines() with it, which the compiler specialises.  A line that
 * differs in anything (two blanks, a prefix, more digits, an access that
 * straddles pages) is left to the format's line(), which alone knows what is
 * wrong.  tests/unit/test_plain_lines.c compares the two.
 */
#ifndef FORMATS_PLAIN_LINES_H
#define FORMATS_PLAIN_LINES_H

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/inline.h"
#include "formats/numbers.h"

enum plain_field {
	PLAIN_NONE,   /* behind the last */
	PLAIN_OP,     /* a letter */
	PLAIN_OP2,    /* two letters */
	PLAIN_ADDR,   /* in the base of the format's numbers */
	PLAIN_0X,     /* 0x and an address in hexadecimal */
	PLAIN_ANY,    /* PLAIN_0X or PLAIN_ADDR */
	PLAIN_PC,     /* 0x and a number in hexadecimal, not used, a colon */
	PLAIN_SIZE,   /* in decimal, or nothing */
	PLAIN_SIZE16, /* in hexadecimal */
	PLAIN_COUNT,  /* a decimal number for see() */
};

#define PLAIN_FIELDS 4
/* Bytes before a line that may be loaded. */
#define PLAIN_BEFORE 16

struct plain_shape {
	enum plain_field field[PLAIN_FIELDS]; /* with one blank between */
	uint32_t size;      /* of accesses, in bytes, without a size field */
	uint64_t aligned;   /* bits of an address that are cleared */
	const uint8_t *op;  /* by letter: 1 + the operation; 0: none */
	const char *second; /* of PLAIN_OP2: by that, the second letter */
};

/* 16 bytes as values of digits: the first n are digits, up to 16; letter: one
 * of those is a to f. */
struct plain_digits {
	uint64_t low, high; /* the first digit is the lowest byte */
	unsigned n;
	bool letter;
};

static always_inline struct plain_digits
plain_digits(const char *p, bool hex)
{
	struct plain_digits d = { 0 };
#ifdef __SSE2__
	__m128i b = _mm_loadu_si128((const __m128i *)(const void *)p);
	__m128i digit = _mm_and_si128(_mm_cmpgt_epi8(b, _mm_set1_epi8('0' - 1)),
	    _mm_cmplt_epi8(b, _mm_set1_epi8('9' + 1)));
	__m128i value = _mm_and_si128(b, _mm_set1_epi8(15));
	unsigned good = (unsigned)_mm_movemask_epi8(digit), letters = 0;

	if (hex) {
		__m128i low = _mm_or_si128(b, _mm_set1_epi8(0x20));
		__m128i alpha =
		    _mm_and_si128(_mm_cmpgt_epi8(low, _mm_set1_epi8('a' - 1)),
			_mm_cmplt_epi8(low, _mm_set1_epi8('f' + 1)));

		letters = (unsigned)_mm_movemask_epi8(alpha);
		good |= letters;
		value =
		    _mm_add_epi8(value, _mm_and_si128(alpha, _mm_set1_epi8(9)));
	}
	d.n = (unsigned)__builtin_ctz(~good);
	d.letter = (letters & ((1u << d.n) - 1)) != 0;
	d.low = (uint64_t)_mm_cvtsi128_si64(value);
	d.high = (uint64_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(value, value));
#else
	for (; d.n < 16; d.n++) {
		unsigned digit = field_digit[(unsigned char)p[d.n]];
		uint64_t *half = d.n < 8 ? &d.low : &d.high;

		if (digit == 0 || (!hex && (digit & 15) > 9))
			break;
		d.letter |= (digit & 15) > 9;
		*half |= (uint64_t)(digit & 15) << d.n % 8 * 8;
	}
#endif
	return (d);
}

static always_inline uint64_t
plain_hex8(uint64_t w)
{
	w = (w << 4 | w >> 8) & UINT64_C(0x00ff00ff00ff00ff);
	w = (w << 8 | w >> 16) & UINT64_C(0x0000ffff0000ffff);
	return ((w << 16 | w >> 32) & UINT32_MAX);
}

/* Lemire, "Quickly parsing eight digits", 2018. */
static always_inline uint64_t
plain_decimal8(uint64_t w)
{
	const uint64_t pairs = UINT64_C(0x000000ff000000ff);

	w = w * 10 + (w >> 8);
	w = (w & pairs) * (100 + (UINT64_C(1000000) << 32)) +
	    (w >> 16 & pairs) * (1 + (UINT64_C(10000) << 32));
	return (w >> 32);
}

/* A number of up to 16 digits at *p, which is moved on by those that there are.
 */
static always_inline uint64_t
plain_number(const char **p, bool hex, bool *letter)
{
	static const uint32_t power[9] = { 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000 };
	struct plain_digits d = plain_digits(*p, hex);
	unsigned more = d.n > 8 ? d.n - 8 : 0;

	*p += d.n;
	*letter |= d.letter;
	if (d.n == 0)
		return (0);
	if (hex)
		return ((plain_hex8(d.low) << 32 | plain_hex8(d.high)) >>
			(64 - 4 * d.n));
	if (likely(more == 0))
		return (plain_decimal8(d.low << (64 - 8 * d.n)));
	return (plain_decimal8(d.low) * power[more] +
		plain_decimal8(d.high << (64 - 8 * more)));
}

/* A line that was read. */
struct plain_line {
	const char *p; /* behind what was taken */
	uint64_t addr, size, count;
	uint64_t pages; /* of an access by page */
	uint64_t time;  /* or NO_TIME */
	uint32_t pid;
	unsigned op;  /* 1 + the operation */
	bool by_page; /* as numbers.by_page, of a format without numbers */
	bool letter;
	bool good;
};

/* A line of which nothing was read. */
#define PLAIN_LINE(from)                                                       \
	{                                                                      \
		.p = (from), .size = 1, .pages = 1, .time = NO_TIME, .op = 1,  \
		.good = true                                                   \
	}

static always_inline void
plain_take(const struct plain_shape *s, enum plain_field field, bool hex,
    struct plain_line *l)
{
	bool is_address = field == PLAIN_ADDR || field == PLAIN_ANY;
	const char *start;
	bool prefix;

	if (field == PLAIN_OP) {
		l->op = s->op[(unsigned char)*l->p++];
		l->good &= l->op != 0;
		return;
	}
	if (field == PLAIN_OP2) {
		l->op = s->op[(unsigned char)*l->p++];
		l->good &= l->op != 0 && *l->p++ == s->second[l->op];
		return;
	}
	prefix =
	    (field == PLAIN_0X || field == PLAIN_PC || field == PLAIN_ANY) &&
	    l->p[0] == '0' && l->p[1] == 'x';
	l->good &= prefix || (field != PLAIN_0X && field != PLAIN_PC);
	l->p += prefix ? 2 : 0;
	l->letter |= prefix;
	start = l->p;
	if (field == PLAIN_PC)
		(void)plain_number(&l->p, true, &(bool){ false });
	else if (prefix || (is_address && hex))
		l->addr = plain_number(&l->p, true, &l->letter);
	else if (is_address)
		l->addr = plain_number(&l->p, false, &l->letter);
	else if (field == PLAIN_SIZE16)
		l->size = plain_number(&l->p, true, &(bool){ false });
	else if (field == PLAIN_SIZE)
		l->size = plain_number(&l->p, false, &(bool){ false });
	else
		l->count = plain_number(&l->p, false, &(bool){ false });
	l->good &= l->p > start;
	if (field == PLAIN_PC)
		l->good &= *l->p++ == ':';
}

/* The end of a line. */
static always_inline bool
plain_line_end(const char **p)
{
	*p += **p == '\r';
	return (*(*p)++ == '\n');
}

/* The line at p.  What is behind a line's end does not matter (WINDOW_SLACK):
 * no field goes beyond it. */
static always_inline struct plain_line
plain_read(const struct plain_shape *s, bool hex, const char *p)
{
	struct plain_line l = PLAIN_LINE(p);

	l.size = s->size;
#pragma GCC unroll 4
	for (int i = 0; i < PLAIN_FIELDS; i++) {
		if (s->field[i] == PLAIN_NONE)
			break;
		if (s->field[i] == PLAIN_SIZE && *l.p != ' ')
			break;
		if (i > 0) {
			l.good &= *l.p == ' ';
			if (unlikely(!l.good))
				return (l);
			l.p++;
		}
		plain_take(s, s->field[i], hex, &l);
		if (unlikely(!l.good))
			return (l);
	}
	l.good = plain_line_end(&l.p);
	return (l);
}

static always_inline bool
plain_by_page(const struct numbers *n, const struct plain_line *l)
{
	return (l->by_page || (n != NULL && n->by_page));
}

/* The access of a line; false: it is none that lies within one page. */
static always_inline bool
plain_access(uint64_t aligned, const struct numbers *n,
    const struct splitter *c, const struct plain_line *l, struct access *a)
{
	uint64_t addr = l->addr & ~aligned, size = l->size, last;

	if (plain_by_page(n, l)) {
		if (l->addr > UINT64_MAX >> c->shift || l->pages != 1)
			return (false);
		addr = l->addr << c->shift;
		size = size == 0 || size > ACCESS_BYTES_MAX ? 0 : 1;
	}
	last = addr + size - 1;
	*a = (struct access){
		.addr = addr, .size = (uint32_t)size, .op = (l->op - 1) & 3
	};
	return (size != 0 && size <= ACCESS_BYTES_MAX &&
		(addr ^ last) >> c->shift == 0);
}

/* Passes on the access of a line that plain_access() refused; false: it is not
 * valid, and nothing has changed. */
static inline bool
plain_split(uint64_t aligned, bool by_page, struct splitter *c,
    const struct plain_line *l)
{
	struct access a = {
		.addr = by_page ? l->addr : l->addr & ~aligned,
		.size = (uint32_t)l->size,
		.pid = l->pid & PID_MAX,
		.op = (l->op - 1) & 3,
	};

	if (l->size == 0 || l->size > ACCESS_BYTES_MAX || l->pages == 0)
		return (false);
	c->now = l->time;
	return ((by_page ? split_pages(c, a, l->pages) : split_access(c, a)) ==
		NULL);
}

/* Reads the line at p; how: as the caller of plain_take_lines() says. */
typedef struct plain_line plain_read_f(
    void *how, bool hex, const char *p, const char *end);

/* Keeps the number of a line that was taken. */
static always_inline void
plain_keep(struct numbers *n, const struct plain_line *l)
{
	if (n == NULL)
		return;
	n->letters |= l->letter;
	if (l->op != 1 + ACCESS_FETCH && n->n++ < NUMBERS_KEPT)
		n->kept[n->n - 1] = l->addr;
}

/* As trace_format.bulk.  n: NULL: the format has no such numbers.  see: called
 * for each line, whose access must be within one page, and may set its process
 * and its time; NULL: there is none. */
static always_inline void
plain_take_lines(plain_read_f *read, void *how, uint64_t aligned,
    struct numbers *n, struct window *w, struct sink *to,
    void (*see)(struct numbers *n, struct plain_line *l))
{
	struct splitter *c = &to->split;
	const char *p = w->p, *record = w->record;
	uint64_t lines = 0, plain = 0;
	size_t k = c->n;

	if (p - w->front < PLAIN_BEFORE)
		return;
	while (p < w->end && k < c->cap) {
		struct plain_line l = n != NULL && n->hex
					  ? read(how, true, p, w->end)
					  : read(how, false, p, w->end);
		struct access a;
		bool dropped =
		    c->no_fetch && l.op == (unsigned)1 + ACCESS_FETCH;

		if (unlikely(!l.good))
			break;
		if (likely(plain_access(aligned, n, c, &l, &a))) {
			if (see != NULL)
				see(n, &l);
			a.pid = l.pid & PID_MAX;
			c->out[k] = a;
			if (unlikely(c->time != NULL))
				c->time[k] = l.time;
			c->dropped |= dropped;
			k += !dropped;
			plain += !dropped;
		} else {
			c->n = k;
			if (see != NULL ||
			    !plain_split(aligned, plain_by_page(n, &l), c, &l))
				break;
			k = c->n;
		}
		plain_keep(n, &l);
		lines++;
		record = dropped ? record : p;
		p = l.p;
	}
	c->n = k;
	c->accesses += plain;
	w->record = record;
	w->taken += lines;
	w->p = p;
}

static always_inline struct plain_line
plain_read_shape(void *how, bool hex, const char *p, not_used const char *end)
{
	const struct plain_shape *const *s = how;

	return (plain_read(*s, hex, p));
}

/* The same for lines of a shape. */
static always_inline void
plain_lines(const struct plain_shape *s, struct numbers *n, struct window *w,
    struct sink *to, void (*see)(struct numbers *n, struct plain_line *l))
{
	plain_take_lines(plain_read_shape, &s, s->aligned, n, w, to, see);
}

#endif
