/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * oraclegeneral: requests of libCacheSim, packed and little-endian.
 *
 *	 0  time, seconds (4)
 *	 4  object (8)
 *	12  size, bytes (4)
 *	16  the next request of the object (8)		opns: 19
 *					opns: operation (1), namespace (2)
 *
 * Source: libCacheSim, oracleGeneralBin.h.  The next request is not used: OPT
 * computes it.  Nor is the namespace: an object has one number in all of them.
 */
#include "formats/objects.h"
#include "formats/oracle.h"
#include "trace/bytes.h"

struct oracle {
	struct objects objects;
	size_t size; /* of a record, in bytes */
};

static const char *const layout_names[] = { "general", "opns", NULL };

static const struct param oracle_params[] = {
	{ "layout", PARAM_CHOICE, offsetof(struct oracle_params, layout),
	    "general", 0, 0, layout_names, NULL,
	    "24 bytes a record, or 27 with operation and namespace" },
	{ .name = NULL },
};

static int
oracle_open(void *state, const void *params, not_used struct err *err)
{
	const struct oracle_params *p = params;
	struct oracle *s = state;

	s->size = p->layout == LAYOUT_OPNS ? ORACLE_OPNS_BYTES : ORACLE_BYTES;
	return (0);
}

static void
oracle_close(void *state)
{
	struct oracle *s = state;

	objects_close(&s->objects);
}

/* Records ahead whose slot is fetched, where the slots do not fit a
 * second-level cache. */
#define AHEAD      8
#define SLOTS_NEAR 16384

/* Requests to objects that were seen before, of the layout without operations.
 */
static always_inline void
take_seen(
    const struct objects *o, struct window *w, struct splitter *c, bool far)
{
	const char *p = w->p, *end = w->end;
	size_t n = c->n, most = (size_t)(end - p) / ORACLE_BYTES;
	struct access *out = c->out;

	if (most > c->cap - n)
		most = c->cap - n;
	for (most += n; n < most; n++, p += ORACLE_BYTES) {
		const struct object *slot = objects_slot(o, bytes_le64(p + 4));

		if (far && (size_t)(end - p) >= (AHEAD + 1) * ORACLE_BYTES)
			__builtin_prefetch(
			    &o->slot[objects_hash(bytes_le64(
					 p + AHEAD * ORACLE_BYTES + 4)) &
				     o->mask]);
		if (slot->number == 0 || bytes_le32(p + 12) == 0)
			break;
		if (c->time != NULL)
			c->time[n] = bytes_le32(p) * SECOND_NS;
		access_put_byte(&out[n],
		    (vaddr_t)(slot->number - 1) << c->shift, ACCESS_READ);
	}
	if (n == c->n)
		return;
	w->taken += n - c->n;
	c->accesses += n - c->n;
	c->n = n;
	w->record = p - ORACLE_BYTES;
	w->number = w->taken;
	w->p = p;
}

static void
take_some(const struct objects *o, struct window *w, struct splitter *c)
{
	if (o->slot == NULL)
		return;
	if (o->mask < SLOTS_NEAR)
		take_seen(o, w, c, false);
	else
		take_seen(o, w, c, true);
}

static int
oracle_decode(void *state, struct window *w, struct sink *to, struct err *err)
{
	struct oracle *s = state;
	struct record rec;

	while (!sink_full(to)) {
		const char *p;
		unsigned op;
		int kind;

		if (s->size != ORACLE_OPNS_BYTES && !to->strict)
			take_some(&s->objects, w, &to->split);
		if (sink_full(to) || !record_take(w, s->size, &rec))
			break;
		p = rec.start;
		op = s->size == ORACLE_OPNS_BYTES ? (unsigned char)p[16] : 0;
		kind = objects_request(&s->objects, &rec, bytes_le64(p + 4),
		    bytes_le32(p + 12), op, err);

		rec.time = bytes_le32(p) * SECOND_NS;
		if (kind < 0 ||
		    record_put(w, to, (enum record_kind)kind, &rec, err) != 0)
			return (-1);
	}
	return (0);
}

const struct trace_format trace_format_oraclegeneral = {
	.name = "oraclegeneral",
	.summary = "requests of libCacheSim, 24 or 27 bytes each",
	.carries = CARRIES_WRITES | CARRIES_PAGES | CARRIES_TIME,
	.numbers = "objects",
	.params = oracle_params,
	.params_size = sizeof(struct oracle_params),
	.state_size = sizeof(struct oracle),
	.open = oracle_open,
	.close = oracle_close,
	.decode = oracle_decode,
	.encoder = &oracle_encoder,
};
