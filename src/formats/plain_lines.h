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
#include "formats/plain_index.h"

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
	bool spread;  /* it often goes beyond one page */
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

/* Where in a text a line is. */
struct plain_place {
	const struct plain_index *ix;
	const char *p;
	const char *end; /* its newline */
};

/* Lines that are being taken into a batch.  It holds what is changed for each,
 * so that the compiler can keep that in registers. */
struct plain_run {
	struct splitter *c;
	const char *p, *record;
	size_t n; /* accesses in the batch */
	uint64_t lines, accesses, straddles;
	uint64_t more;    /* records behind the first of their line */
	uint64_t ignored; /* lines without one */
	bool dropped; /* a fetch */
};

/* The second half of an access, as the compiler lays it out: stored in one
 * piece, without a bit-field being read. */
static always_inline uint64_t
plain_half(uint32_t size, uint32_t pid, unsigned op)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return ((uint64_t)(op << 29 | pid) << 32 | size);
#else
	return ((uint64_t)size << 32 | pid << 3 | op);
#endif
}

static always_inline void
plain_store(struct access *to, uint64_t addr, uint64_t half)
{
	memcpy((char *)to + offsetof(struct access, size), &half, sizeof(half));
	to->addr = addr;
}

/* Passes on what does not fit the batch, or is cut by straddle=first; false: it
 * is not valid, and nothing has changed.  By value, so that *r and the line can
 * be in registers everywhere else. */
static never_inline bool
plain_split(struct splitter *c, struct plain_line l, bool by_page)
{
	struct access a = {
		.addr = l.addr,
		.size = (uint32_t)l.size,
		.pid = l.pid & PID_MAX,
		.op = (l.op - 1) & 3,
	};

	c->now = l.time;
	return ((by_page ? split_pages(c, a, l.pages) : split_access(c, a)) ==
		NULL);
}

static always_inline bool
plain_put_split(
    struct plain_run *r, const struct plain_line *l, uint64_t addr, bool by_page)
{
	struct plain_line at = *l;

	at.addr = addr;
	r->c->n = r->n;
	if (!plain_split(r->c, at, by_page))
		return (false);
	r->n = r->c->n;
	return (true);
}

/* The accesses of a record to pages from 'addr' on, of which the first and the
 * last may be cut.  There is room for two at least. */
static always_inline void
plain_spread(struct access *out, uint64_t addr, uint64_t half, unsigned shift,
    uint64_t pages, uint64_t size)
{
	const uint64_t page = UINT64_C(1) << shift;
	uint64_t next = (addr | (page - 1)) + 1, first = next - addr;
	uint64_t whole = half - size + page, rest = size - first;

	plain_store(out, addr, half - size + (size < first ? size : first));
	/* Without a branch on there being a second page, which no processor
	 * could predict. */
	plain_store(out + 1, next, half - size + (rest < page ? rest : page));
	if (pages <= 2)
		return;
	for (uint64_t i = 2; i < pages; i++) {
		next += page;
		plain_store(out + i, next, whole);
	}
	plain_store(out + pages - 1, next, half - size + addr + size - next);
}

/* Puts the access of a line into the batch; false: it is not valid, and nothing
 * has changed. */
static always_inline bool
plain_put(struct plain_run *r, const struct plain_line *l, uint64_t addr)
{
	struct splitter *c = r->c;
	struct access *out = c->out + r->n;
	const unsigned shift = c->shift, op = (l->op - 1) & 3;
	const uint64_t last = addr + l->size - 1;
	uint64_t pages = (last >> shift) - (addr >> shift) + 1, half;

	if (unlikely(l->size - 1 >= ACCESS_BYTES_MAX || last < addr))
		return (false);
	if (unlikely(c->no_fetch) && op == ACCESS_FETCH) {
		r->dropped = true;
		return (true);
	}
	half = plain_half((uint32_t)l->size, l->pid, op);
	if (l->spread) {
		if (unlikely(pages >= c->cap - r->n || (c->first && pages > 1)))
			return (plain_put_split(r, l, addr, false));
		plain_spread(out, addr, half, shift, pages, l->size);
	} else {
		if (unlikely(pages > 1))
			return (plain_put_split(r, l, addr, false));
		plain_store(out, addr, half);
	}
	if (unlikely(c->time != NULL))
		for (uint64_t i = 0; i < pages; i++)
			c->time[r->n + i] = l->time;
	r->n += pages;
	r->straddles += pages > 1;
	r->accesses++;
	return (true);
}

/* The same of pages by number. */
static always_inline bool
plain_put_pages(struct plain_run *r, const struct plain_line *l)
{
	struct splitter *c = r->c;
	const unsigned op = (l->op - 1) & 3;

	if (unlikely(l->addr > UINT64_MAX >> c->shift ||
		     l->size - 1 >= ACCESS_BYTES_MAX || l->pages == 0))
		return (false);
	if (unlikely(l->pages > 1))
		return (plain_put_split(r, l, l->addr, true));
	if (unlikely(c->no_fetch) && op == ACCESS_FETCH) {
		r->dropped = true;
		return (true);
	}
	plain_store(c->out + r->n, l->addr << c->shift, plain_half(1, l->pid, op));
	if (unlikely(c->time != NULL))
		c->time[r->n] = l->time;
	r->n++;
	r->accesses++;
	return (true);
}

/* Whether the access of one byte, or to a page, is valid. */
static always_inline bool
plain_fits(const struct numbers *n, const struct splitter *c, uint64_t addr)
{
	return (!n->by_page || addr <= UINT64_MAX >> c->shift);
}

/* Puts it into the batch. */
static always_inline void
plain_put_one(
    const struct numbers *n, struct splitter *c, size_t at, uint64_t addr,
    uint32_t pid, enum access_op op)
{
	plain_store(c->out + at, n->by_page ? addr << c->shift : addr,
	    plain_half(1, pid, op));
}

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

/* Takes a line into the batch, which has room for an access; false: it is not
 * plain, and nothing has changed. */
typedef bool plain_take_f(
    void *how, struct plain_run *r, const struct plain_place *at);

/* Takes lines, whose fields are separated as plain_index() says, until one is
 * not plain, the batch is full or the window ends. */
static always_inline void
plain_each_line(plain_take_f *take, void *how, char separator, struct window *w,
    struct sink *to)
{
	struct splitter *c = &to->split;
	struct plain_run r = {
		.c = c, .p = w->p, .record = w->record, .n = c->n
	};
	size_t block = PLAIN_BLOCK_FIRST;
	struct plain_index ix;
	bool plain = true;

	if (r.p - w->front < PLAIN_BEFORE)
		return;
	while (plain && r.p < w->end && r.n < c->cap) {
		size_t left = (size_t)(w->end - r.p);

		plain_index(&ix, to->isa, r.p, left < block ? left : block,
		    separator);
		plain = ix.lines > 0;
		for (unsigned i = 0; i < ix.lines && r.n < c->cap; i++) {
			struct plain_place at = { .ix = &ix,
				.p = r.p,
				.end = ix.base + ix.newline[i] };

			plain = take(how, &r, &at);
			if (unlikely(!plain))
				break;
			r.p = at.end + 1;
			r.lines++;
		}
		block = PLAIN_BLOCK;
	}
	c->n = r.n;
	c->accesses += r.accesses;
	c->straddles += r.straddles;
	c->more += r.more;
	to->ignored += r.ignored;
	c->dropped |= r.dropped;
	w->record = r.record;
	w->taken += r.lines;
	w->p = r.p;
}

/* Reads a line. */
typedef struct plain_line plain_read_f(
    void *how, bool hex, const struct plain_place *at);

/* How plain_take_lines() takes a line. */
struct plain_reader {
	plain_read_f *read;
	void *how;
	uint64_t aligned;  /* bits of an address that are cleared */
	struct numbers *n; /* NULL: the format has no such numbers */
	/* Called for each line, whose access is of one byte, or of pages, and
	 * may set its process and its time; NULL: there is none. */
	void (*see)(struct numbers *n, struct plain_line *l);
};

static always_inline bool
plain_take_line(void *how, struct plain_run *r, const struct plain_place *at)
{
	const struct plain_reader *by = how;
	struct numbers *n = by->n;
	struct plain_line l = n != NULL && n->hex
				  ? by->read(by->how, true, at)
				  : by->read(by->how, false, at);
	bool by_page = l.by_page || (n != NULL && n->by_page);
	uint64_t before = r->n, addr = l.addr & ~by->aligned;

	if (unlikely(!l.good))
		return (false);
	if (by->see != NULL) {
		unsigned shift = r->c->shift;

		if (by_page ? l.addr > UINT64_MAX >> shift
			    : (addr ^ (addr + l.size - 1)) >> shift != 0)
			return (false);
		by->see(n, &l);
	}
	if (unlikely(!(by_page ? plain_put_pages(r, &l)
			       : plain_put(r, &l, addr))))
		return (false);
	plain_keep(n, &l);
	r->record = r->n > before ? at->p : r->record;
	return (true);
}

static always_inline struct plain_line
plain_read_shape(void *how, bool hex, const struct plain_place *at)
{
	const struct plain_shape *const *s = how;

	return (plain_read(*s, hex, at->p));
}

/* As trace_format.bulk. */
static always_inline void
plain_take_lines(plain_read_f *read, void *how, char separator,
    struct numbers *n, struct window *w, struct sink *to)
{
	struct plain_reader by = { .read = read, .how = how, .n = n };

	plain_each_line(plain_take_line, &by, separator, w, to);
}

/* The same for lines of a shape. */
static always_inline void
plain_lines(const struct plain_shape *s, struct numbers *n, struct window *w,
    struct sink *to, void (*see)(struct numbers *n, struct plain_line *l))
{
	struct plain_reader by = { .read = plain_read_shape,
		.how = &s,
		.aligned = s->aligned,
		.n = n,
		.see = see };

	plain_each_line(plain_take_line, &by, '\n', w, to);
}

#endif
