/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of a shape as rows of a table.
 */
#include "formats/plain_shape.h"

#include <string.h>

/* How plain_shape() takes lines. */
struct shaped {
	const struct plain_shape *s;
	struct numbers *n;
	bool prefix;   /* the addresses of the block have 0x */
	unsigned addr; /* their column */
};

/* The start of a field of the first line. */
static const char *
field_start(const char *p, const char *end, unsigned field)
{
	for (; p < end && field > 0; p++)
		field -= *p == ' ' || *p == '\t';
	return (p);
}

static void
shape_layout(void *how, const char *p, const char *end, struct plain_layout *l)
{
	struct shaped *x = how;
	const enum plain_kind own = x->n->hex ? PLAIN_HEX : PLAIN_DECIMAL;
	unsigned i;

	l->separator = ' ';
	for (i = 0; i < PLAIN_FIELDS && x->s->field[i] != PLAIN_NONE; i++) {
		struct plain_column *c = &l->column[i];
		const char *s = field_start(p, end, i);

		switch (x->s->field[i]) {
		case PLAIN_ANY:
			x->prefix = end - s > 2 && s[0] == '0' && s[1] == 'x';
			c->prefix = x->prefix;
			c->kind = x->prefix ? PLAIN_HEX : own;
			break;
		case PLAIN_0X:
			c->prefix = x->prefix = true;
			c->kind = PLAIN_HEX;
			break;
		case PLAIN_ADDR:
			c->kind = own;
			break;
		case PLAIN_PC:
			c->prefix = true;
			c->suffix = ':';
			c->kind = PLAIN_HEX_UNUSED;
			break;
		case PLAIN_SIZE:
			if (s == end)
				goto out;
			c->kind = PLAIN_DECIMAL;
			break;
		case PLAIN_SIZE16:
			c->kind = PLAIN_HEX;
			break;
		case PLAIN_LETTER:
		case PLAIN_TWO:
		case PLAIN_NONE:
			break;
		}
	}
out:
	l->columns = i;
}

/* Two letters, of which the first is the operation. */
static void
take_two(struct plain_table *t, unsigned column, const struct plain_shape *s,
    struct plain_accesses *a)
{
	for (unsigned i = 0; i < t->rows; i++) {
		const char *end, *p = plain_cell(t, i, column, &end);
		unsigned v = s->op[(unsigned char)*p];

		if (unlikely(v == 0 || end != p + 2 || p[1] != s->second[v]))
			t->rows = i;
		a->half[i] = (v - 1) << PLAIN_OP;
	}
}

static void
shape_make(void *how, struct plain_table *t, struct plain_accesses *a,
    not_used bool timed)
{
	struct shaped *x = how;
	const struct plain_shape *s = x->s;
	unsigned addr = 0;
	bool lettered = false;

	a->bytes = s->size;
	a->aligned = s->aligned;
	for (unsigned i = 0; i < t->columns; i++)
		switch (s->field[i]) {
		case PLAIN_LETTER:
			plain_letters(t, i, s->op, a);
			lettered = true;
			break;
		case PLAIN_TWO:
			take_two(t, i, s, a);
			lettered = true;
			break;
		case PLAIN_ADDR:
		case PLAIN_0X:
		case PLAIN_ANY:
			addr = i;
			break;
		case PLAIN_SIZE:
		case PLAIN_SIZE16:
			a->size = t->value[i];
			break;
		case PLAIN_PC:
		case PLAIN_NONE:
			break;
		}
	if (!lettered)
		memset(a->half, 0, t->rows * sizeof(a->half[0]));
	a->addr = t->value[addr];
	x->addr = addr;
}

static void
shape_took(void *how, const struct plain_table *t, unsigned rows)
{
	const struct shaped *x = how;

	plain_see_letters(x->n, t, x->addr, rows, x->prefix);
}

void
plain_shape(const struct plain_shape *s, struct numbers *n, struct window *w,
    struct sink *to)
{
	struct shaped x = { .s = s, .n = n };
	const struct plain_rows by = { .layout = shape_layout,
		.make = shape_make,
		.took = shape_took,
		.how = &x,
		.n = n };

	plain_take_rows(&by, w, to);
}
