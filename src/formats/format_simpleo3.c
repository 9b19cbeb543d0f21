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

/* A plain line: the address of its load, and that of its store if it has one.
 */
struct plain_pair {
	struct plain_line load, store;
	const char *store_at; /* NULL: there is no store */
	const char *p;        /* behind the line */
	bool good;
};

static always_inline struct plain_pair
read_plain(const char *p, bool hex)
{
	struct plain_pair t = {
		.load = PLAIN_LINE(p), .store = PLAIN_LINE(p), .p = p
	};

	(void)plain_number(&t.p, false, &(bool){ false });
	if (t.p == p || *t.p != ' ')
		return (t);
	t.load.p = t.p + 1;
	plain_take(NULL, PLAIN_ANY, hex, &t.load);
	t.p = t.load.p;
	if (*t.p == ' ') {
		t.store_at = t.store.p = t.p + 1;
		t.store.op = 1 + ACCESS_WRITE;
		plain_take(NULL, PLAIN_ANY, hex, &t.store);
		t.p = t.store.p;
	}
	t.good = t.load.good && t.store.good && plain_line_end(&t.p);
	return (t);
}

static void
simpleo3_bulk(void *state, struct window *w, struct sink *to)
{
	struct simpleo3 *st = state;
	struct numbers *n = &st->numbers;
	struct splitter *c = &to->split;
	const char *p = w->p, *record = w->record;
	uint64_t lines = 0;
	size_t k = c->n;

	if (st->behind_load)
		return;
	for (; p < w->end && k + 1 < c->cap; lines++) {
		struct plain_pair t =
		    n->hex ? read_plain(p, true) : read_plain(p, false);
		bool pair = t.store_at != NULL;
		struct access a, b;

		if (unlikely(!t.good || !plain_access(0, n, c, &t.load, &a) ||
			     !plain_access(0, n, c, &t.store, &b)))
			break;
		c->out[k++] = a;
		plain_keep(n, &t.load);
		if (pair) {
			c->out[k++] = b;
			plain_keep(n, &t.store);
		}
		record = pair ? t.store_at : p;
		p = t.p;
	}
	c->accesses += k - c->n;
	c->more += k - c->n - lines;
	c->n = k;
	w->record = record;
	w->taken += lines;
	w->p = p;
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
