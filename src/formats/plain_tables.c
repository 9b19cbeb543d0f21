/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking the rows of a table.
 */
#include "formats/plain_tables.h"

#include <string.h>

#include "formats/plain_put.h"
#include "formats/plain_time.h"

/* Finds the rows of a block: from the first on, lines with all columns.  All
 * end with CR LF if the first does. */
static void
find_rows(struct plain_table *t, const struct plain_index *ix, unsigned columns)
{
	const uint16_t *end = ix->end;
	unsigned most = ix->ends / columns, rows;
	const char *p = ix->base;

	most = most < t->rows ? most : t->rows;
	for (rows = 0; rows < most; rows++)
		if (p[end[(rows + 1) * columns]] != '\n')
			break;
	/* A newline elsewhere is that of a shorter line. */
	while (rows > 0 && plain_newlines(ix, end[rows * columns]) >= rows)
		rows--;
	t->base = p;
	t->end = end;
	t->columns = columns;
	t->returns =
	    rows > 0 && end[columns] > 0 && p[end[columns] - 1] == '\r';
	t->rows = rows;
	/* A line with CR LF where the first has none has a strange last field.
	 */
	for (unsigned i = 0; t->returns && i < t->rows; i++)
		if (p[end[(i + 1) * columns] - 1] != '\r')
			t->rows = i;
}

void
plain_see_letters(struct numbers *n, const struct plain_table *t,
    unsigned column, unsigned rows, bool prefix)
{
	if (n->letters || rows == 0)
		return;
	n->letters = prefix;
	for (unsigned i = 0; n->hex && i < rows; i++) {
		const char *end, *s = plain_cell(t, i, column, &end);

		n->letters |= numbers_letters(s, end);
	}
}

void
plain_times(struct plain_table *t, unsigned column, unsigned digits, bool timed,
    struct plain_accesses *a)
{
	for (unsigned i = 0; i < t->rows; i++) {
		const char *end, *s = plain_cell(t, i, column, &end);

		if (!timed && likely(plain_is_time(s, end, digits, true)))
			continue;
		if (unlikely(field_scaled(&s, end, digits, &a->own_time[i]) !=
				 FIELD_OK ||
			     s != end))
			t->rows = i;
	}
	a->time = timed ? a->own_time : NULL;
}

void
plain_begin_times(struct plain_table *t, unsigned column, bool timed,
    struct plain_accesses *a)
{
	for (unsigned i = 0; i < t->rows; i++) {
		const char *end, *s = plain_cell(t, i, column, &end);

		if (timed
			? field_scaled(&s, end, 9, &a->own_time[i]) != FIELD_OK
			: (unsigned)*s - '0' > 9)
			t->rows = i;
	}
	a->time = timed ? a->own_time : NULL;
}

/* Keeps the numbers of rows that were taken. */
static void
keep(struct numbers *n, const struct plain_accesses *a, unsigned rows)
{
	uint64_t count = n->n;
	unsigned i = 0;

	for (; i < rows && count < NUMBERS_KEPT; i++)
		if (a->half[i] >> PLAIN_OP != ACCESS_FETCH)
			n->kept[count++] = a->addr[i];
#pragma GCC unroll 8
	for (; i < rows; i++)
		count += a->half[i] >> PLAIN_OP != ACCESS_FETCH;
	n->n = count;
}

unsigned
plain_put_table(struct numbers *n, struct plain_run *r, enum isa isa,
    const struct plain_table *t, const struct plain_accesses *a)
{
	unsigned rows;

	r->last = PLAIN_ROWS;
	rows = plain_put_rows(r, isa, a, t->rows);
	if (r->last < PLAIN_ROWS)
		r->record =
		    t->base + (uint16_t)(t->end[r->last * t->columns] + 1);
	if (n != NULL)
		keep(n, a, rows);
	return (rows);
}

void
plain_accesses_begin(struct plain_accesses *a, const struct numbers *n)
{
	a->time = NULL;
	a->size = a->pages = NULL;
	a->bytes = 1;
	a->aligned = 0;
	a->by_page = n != NULL && n->by_page;
	a->spread = false;
}

/* Takes the rows of a table; returns how many. */
static unsigned
take_table(const struct plain_rows *by, struct plain_run *r, enum isa isa,
    struct plain_table *t, struct plain_accesses *a)
{
	unsigned rows;

	plain_accesses_begin(a, by->n);
	by->make(by->how, t, a, r->c->time != NULL);
	rows = plain_put_table(by->n, r, isa, t, a);
	if (by->took != NULL)
		by->took(by->how, t, rows);
	return (rows);
}

void
plain_take_rows(const struct plain_rows *by, struct window *w, struct sink *to)
{
	struct splitter *c = &to->split;
	struct plain_run r = {
		.c = c, .p = w->p, .record = w->record, .n = c->n
	};
	size_t block = PLAIN_BLOCK_FIRST;
	struct plain_accesses a;
	struct plain_index ix;
	struct plain_table t;
	unsigned rows = 1;

	if (r.p - w->front < PLAIN_BEFORE)
		return;
	while (rows > 0 && r.p < w->end && r.n < c->cap) {
		size_t left = (size_t)(w->end - r.p), room = c->cap - r.n;
		size_t most = left < block ? left : block;
		const char *end = memchr(r.p, '\n', most);
		struct plain_layout l;

		if (end == NULL)
			break;
		memset(&l, 0, sizeof(l));
		l.timed = c->time != NULL;
		by->layout(by->how, r.p, end, &l);
		plain_index(&ix, to->isa, r.p, most, l.separator, true);
		t.isa = to->isa;
		t.rows = room < PLAIN_ROWS ? (unsigned)room : PLAIN_ROWS;
		find_rows(&t, &ix, l.columns);
		for (unsigned k = 0; k < l.columns; k++)
			plain_column(&t, to->isa, k, &l.column[k]);
		rows = take_table(by, &r, to->isa, &t, &a);
		if (rows > 0)
			r.p = ix.base + ix.end[rows * l.columns] + 1;
		r.lines += rows;
		block = plain_next_block(block, rows, (size_t)(r.p - ix.base));
	}
	plain_end(&r, w, to);
}
