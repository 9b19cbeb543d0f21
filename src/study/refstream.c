/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reader and address spaces, in step.  An event ends a batch: spaces change
 * only between batches, and a machine learns of it as changes of pages.
 */
#include "study/refstream.h"

/* Accesses a batch: 16 bytes each, so that a batch and the references made of
 * it stay within a second-level cache. */
#define BATCH 16384

struct refstream {
	struct trace *trace;
	struct spaces *spaces;
	uint64_t changes;
	struct access access[BATCH];
	struct reference reference[BATCH + REPLAY_AHEAD];
};

int
refstream_open(struct refstream **out, struct mem *m,
    const struct trace_spec *trace, const struct area_spec *declared,
    size_t ndeclared, struct err *err)
{
	struct refstream *w = mem_alloc(m, sizeof(*w));

	if (trace_open(&w->trace, trace, err) != 0)
		return (-1);
	if (spaces_open(&w->spaces, m, trace->settings, declared, ndeclared,
		err) != 0) {
		trace_close(w->trace);
		return (-1);
	}
	*out = w;
	return (0);
}

void
refstream_close(struct refstream *w)
{
	if (w != NULL)
		trace_close(w->trace);
}

int
refstream_next(struct refstream *w, struct batch *b, struct err *err)
{
	struct event ev = { .kind = EVENT_NONE };
	struct err_where at;
	size_t n;

	*b = (struct batch){ .reference = w->reference };
	if (trace_next(w->trace, w->access, BATCH, &n, &ev, err) != 0)
		return (-1);
	at = trace_where(w->trace);
	if (spaces_resolve(
		w->spaces, w->access, n, w->reference, &b->n, &at, err) != 0)
		return (-1);
	b->before = spaces_changes(w->spaces, &b->nbefore);
	w->changes += b->nbefore;
	for (size_t i = 0; i < REPLAY_AHEAD; i++)
		w->reference[b->n + i] = (struct reference){ 0 };
	b->end = n == 0 && ev.kind == EVENT_NONE;
	if (ev.kind == EVENT_NONE)
		return (0);
	if (spaces_event(w->spaces, &ev, &at, err) != 0)
		return (-1);
	b->change = spaces_changes(w->spaces, &b->nchange);
	w->changes += b->nchange;
	return (0);
}

struct page_facts
refstream_page_facts(const struct refstream *w)
{
	return (spaces_page_facts(w->spaces));
}

void
refstream_tell(const struct refstream *w, struct trace_facts *facts)
{
	*facts = (struct trace_facts){ .changes = w->changes };
	trace_tell(w->trace, facts);
	spaces_tell(w->spaces, facts);
}

void
refstream_progress(const struct refstream *w, uint64_t *done, uint64_t *total)
{
	trace_progress(w->trace, done, total);
}
