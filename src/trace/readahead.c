/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The caller's side.  What the caller reads by itself is read with the same
 * calls, so that it gets the same batches.
 */
#include "trace/readahead.h"

#include <assert.h>

#include "base/mem.h"
#include "trace/batch_ring.h"

/* Batches that the caller reads before the thread begins. */
#define ALONE 2

struct readahead {
	struct trace *t;
	bool may_run; /* a thread may be started */
	bool timed;
	unsigned alone; /* batches that the caller has read */
	struct mem *m;
	struct access *access; /* a batch that the caller reads */
	uint64_t *time;

	/* While there is a thread. */
	struct batch_ring *ring;  /* NULL: there is none */
	struct trace_facts facts; /* of the time when it began */
	uint64_t total;
	size_t in_piece;   /* of the batch: references that were taken */
	struct piece last; /* the batch before, for what it counted */
};

int
readahead_open(struct readahead **out, const struct trace_spec *spec,
    bool timed, struct err *err)
{
	struct mem *m = mem_open();
	struct readahead *r = mem_alloc(m, sizeof(*r));

	*out = NULL;
	if (trace_open(&r->t, spec, err) != 0) {
		mem_close(m);
		return (-1);
	}
	r->m = m;
	r->timed = timed;
	/* A strict batch is one record, and cheaper to read than to hand on. */
	r->may_run =
	    spec->ahead && !spec->settings->strict && spec->text == NULL;
	r->access = mem_array(m, READAHEAD_BATCH, sizeof(*r->access));
	if (timed)
		r->time = mem_array(m, READAHEAD_BATCH, sizeof(*r->time));
	*out = r;
	return (0);
}

void
readahead_want_times(struct readahead *r)
{
	if (r->time == NULL)
		r->time = mem_array(r->m, READAHEAD_BATCH, sizeof(*r->time));
	r->timed = true;
}

/* Whether a thread has the trace; it begins here. */
static bool
runs(struct readahead *r, bool refs)
{
	if (r->may_run && r->alone++ == ALONE) {
		r->may_run = false;
		trace_tell(r->t, &r->facts);
		trace_progress(r->t, &r->last.done, &r->total);
		r->ring = batch_ring_start(r->m, r->t, r->timed, refs);
	}
	assert(r->ring == NULL || batch_ring_of_refs(r->ring) == refs);
	return (r->ring != NULL);
}

/* From now on the trace is the caller's. */
static void
join(struct readahead *r)
{
	batch_ring_join(r->ring, false);
	r->ring = NULL;
}

/* The next batch of the ring; NULL: an error, or the trace is the caller's. */
static const struct chunk *
next_piece(
    struct readahead *r, const struct piece **p, int *failed, struct err *err)
{
	const struct chunk *c = batch_ring_next(r->ring, p, failed, err);

	if (c == NULL)
		join(r);
	return (c);
}

/* At most so many of the batch, and behind the last one its event; what is in
 * the chunk stays valid. */
static void
take_piece(struct readahead *r, const struct chunk *c, const struct piece *p,
    uint64_t most, struct batch *b)
{
	size_t left = p->n - r->in_piece, from = p->from + r->in_piece;

	*b = (struct batch){ .n = left, .event = p->event, .at = p->at };
	if (c->access != NULL)
		b->access = c->access + from;
	if (c->time != NULL)
		b->time = c->time + from;
	if (left > most) {
		b->n = (size_t)most;
		b->event.kind = EVENT_NONE;
		/* Only references are taken in parts; each is a record. */
		b->at.line -= left - b->n;
		r->in_piece += b->n;
		return;
	}
	r->last = *p;
	r->in_piece = 0;
	batch_ring_advance(r->ring);
	if (p->n == 0 && p->event.kind == EVENT_NONE)
		join(r);
}

int
readahead_next(struct readahead *r, struct batch *b, struct err *err)
{
	const struct piece *p;
	int failed = 0;

	if (runs(r, false)) {
		const struct chunk *c = next_piece(r, &p, &failed, err);

		if (c != NULL) {
			take_piece(r, c, p, UINT64_MAX, b);
			return (0);
		}
		if (failed != 0)
			return (-1);
	}
	*b = (struct batch){ .access = r->access, .time = r->time };
	if (trace_next_timed(r->t, r->access, r->time, READAHEAD_BATCH, &b->n,
		&b->event, err) != 0)
		return (-1);
	b->at = trace_where(r->t);
	return (0);
}

int
readahead_refs(struct readahead *r, struct trace_refs *refs, size_t most,
    struct batch *b, struct err *err)
{
	const struct piece *p;
	int failed = 0;

	if (runs(r, true)) {
		const struct chunk *c = next_piece(r, &p, &failed, err);

		if (c != NULL) {
			*refs = (struct trace_refs){ .ref = c->ref + p->from +
							    r->in_piece,
				.page = batch_ring_pages(r->ring),
				.npage = p->npage };
			take_piece(r, c, p, most, b);
			refs->n = b->n;
			return (0);
		}
		if (failed != 0)
			return (-1);
	}
	*b = (struct batch){ .n = 0 };
	if (trace_next_refs(r->t, refs, most, &b->event, err) != 0)
		return (-1);
	b->n = refs->n;
	b->at = trace_where(r->t);
	return (0);
}

int
readahead_pass(
    struct readahead *r, uint64_t most, struct batch *b, struct err *err)
{
	const struct piece *p;
	int failed = 0;

	if (r->ring != NULL) {
		const struct chunk *c;

		batch_ring_stop(r->ring);
		c = next_piece(r, &p, &failed, err);
		if (c != NULL) {
			take_piece(r, c, p, most, b);
			return (0);
		}
		if (failed != 0)
			return (-1);
	}
	*b = (struct batch){ .n = 0 };
	if (trace_pass(r->t, most, &b->n, &b->event, err) != 0)
		return (-1);
	b->at = trace_where(r->t);
	return (0);
}

void
readahead_close(struct readahead *r)
{
	if (r == NULL)
		return;
	if (r->ring != NULL)
		batch_ring_join(r->ring, true);
	trace_close(r->t);
	mem_close(r->m);
}

bool
readahead_has_refs(const struct readahead *r)
{
	return (trace_has_refs(r->t));
}

unsigned
readahead_carries(const struct readahead *r)
{
	return (trace_carries(r->t));
}

void
readahead_progress(const struct readahead *r, uint64_t *done, uint64_t *total)
{
	if (r->ring == NULL) {
		trace_progress(r->t, done, total);
		return;
	}
	*done = r->last.done;
	*total = r->total;
}

void
readahead_tell(const struct readahead *r, struct trace_facts *facts)
{
	uint64_t changes = facts->changes;

	if (r->ring == NULL) {
		trace_tell(r->t, facts);
		return;
	}
	*facts = r->facts;
	facts->changes = changes;
	facts->accesses = r->last.accesses;
	facts->straddles = r->last.straddles;
	facts->ignored = r->last.ignored;
	facts->malformed = r->last.malformed;
}
