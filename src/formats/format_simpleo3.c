/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * simpleo3: "12 20734016 20841280" is so many instructions without an access,
 * the address of a load and, where a line is evicted from the cache, that of
 * the store that writes it back.  The first number is not used.
 *
 * Source: Ramulator 2, the frontend SimpleO3.  Its numbers are decimal, and
 * nothing shows what they are, so no file is taken for it.
 */
#include "formats/plain_lines.h"

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

static void
simpleo3_bulk(void *state, struct window *w, struct sink *to)
{
	if (!((const struct simpleo3 *)state)->behind_load)
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
