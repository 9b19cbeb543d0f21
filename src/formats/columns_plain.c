/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Plain lines of format columns: the parameters are compiled once into what is
 * done at each field, up to the last that is used.
 *
 * In a plain line one separator stands between fields, numbers are decimal, but
 * an address may be hexadecimal, and no field is empty or in quotes.  Others
 * are left to columns_line().  tests/unit/test_plain_lines.c compares the two.
 */
#include <string.h>

#include "formats/columns.h"
#include "formats/plain_lines.h"
#include "formats/plain_tables.h"

static inline bool
is_letter(char c)
{
	return ((unsigned)(c | 0x20) - 'a' < 26);
}

/* The words of an operation, if each is one letter or digit. */
static bool
add_words(struct columns_plan *plan, const char *words, unsigned op)
{
	for (const char *s = words; *s != '\0'; s += s[1] == '\0' ? 1 : 2) {
		unsigned char c = (unsigned char)*s;

		if ((!is_letter(*s) && (unsigned)*s - '0' > 9) ||
		    (s[1] != '\0' && s[1] != '|'))
			return (false);
		if (plan->op[c] == 0)
			plan->op[c] = (uint8_t)(1 + op);
		if (s[1] == '|' && s[2] == '\0')
			return (false);
	}
	return (true);
}

/* By letter or word; a letter means what it does in read_op(). */
static bool
compile_ops(struct columns_plan *plan, const struct columns_params *p)
{
	static const char *const letters[] = {
		[ACCESS_READ] = "rRlL",
		[ACCESS_WRITE] = "wWsS",
		[ACCESS_MODIFY] = "mM",
		[ACCESS_FETCH] = "iIxXfF",
	};

	plan->whole_words = true;
	for (unsigned op = 0; op <= ACCESS_FETCH; op++) {
		if (p->words[op] == NULL)
			continue;
		plan->whole_words = false;
		if (!add_words(plan, p->words[op], op))
			return (false);
	}
	for (unsigned op = 0; op <= ACCESS_FETCH; op++)
		for (const char *s = letters[op];
		     p->words[op] == NULL && *s != '\0'; s++)
			if (plan->op[(unsigned char)*s] == 0)
				plan->op[(unsigned char)*s] = (uint8_t)(1 + op);
	return (true);
}

void
columns_compile(struct columns *c)
{
	static const char known[] = "\t,;:|";
	struct columns_plan *plan = &c->plan;
	const struct columns_params *p = c->params;

	if (c->last > COLUMNS_PLAN || !compile_ops(plan, p))
		return;
	if (c->delim != '\0' && c->delim != ' ' &&
	    strchr(known, c->delim) == NULL)
		return;
	for (const char *s = known; *s != '\0'; s++)
		plan->separates[(unsigned char)*s] =
		    c->delim == '\0' ? *s != '|' : *s == c->delim;
	plan->separates[' '] = c->delim == '\0' || c->delim == ' ';
	plan->separates['\t'] |= c->delim == ' ';
	for (unsigned i = 0; i < COLUMNS_PLAN; i++)
		plan->role[i] = ROLES;
	for (unsigned r = 0; r < ROLES; r++)
		if (p->field[r] > 0)
			plan->role[p->field[r] - 1] = (uint8_t)r;
	plan->unit = columns_time_ns(p);
	plan->picoseconds = p->time_unit == TIME_PS;
	plan->by_page = c->numbers.by_page;
	plan->n = (unsigned)c->last;
}

static always_inline void
take_op(const struct columns_plan *plan, struct plain_line *l)
{
	l->op = plan->op[(unsigned char)*l->p++];
	l->good &= l->op != 0;
	if (plan->whole_words)
		while (l->good && is_letter(*l->p))
			l->p++;
}

/* A time with a fraction or without. */
static always_inline void
take_time(const struct columns_plan *plan, struct plain_line *l)
{
	uint64_t unit = plan->unit, part = 0;
	const char *start = l->p;

	l->time = plain_number(&l->p, false, &(bool){ false });
	l->good &= l->p > start;
	if (*l->p == '.')
		while ((unsigned)*++l->p - '0' < 10) {
			unit /= 10;
			part += unit * ((unsigned)*l->p - '0');
		}
	if (plan->picoseconds)
		l->time /= PS_NS;
	l->good &= !__builtin_mul_overflow(l->time, plan->unit, &l->time) &&
		   !__builtin_add_overflow(l->time, part, &l->time) &&
		   l->time != NO_TIME;
}

/* A field that is not used. */
static always_inline void
skip_field(const struct columns_plan *plan, struct plain_line *l)
{
	const char *start = l->p;

	l->good &= *start != ' ' && *start != '\t' && *start != '"';
	while (*l->p != '\n' && !plan->separates[(unsigned char)*l->p] &&
	       l->p - start < WINDOW_SLACK / 2)
		l->p++;
	l->good &= l->p > start;
}

static always_inline void
take_number(unsigned role, bool hex, struct plain_line *l)
{
	const char *start;
	uint64_t v;

	if (role == ROLE_ADDR && l->p[0] == '0' && l->p[1] == 'x') {
		l->p += 2;
		l->letter = hex = true;
	}
	start = l->p;
	if (role == ROLE_ADDR)
		l->addr = hex ? plain_number(&l->p, true, &l->letter)
			      : plain_number(&l->p, false, &l->letter);
	else
		v = plain_number(&l->p, false, &(bool){ false });
	l->good &= l->p > start;
	if (role == ROLE_SIZE)
		l->size = v;
	if (role == ROLE_PID) {
		l->good &= v <= PID_MAX;
		l->pid = v & PID_MAX;
	}
}

/* The line, field by field. */
static always_inline struct plain_line
read_fields(
    const struct columns_plan *plan, bool hex, const struct plain_place *at)
{
	struct plain_line l = PLAIN_LINE(at->p);

	if (unlikely(*at->p == '#' || *at->p == ';'))
		l.good = false;
#pragma GCC unroll 4
	for (unsigned i = 0; i < plan->n; i++) {
		unsigned role = plan->role[i];

		if (i > 0)
			l.good &= plan->separates[(unsigned char)*l.p++];
		if (unlikely(!l.good))
			return (l);
		if (role == ROLE_OP)
			take_op(plan, &l);
		else if (role == ROLE_TIME)
			take_time(plan, &l);
		else if (role == ROLES)
			skip_field(plan, &l);
		else
			take_number(role, hex, &l);
	}
	if (unlikely(!l.good))
		return (l);
	if (*l.p != '\n' && plan->separates[(unsigned char)*l.p]) {
		l.p = at->end + 1;
	} else {
		l.good = plain_line_end(&l.p);
	}
	l.good &= !plan->by_page || l.size == 1;
	return (l);
}

static always_inline struct plain_line
read_any(void *how, bool hex, const struct plain_place *at)
{
	const struct columns_plan *plan = how;

	return (read_fields(plan, hex, at));
}

/* Lines of which every field up to the last that is used is an operation or a
 * number without a fraction are the rows of a table. */
struct columns_table {
	struct columns *c;
	char separator;
	bool prefix;   /* addresses have 0x */
	unsigned addr; /* their column */
};

static bool
is_table(const struct columns_plan *plan)
{
	for (unsigned i = 0; i < plan->n; i++)
		if (plan->role[i] == ROLES || plan->role[i] == ROLE_TIME)
			return (false);
	return (plan->n <= PLAIN_COLUMNS);
}

static void
table_layout(void *how, const char *p, const char *end, struct plain_layout *l)
{
	struct columns_table *x = how;
	const struct columns_plan *plan = &x->c->plan;
	const char *s = p;

	while (s < end && !plan->separates[(unsigned char)*s])
		s++;
	x->separator = *s == '\t' && plan->separates[' '] ? ' ' : *s;
	l->separator = x->separator;
	for (unsigned i = 0; i < plan->n; i++) {
		struct plain_column *c = &l->column[i];

		if (plan->role[i] == ROLE_ADDR) {
			x->addr = i;
			x->prefix = c->prefix = p[0] == '0' && p[1] == 'x';
			c->kind = c->prefix || x->c->numbers.hex
				      ? PLAIN_HEX
				      : PLAIN_DECIMAL;
		} else if (plan->role[i] != ROLE_OP) {
			c->kind = PLAIN_DECIMAL;
		}
		while (p < end && *p != *s)
			p++;
		p++;
	}
	l->columns = plan->n;
	for (; p < end && l->columns < PLAIN_COLUMNS; p++)
		l->columns += *p == *s;
}

static void
take_ops(const struct columns_plan *plan, struct plain_table *t,
    unsigned column, struct plain_accesses *a)
{
	for (unsigned i = 0; i < t->rows; i++) {
		const char *end, *s = plain_cell(t, i, column, &end);
		unsigned v = plan->op[(unsigned char)*s++];

		while (plan->whole_words && s < end && is_letter(*s))
			s++;
		if (unlikely(v == 0 || s != end))
			t->rows = i;
		a->half[i] |= (v - 1) << PLAIN_OP;
	}
}

static void
table_make(void *how, struct plain_table *t, struct plain_accesses *a,
    not_used bool timed)
{
	const struct columns_table *x = how;
	const struct columns_plan *plan = &x->c->plan;

	memset(a->half, 0, t->rows * sizeof(a->half[0]));
	for (unsigned i = 0; i < plan->n; i++) {
		const uint64_t *v = t->value[i];

		if (plan->role[i] == ROLE_OP)
			take_ops(plan, t, i, a);
		for (unsigned k = 0; plan->role[i] == ROLE_PID && k < t->rows;
		     k++) {
			if (unlikely(v[k] > PID_MAX))
				t->rows = k;
			a->half[k] |= v[k] & PID_MAX;
		}
		if (plan->role[i] != ROLE_SIZE)
			continue;
		a->size = v;
		for (unsigned k = 0; plan->by_page && k < t->rows; k++)
			if (unlikely(v[k] != 1))
				t->rows = k;
	}
	a->addr = t->value[x->addr];
}

static void
table_took(void *how, const struct plain_table *t, unsigned rows)
{
	const struct columns_table *x = how;

	plain_see_letters(&x->c->numbers, t, x->addr, rows, x->prefix);
}

void
columns_bulk(void *state, struct window *w, struct sink *to)
{
	struct columns *c = state;
	struct columns_table x = { .c = c };
	const struct plain_rows rows = { .layout = table_layout,
		.make = table_make,
		.took = table_took,
		.how = &x,
		.n = &c->numbers };

	if (c->skip > 0 || c->plan.n == 0)
		return;
	if (is_table(&c->plan))
		plain_take_rows(&rows, w, to);
	else
		plain_take_lines(read_any, &c->plan, '\n', &c->numbers, w, to);
}
