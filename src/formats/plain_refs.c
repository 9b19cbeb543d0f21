/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fields of a block are the rows of a table with two columns: the number,
 * and what is behind it up to the next field.
 *
 *	text      7 0w 1\n
 *	pairs     -1, 1   1, 3   4, 6
 */
#include "formats/plain_refs.h"

#include "formats/plain_put.h"

struct list {
	struct numbers *n;
	bool first; /* the next number is the first of its line */
	struct plain_index ix;
	struct plain_table t;
	struct plain_accesses a;
	uint16_t pair[2 * PLAIN_ROWS]; /* the table's ends */
};

/* What separates the numbers of the first line. */
static char
separator(const char *p, const char *end)
{
	while (p < end && !plain_separates(*p) && *p != '\n')
		p++;
	if (p == end || (*p != ',' && *p != ';') || p[1] == ' ' || p[1] == '\t')
		return (' ');
	return (*p);
}

/* Of the last character of a field: the operation, and whether it is a letter
 * for that, or something else that may be there. */
#define LETTER 8
#define BEHIND 16

static const uint8_t last_kind[256] = {
	['r'] = LETTER + ACCESS_READ,
	['R'] = LETTER + ACCESS_READ,
	['w'] = LETTER + ACCESS_WRITE,
	['W'] = LETTER + ACCESS_WRITE,
	[','] = BEHIND,
	[';'] = BEHIND,
	['\r'] = BEHIND,
};

/* Finds the numbers, and the letters behind them. */
static void
find_numbers(struct list *x, unsigned rows)
{
	const char *base = x->ix.base;
	const uint16_t *from = x->ix.end;
	uint32_t *half = x->a.half;
	uint16_t *to = x->pair;

	if (rows > 0 && from[1] == 0)
		rows = 0;
	for (unsigned i = 0; i < rows; i++) {
		unsigned end = from[i + 1];
		unsigned kind = last_kind[(unsigned char)base[(int)end - 1]];

		if (unlikely(kind == BEHIND) &&
		    (base[(int)end - 1] != '\r' || base[end] == '\n'))
			kind = last_kind[(unsigned char)base[(int)--end - 1]];
		half[i] = (kind % LETTER) << PLAIN_OP;
		to[2 * i] = from[i];
		to[2 * i + 1] = (uint16_t)(end - kind / LETTER % 2);
	}
	x->t.base = base;
	x->t.end = to;
	x->t.columns = 2;
	x->t.returns = false;
	x->t.rows = rows;
}

/* How many of the numbers can be taken: not the last of a line that separators
 * end, and none of a line that is too long. */
static unsigned
can_take(const struct list *x, unsigned rows, const char *end)
{
	const struct plain_index *ix = &x->ix;
	const char *stop, *from = x->first ? ix->base : NULL;
	const uint16_t *last;

	if (rows == 0)
		return (0);
	stop = ix->base + ix->end[rows];
	if (*stop == '\n')
		return (rows);
	if (plain_separates(stop[1]) || stop[1] == '\n' || stop[1] == '\r')
		rows--;
	if (rows == 0)
		return (0);
	last = ix->end + rows;
	if (plain_newlines(ix, *last) > 0)
		from = (const char *)memrchr(ix->base, '\n', *last) + 1;
	if (from != NULL && unlikely(plain_too_long(from, end)))
		while (last > ix->end && ix->base + *last >= from)
			last--;
	return ((unsigned)(last - ix->end));
}

/* Takes the numbers of a block; returns how many. */
static unsigned
take_block(struct list *x, struct plain_run *r, const struct window *w,
    enum isa isa, size_t bytes)
{
	const size_t room = r->c->cap - r->n;
	const struct plain_column number = {
		.kind = x->n->hex ? PLAIN_HEX : PLAIN_DECIMAL
	};
	unsigned rows = room < PLAIN_ROWS ? (unsigned)room : PLAIN_ROWS;
	struct plain_index *ix = &x->ix;

	plain_index(ix, isa, r->p, bytes, separator(r->p, w->end), true);
	find_numbers(x, rows < ix->ends ? rows : ix->ends);
	plain_column(&x->t, isa, 0, &number);
	x->t.rows = can_take(x, x->t.rows, w->end);
	x->a.addr = x->t.value[0];
	rows = plain_put_table(x->n, r, isa, &x->t, &x->a);
	if (rows == 0)
		return (0);
	plain_see_letters(x->n, &x->t, 0, rows, false);
	r->lines += x->first + plain_newlines(ix, ix->end[rows]);
	r->p = ix->base + ix->end[rows] + 1;
	x->first = r->p[-1] == '\n';
	return (rows);
}

void
plain_refs(struct numbers *n, struct window *w, struct sink *to)
{
	struct splitter *c = &to->split;
	struct plain_run r = {
		.c = c, .p = w->p, .record = w->record, .n = c->n
	};
	size_t block = PLAIN_BLOCK_FIRST;
	struct list x;
	unsigned rows = 1;

	if (r.p - w->front < PLAIN_BEFORE)
		return;
	x.n = n;
	x.first = !record_within_line(w);
	while (rows > 0 && r.p < w->end && r.n < c->cap) {
		size_t left = (size_t)(w->end - r.p);
		const char *from = r.p;

		plain_accesses_begin(&x.a, n);
		rows =
		    take_block(&x, &r, w, to->isa, left < block ? left : block);
		block = plain_next_block(block, rows, (size_t)(r.p - from));
	}
	r.more = r.n - c->n - r.lines;
	plain_end(&r, w, to);
}
