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
#include "formats/plain_values.h"
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
	char delim;
};

static const struct objectcsv_order usual = { 1, 2, 3, 3, ',' };

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
		.time = p->time, .id = p->id, .size = p->size, .delim = c->delim
	};
	if (c->delim != ' ' && p->time != p->id && p->id != p->size &&
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
plain_object(struct objects *o, uint64_t id, struct plain_line *l)
{
	struct object *slot;

	if (2 * (uint64_t)o->n >= o->mask)
		return (false);
	slot = objects_slot(o, id);
	if (unlikely(slot->number == 0)) {
		if (o->n == PAGES_MAX)
			return (false);
		*slot = (struct object){ id, ++o->n };
	}
	l->addr = slot->number - 1;
	l->by_page = true;
	return (true);
}

/* A line without quotes, in which the object is a number. */
static always_inline struct plain_line
read_fields(struct objects *o, struct objectcsv_order order,
    const struct plain_place *at)
{
	struct plain_fields f = plain_fields(at, order.delim);
	struct plain_line l = PLAIN_LINE(at->p);
	uint64_t id = 0, size = 1;
	const char *rest;

	l.good = *at->p != '#';
	for (uint64_t k = 1; k <= order.last && l.good; k++) {
		const char *s = f.p, *stop = plain_stop(&f);

		l.good = k == order.last || *f.p == order.delim;
		f.p += k < order.last;
		if (k == order.id)
			l.good = l.good && plain_value(&f, s, stop, &id);
		else if (k == order.time)
			l.good =
			    l.good && plain_time(&f, s, stop, true, &l.time);
		else if (k == order.size)
			l.good = l.good && plain_value(&f, s, stop, &size);
		else
			l.good = l.good && *s > ' ' && *s != '"';
	}
	if (unlikely(l.good && *f.p == order.delim)) {
		rest = f.p;
		l.good = plain_rest(&f) &&
			 memchr(rest, '"', (size_t)(f.p - rest)) == NULL;
	} else {
		l.good = l.good && plain_line_end(&f.p);
	}
	l.good =
	    l.good && plain_done(&f) && size > 0 && plain_object(o, id, &l);
	l.p = f.p;
	return (l);
}

static always_inline struct plain_line
read_usual(void *how, not_used bool hex, const struct plain_place *at)
{
	struct objectcsv *c = how;

	return (read_fields(&c->objects, usual, at));
}

static always_inline struct plain_line
read_any(void *how, not_used bool hex, const struct plain_place *at)
{
	struct objectcsv *c = how;

	return (read_fields(&c->objects, c->order, at));
}

static void
objectcsv_bulk(void *state, struct window *w, struct sink *to)
{
	struct objectcsv *c = state;

	if (c->skip > 0 || c->order.last == 0)
		return;
	if (c->order.time == usual.time && c->order.id == usual.id &&
	    c->order.size == usual.size && c->order.delim == usual.delim)
		plain_take_lines(read_usual, c, c->order.delim, NULL, w, to);
	else
		plain_take_lines(read_any, c, c->order.delim, NULL, w, to);
}

const struct trace_format trace_format_objectcsv = {
	.name = "objectcsv",
	.summary = "requests for objects, fields as the parameters say",
	.carries = CARRIES_PAGES | CARRIES_TIME,
	.by_name = true,
	.params = objectcsv_params,
	.params_size = sizeof(struct objectcsv_params),
	.state_size = sizeof(struct objectcsv),
	.open = objectcsv_open,
	.close = objectcsv_close,
	.line = objectcsv_line,
	.bulk = objectcsv_bulk,
};
