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

#include "base/inline.h"
#include "base/vectors.h"
#include "formats/numbers.h"
#include "formats/plain_index.h"
#include "formats/plain_number.h"

/* Bytes before a line that may be loaded. */
#define PLAIN_BEFORE 16

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

/* The address, with 0x or in the base of the format's numbers, at l->p, which
 * is moved behind it. */
static always_inline bool
plain_any(bool hex, struct plain_line *l)
{
	bool prefix = l->p[0] == '0' && l->p[1] == 'x';
	const char *start = l->p += prefix ? 2 : 0;

	l->letter |= prefix;
	l->addr = prefix || hex ? plain_number(&l->p, true, &l->letter)
				: plain_number(&l->p, false, &l->letter);
	return (l->p > start);
}

/* The end of a line. */
static always_inline bool
plain_line_end(const char **p)
{
	*p += **p == '\r';
	return (*(*p)++ == '\n');
}

/* Where in a text a line is. */
struct plain_place {
	const struct plain_index *ix;
	const char *p;
	const char *end; /* its newline */
	bool timed;      /* times are wanted */
};

/* Lines that are being taken into a batch.  It holds what is changed for each,
 * so that the compiler can keep that in registers. */
struct plain_run {
	struct splitter *c;
	const char *p, *record;
	size_t n;      /* accesses in the batch */
	unsigned last; /* row that made some (plain_rows.c) */
	uint64_t lines, accesses, straddles;
	uint64_t more;    /* records behind the first of their line */
	uint64_t ignored; /* lines without one */
	bool dropped;     /* a fetch */
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
plain_put_split(struct plain_run *r, const struct plain_line *l, uint64_t addr,
    bool by_page)
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
#ifdef __SSE2__
	__m128i v = _mm_set_epi64x((int64_t)whole, (int64_t)next);

	for (uint64_t i = 2; i < pages; i++) {
		v = _mm_add_epi64(v, _mm_set_epi64x(0, (int64_t)page));
		_mm_storeu_si128((void *)(out + i), v);
	}
	next += (pages - 2) << shift;
#else
	for (uint64_t i = 2; i < pages; i++) {
		next += page;
		plain_store(out + i, next, whole);
	}
#endif
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
	plain_store(
	    c->out + r->n, l->addr << c->shift, plain_half(1, l->pid, op));
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
plain_put_one(const struct numbers *n, struct splitter *c, size_t at,
    uint64_t addr, uint32_t pid, enum access_op op)
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

/* What was taken. */
static always_inline void
plain_end(const struct plain_run *r, struct window *w, struct sink *to)
{
	struct splitter *c = &to->split;

	c->n = r->n;
	c->accesses += r->accesses;
	c->straddles += r->straddles;
	c->more += r->more;
	c->dropped |= r->dropped;
	to->ignored += r->ignored;
	w->record = r->record;
	w->taken += r->lines;
	w->p = r->p;
}

static always_inline bool
plain_by_page(const struct numbers *n, const struct plain_line *l)
{
	return (l->by_page || (n != NULL && n->by_page));
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
		    separator, false);
		plain = ix.ends > 0;
		for (unsigned i = 0; i < ix.ends && r.n < c->cap; i++) {
			struct plain_place at = { .ix = &ix,
				.p = r.p,
				.end = ix.base + ix.end[i + 1],
				.timed = c->time != NULL };

			plain = take(how, &r, &at);
			if (unlikely(!plain))
				break;
			r.p = at.end + 1;
			r.lines++;
		}
		block = PLAIN_BLOCK;
	}
	plain_end(&r, w, to);
}

/* Reads a line. */
typedef struct plain_line plain_read_f(
    void *how, bool hex, const struct plain_place *at);

/* How plain_take_lines() takes a line. */
struct plain_reader {
	plain_read_f *read;
	void *how;
	struct numbers *n; /* NULL: the format has no such numbers */
};

static always_inline bool
plain_take_line(void *how, struct plain_run *r, const struct plain_place *at)
{
	const struct plain_reader *by = how;
	struct numbers *n = by->n;
	struct plain_line l = n != NULL && n->hex
				  ? by->read(by->how, true, at)
				  : by->read(by->how, false, at);
	uint64_t before = r->n;

	if (unlikely(!l.good))
		return (false);
	if (unlikely(!(plain_by_page(n, &l) ? plain_put_pages(r, &l)
					    : plain_put(r, &l, l.addr))))
		return (false);
	plain_keep(n, &l);
	r->record = r->n > before ? at->p : r->record;
	return (true);
}

/* As trace_format.bulk. */
static always_inline void
plain_take_lines(plain_read_f *read, void *how, char separator,
    struct numbers *n, struct window *w, struct sink *to)
{
	struct plain_reader by = { .read = read, .how = how, .n = n };

	plain_each_line(plain_take_line, &by, separator, w, to);
}

/* Defines 'name', a trace_format.bulk that is plain_take_lines(), also compiled
 * for the processors of ISA_AVX2, whose instructions are fewer.  A macro,
 * because a function has one kind of instructions; n: of the state 'how'. */
#if VECTORS
#define PLAIN_BULK(name, read, separator, n)                                   \
	static void name##_plain(void *how, struct window *w, struct sink *to) \
	{                                                                      \
		plain_take_lines(read, how, separator, n, w, to);              \
	}                                                                      \
	AVX2 static void name##_avx2(                                          \
	    void *how, struct window *w, struct sink *to)                      \
	{                                                                      \
		plain_take_lines(read, how, separator, n, w, to);              \
	}                                                                      \
	static void name(void *how, struct window *w, struct sink *to)         \
	{                                                                      \
		if (to->isa == ISA_AVX2 || to->isa == ISA_AVX512)              \
			name##_avx2(how, w, to);                               \
		else                                                           \
			name##_plain(how, w, to);                              \
	}
#else
#define PLAIN_BULK(name, read, separator, n)                                   \
	static void name(void *how, struct window *w, struct sink *to)         \
	{                                                                      \
		plain_take_lines(read, how, separator, n, w, to);              \
	}
#endif

#endif
