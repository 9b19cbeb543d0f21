/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * objectcsv: requests to a cache of objects, a line each, as libCacheSim reads
 * them with --trace-type=csv.
 *
 *	-f objectcsv:time=1,id=2,size=3,header=1	time,obj,size
 *							12,ab34,4096
 *
 * Fields are counted from 1, as in libCacheSim (time-col, obj-id-col and
 * obj-size-col), and cut as format columns does it.  An object that is no
 * number is known by a hash of 64 bits of its name.
 *
 * Source: libCacheSim, doc/quickstart_cachesim.md.
 */
#include <xxhash.h>

#include "formats/column_fields.h"
#include "formats/objects.h"
#include "formats/plain_tables.h"
#include "trace/fields.h"

#define FIELD_MAX UINT64_C(255)

struct objectcsv_params {
	uint64_t time, id, size; /* fields; 0: there is none */
	uint64_t header;
	const char *delim;
};

/* Which fields are what in lines that are read in bulk. */
struct objectcsv_order {
	uint64_t time, id, size; /* 0: there is none */
	uint64_t last;           /* that is used; 0: all go line by line */
};

struct objectcsv {
	struct objects objects;
	const struct objectcsv_params *params;
	struct objectcsv_order order;
	uint64_t skip; /* lines of the header that are left */
	char delim;
};

#define FIELD(name, dflt, least, text)                                         \
	{                                                                      \
#name, PARAM_COUNT, offsetof(struct objectcsv_params, name),   \
		    dflt, least, FIELD_MAX, NULL, NULL, text                   \
	}

static const struct param objectcsv_params[] = {
	FIELD(time, "1", 0, "the field with the time in seconds; 0: none"),
	FIELD(id, "2", 1, "the object, a number or a name"),
	FIELD(size, "3", 0,
	    "its bytes, of which 0 is no request; 0: there is no such field"),
	{ "delim", PARAM_TEXT, offsetof(struct objectcsv_params, delim),
	    "comma", 0, 0, NULL, NULL,
	    "what separates fields: one character, or blank, tab, comma, "
	    "semicolon, colon or bar" },
	{ "header", PARAM_COUNT, offsetof(struct objectcsv_params, header),
	    NULL, 0, 1000, NULL, NULL, "lines at the head that are left out" },
	{ .name = NULL },
};

static void
set_order(struct objectcsv *c)
{
	const struct objectcsv_params *p = c->params;
	uint64_t last = p->time > p->id ? p->time : p->id;

	c->order = (struct objectcsv_order){
		.time = p->time, .id = p->id, .size = p->size
	};
	if (c->delim != ' ' && last <= PLAIN_COLUMNS &&
	    p->size <= PLAIN_COLUMNS && p->time != p->id && p->id != p->size &&
	    (p->time != p->size || p->time == 0))
		c->order.last = last > p->size ? last : p->size;
}

static int
objectcsv_open(void *state, const void *values, struct err *err)
{
	const struct objectcsv_params *p = values;
	struct objectcsv *c = state;

	c->params = p;
	c->skip = p->header;
	if (column_delim(p->delim, &c->delim) != 0)
		return (err_set(err, ERR_USAGE,
		    "trace format objectcsv: bad delim '%.20s' (one "
		    "character, or blank, tab, comma, semicolon, colon or bar)",
		    p->delim));
	set_order(c);
	return (0);
}

static void
objectcsv_close(void *state)
{
	struct objectcsv *c = state;

	objects_close(&c->objects);
}

/* A number that is the whole field. */
static bool
is_number(const struct column_field *f, uint64_t *v)
{
	const char *p = f->p;

	return (field_decimal(&p, f->end, v) == FIELD_OK && p == f->end);
}

static enum record_kind
request(struct objectcsv *c, const struct column_field f[3], struct record *rec)
{
	const struct objectcsv_params *p = c->params;
	uint64_t id, size = 1, time = 0;
	const char *s = f[0].p;
	struct err err;
	int kind;

	if (p->time > 0 &&
	    (field_scaled(&s, f[0].end, 9, &time) != FIELD_OK || s != f[0].end))
		return (record_malformed(
		    rec, f[0].p, "a time in seconds belongs here"));
	if (column_absent(&f[1]))
		return (
		    record_malformed(rec, f[1].p, "an object belongs here"));
	if (p->size > 0 && !is_number(&f[2], &size))
		return (record_malformed(
		    rec, f[2].p, "a size in bytes belongs here"));
	if (!is_number(&f[1], &id))
		id = XXH3_64bits(f[1].p, (size_t)(f[1].end - f[1].p));
	kind = objects_request(&c->objects, rec, id, size, 0, &err);
	if (kind < 0)
		return (record_fatal(
		    rec, f[1].p, "there is no memory for more objects"));
	if (p->time > 0)
		rec->time = time;
	return ((enum record_kind)kind);
}

static enum record_kind
objectcsv_line(void *state, const char *s, const char *end, struct record *rec)
{
	struct objectcsv *c = state;
	const uint64_t at[] = { c->params->time, c->params->id,
		c->params->size };
	const struct column_rule rule = { c->delim, true };
	struct column_field f[3], field;
	const char *p = s;

	if (c->skip > 0) {
		c->skip--;
		return (RECORD_HEAD);
	}
	rec->start = s;
	for (int i = 0; i < 3; i++)
		f[i] = (struct column_field){ .p = end, .end = end };
	for (uint64_t k = 1; p < end && k <= FIELD_MAX; k++) {
		if (!column_take(rule, &p, end, &field))
			return (record_malformed(
			    rec, field.p - 1, "quotes that are not closed"));
		for (int i = 0; i < 3; i++)
			if (at[i] == k)
				f[i] = field;
	}
	return (request(c, f, rec));
}

/* The page of an object; false: there is no memory yet for a new one. */
static always_inline bool
plain_object(struct objects *o, uint64_t id, uint64_t *page)
{
	struct object *slot;

	if (2 * (uint64_t)o->n >= o->mask)
		return (false);
	slot = objects_slot(o, id);
	if (unlikely(slot->number == 0)) {
		if (o->n == LISTED_PAGES_MAX)
			return (false);
		*slot = (struct object){ id, ++o->n };
	}
	*page = slot->number - 1;
	return (true);
}

/* As many columns as the first line has; quotes go line by line. */
static void
objectcsv_layout(
    void *how, const char *p, const char *end, struct plain_layout *l)
{
	const struct objectcsv *c = how;
	const struct objectcsv_order *at = &c->order;

	l->separator = c->delim;
	l->columns = 1;
	for (; p < end; p++)
		l->columns += *p == c->delim;
	if (l->columns < at->last || l->columns > PLAIN_COLUMNS)
		l->columns = PLAIN_COLUMNS;
	l->column[at->id - 1].kind = PLAIN_DECIMAL;
	if (at->size > 0)
		l->column[at->size - 1].kind = PLAIN_DECIMAL;
}

/* Whether all fields are there, and none is in quotes. */
static bool
is_whole(const struct plain_table *t, unsigned row)
{
	for (unsigned i = 0; i < t->columns; i++) {
		const char *end, *s = plain_cell(t, row, i, &end);

		if (*s <= ' ' || *s == '"' || (i == 0 && *s == '#'))
			return (false);
	}
	return (true);
}

static void
objectcsv_make(
    void *how, struct plain_table *t, struct plain_accesses *a, bool timed)
{
	struct objectcsv *c = how;
	const struct objectcsv_order *at = &c->order;
	bool others;

	/* Numbers are whole. */
	others = t->columns > (at->time > 0) + 1U + (at->size > 0);
	if (at->time > 0)
		plain_times(t, (unsigned)at->time - 1, 9, timed, a);
	for (unsigned i = 0; i < t->rows; i++) {
		if (unlikely((others && !is_whole(t, i)) ||
			     (at->size > 0 && t->value[at->size - 1][i] == 0) ||
			     !plain_object(&c->objects, t->value[at->id - 1][i],
				 &a->own_addr[i])))
			t->rows = i;
		a->half[i] = (uint32_t)ACCESS_READ << PLAIN_OP;
	}
	a->addr = a->own_addr;
	a->by_page = true;
}

static void
objectcsv_bulk(void *state, struct window *w, struct sink *to)
{
	struct objectcsv *c = state;
	const struct plain_rows rows = {
		.layout = objectcsv_layout, .make = objectcsv_make, .how = state
	};

	if (c->skip == 0 && c->order.last > 0)
		plain_take_rows(&rows, w, to);
}

const struct trace_format trace_format_objectcsv = {
	.name = "objectcsv",
	.summary = "requests for objects, fields as the parameters say",
	.carries = CARRIES_PAGES | CARRIES_TIME,
	.numbers = "objects",
	.by_name = true,
	.params = objectcsv_params,
	.params_size = sizeof(struct objectcsv_params),
	.state_size = sizeof(struct objectcsv),
	.open = objectcsv_open,
	.close = objectcsv_close,
	.line = objectcsv_line,
	.bulk = objectcsv_bulk,
};
