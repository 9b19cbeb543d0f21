/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * simpleo3: "12 20734016 20841280" is so many instructions without an access,
 * the address of a load and, where a line is evicted from the cache, that of
 * the store that writes it back.  The first number is not used.
 *
 * Source: Ramulator 2, the frontend SimpleO3.  Its numbers are decimal, and
 * nothing shows what they are, so no file is taken for it.
 */
#include "formats/plain_put.h"

struct simpleo3 {
	struct numbers numbers; /* the first member */
	bool behind_load;       /* the next record is the store of the line */
};

static bool
skip_count(const char **p, const char *end)
{
	uint64_t v;

	if (field_decimal(p, end, &v) != FIELD_OK || !field_ends(*p, end))
		return (false);
	field_blanks(p, end);
	return (true);
}

static enum record_kind
simpleo3_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct simpleo3 *st = state;
	struct numbers *n = &st->numbers;
	bool store = st->behind_load;
	const char *p = s, *start;
	uint64_t addr;
	enum record_kind kind;

	st->behind_load = false;
	field_blanks(&p, end);
	if (!store && !skip_count(&p, end))
		return (record_malformed(
		    rec, p, "a number of instructions belongs here"));
	start = p;
	kind = numbers_take(n, rec, &p, end, &addr);
	if (kind != RECORD_ACCESS)
		return (kind);
	if (store && p != end)
		return (record_malformed(rec, p, WHY_MORE));
	if (p != end) {
		rec->rest = p;
		st->behind_load = true;
	}
	return (numbers_access(
	    n, rec, start, addr, store ? ACCESS_WRITE : ACCESS_READ));
}

/* Reads the address at *p, which is moved behind it. */
static always_inline bool
read_plain(const char **p, bool hex, struct plain_line *l)
{
	l->p = *p;
	l->good = plain_any(hex, l);
	*p = l->p;
	return (l->good);
}

static always_inline bool
take_plain(struct numbers *n, bool hex, struct plain_run *r, const char *p)
{
	struct plain_line load = PLAIN_LINE(p), store = load;
	const char *start = p, *record = p;
	bool pair;

	(void)plain_number(&p, false, &(bool){ false });
	if (p == start || *p++ != ' ' || !read_plain(&p, hex, &load))
		return (false);
	pair = *p == ' ';
	store.addr = load.addr;
	store.op = 1 + ACCESS_WRITE;
	if (pair) {
		record = ++p;
		if (!read_plain(&p, hex, &store))
			return (false);
	}
	if (unlikely(!plain_line_end(&p) || r->c->cap - r->n < 2 ||
		     !plain_fits(n, r->c, load.addr) ||
		     !plain_fits(n, r->c, store.addr)))
		return (false);
	plain_put_one(n, r->c, r->n, load.addr, 0, ACCESS_READ);
	plain_put_one(n, r->c, r->n + 1, store.addr, 0, ACCESS_WRITE);
	plain_keep(n, &load);
	if (pair)
		plain_keep(n, &store);
	r->n += 1 + pair;
	r->accesses += 1 + pair;
	r->more += pair;
	r->record = record;
	return (true);
}

static always_inline bool
take_line(void *how, struct plain_run *r, const struct plain_place *at)
{
	struct simpleo3 *st = how;
	struct numbers *n = &st->numbers;

	return (n->hex ? take_plain(n, true, r, at->p)
		       : take_plain(n, false, r, at->p));
}

/* The fields of a block of lines, whose numbers are decimal. */
struct fields {
	struct plain_index ix;
	struct plain_table t; /* one column */
	struct plain_accesses a;
	uint16_t start[PLAIN_ROWS]; /* of the last record, less one */
	unsigned taken, lines;      /* fields, and the lines they are */
};

/* Makes accesses of the whole lines of two or three fields; t.rows becomes how
 * many. */
static void
make_accesses(struct fields *f, uint64_t most)
{
	const char *const base = f->ix.base;
	const uint16_t *const end = f->ix.end;
	const uint64_t *const value = f->t.value[0];
	uint64_t *const addr = f->a.own_addr;
	uint32_t *const half = f->a.half;
	const unsigned fields = f->t.rows;
	unsigned n = 0, i = 0, lines = 0, record = 0;

	for (; i + 2 <= fields && base[end[i + 1]] != '\n'; lines++) {
		const bool store = base[end[i + 2]] != '\n';

		if (unlikely(value[i + 1] > most) ||
		    (store && (i + 3 > fields || base[end[i + 3]] != '\n' ||
				  value[i + 2] > most)))
			break;
		addr[n] = value[i + 1];
		half[n++] = (uint32_t)ACCESS_READ << PLAIN_OP;
		record = i;
		if (store) {
			addr[n] = value[i + 2];
			half[n++] = (uint32_t)ACCESS_WRITE << PLAIN_OP;
			record = i + 2;
		}
		i += 2 + store;
	}
	f->taken = i;
	f->lines = lines;
	f->t.rows = n;
	f->start[n > 0 ? n - 1 : 0] = end[record];
}

/* Takes the plain lines of a block, which the batch has room for; returns how
 * many fields. */
static unsigned
take_block(struct fields *f, struct numbers *n, struct plain_run *r,
    enum isa isa, size_t bytes)
{
	static const struct plain_column number = { .kind = PLAIN_DECIMAL };
	struct plain_index *ix = &f->ix;
	struct plain_table *t = &f->t;

	plain_index(ix, isa, r->p, bytes, ' ', true);
	t->base = ix->base;
	t->end = ix->end;
	t->columns = 1;
	t->rows = ix->ends < PLAIN_ROWS ? ix->ends : PLAIN_ROWS;
	t->returns = false;
	plain_column(t, isa, 0, &number);
	make_accesses(f, n->by_page ? UINT64_MAX >> r->c->shift : UINT64_MAX);
	if (f->taken == 0)
		return (0);
	plain_accesses_begin(&f->a, n);
	f->a.addr = f->a.own_addr;
	t->end = f->start;
	r->more += t->rows - f->lines;
	r->lines += f->lines;
	plain_put_table(n, r, isa, t, &f->a);
	r->p = ix->base + ix->end[f->taken] + 1;
	return (f->taken);
}

static void
take_blocks(struct numbers *n, struct window *w, struct sink *to)
{
	struct splitter *c = &to->split;
	struct plain_run r = {
		.c = c, .p = w->p, .record = w->record, .n = c->n
	};
	size_t block = PLAIN_BLOCK_FIRST;
	unsigned taken = 1;
	struct fields f;

	if (r.p - w->front < PLAIN_BEFORE)
		return;
	while (taken > 0 && r.p < w->end && c->cap - r.n >= PLAIN_ROWS) {
		size_t left = (size_t)(w->end - r.p);
		const char *from = r.p;

		taken =
		    take_block(&f, n, &r, to->isa, left < block ? left : block);
		/* Two more may be those of a line that is not whole. */
		block = plain_next_block(block,
		    taken + 2 < PLAIN_ROWS ? taken : PLAIN_ROWS,
		    (size_t)(r.p - from));
	}
	plain_end(&r, w, to);
}

/* Lines that are left by take_blocks(). */
static void
simpleo3_bulk(void *state, struct window *w, struct sink *to)
{
	struct simpleo3 *st = state;

	if (st->behind_load)
		return;
	if (!st->numbers.hex)
		take_blocks(&st->numbers, w, to);
	plain_each_line(take_line, state, '\n', w, to);
}

const struct trace_format trace_format_simpleo3 = {
	.name = "simpleo3",
	.summary = "instructions, a load and a write-back, for Ramulator",
	.carries = CARRIES_WRITES,
	.by_name = true,
	.params = numbers_decimal,
	.params_size = sizeof(struct number_spec),
	.state_size = sizeof(struct simpleo3),
	.open = numbers_open,
	.tell = numbers_tell,
	.line = simpleo3_line,
	.bulk = simpleo3_bulk,
};
