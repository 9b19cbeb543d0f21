/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copying a trace to a writer.
 */
#include "cli/trace_copy.h"

#include <string.h>

#include "result/provenance.h"
#include "study/reduce.h"
#include "study/window.h"
#include "trace/store.h"

#define BATCH 4096

struct copying {
	struct trace_copy *c;
	FILE *to;
	unsigned keeps;          /* enum format_carries */
	uint64_t offset;         /* mask of the bytes within a page */
	struct reducer *reducer; /* NULL: the trace is not reduced */
	struct trace_store *store;
	bool begun;
	bool one; /* a single process is chosen, and the format has none */
	size_t n;
	struct access access[BATCH];
	uint64_t time[BATCH];
};

/* Notes what the format does not have, or refuses. */
static int
check_access(
    struct copying *x, const struct access *a, uint64_t time, struct err *err)
{
	struct trace_copy *c = x->c;
	unsigned has = 0;

	if (a->pid != 0 && (x->keeps & CARRIES_PIDS) == 0 && !x->one)
		return (err_set(err, ERR_TRACE,
		    "format %s has no processes, and the trace has (text has; "
		    "--filter pid=%u chooses one)",
		    trace_writer_format(c->writer), a->pid));
	if (a->pid != 0)
		has |= CARRIES_PIDS;
	if (a->size > 1)
		has |= CARRIES_SIZES;
	if (a->op == ACCESS_FETCH)
		has |= CARRIES_FETCHES;
	if (a->op != ACCESS_READ && a->op != ACCESS_FETCH)
		has |= CARRIES_WRITES;
	if (time != NO_TIME)
		has |= CARRIES_TIME;
	c->lost |= has & ~x->keeps;
	c->lost_offsets |= (x->keeps & CARRIES_PAGES) != 0 &&
			   (x->keeps & CARRIES_SIZES) == 0 &&
			   (a->addr & x->offset) != 0;
	return (0);
}

/* The value of a line of the header that the trace has; NULL: none. */
static char *
header_value(const struct trace_copy *c, const struct trace_facts *facts,
    const char *key)
{
	size_t size;
	const char *at = provenance_find(facts->provenance, key, &size);

	if (at == NULL)
		return (NULL);
	return (memcpy(mem_alloc(c->m, size + 1), at, size));
}

/* A trace with a header keeps what that says of the original. */
static void
tell_origin(struct trace_copy *c, const struct trace_facts *facts)
{
	struct trace_origin *o = c->origin;
	const char *command = header_value(c, facts, "command");
	const char *earlier = header_value(c, facts, "earlier");
	size_t size;
	char *both;

	o->format = facts->format;
	o->partial = facts->partial;
	o->method = header_value(c, facts, "method");
	if (header_value(c, facts, "tool") == NULL)
		return;
	o->format = header_value(c, facts, "format");
	o->date = header_value(c, facts, "date");
	o->note = header_value(c, facts, "note");
	o->earlier = earlier == NULL ? command : earlier;
	if (command == NULL || earlier == NULL)
		return;
	size = strlen(earlier) + strlen(command) + sizeof("; ");
	both = mem_alloc(c->m, size);
	snprintf(both, size, "%s; %s", earlier, command);
	o->earlier = both;
}

/* A trace that was reduced cannot be cut any further: another would come out.
 */
static int
begin(struct copying *x, struct err *err)
{
	struct trace_copy *c = x->c;
	const struct settings *s = c->settings;
	struct trace_facts facts;

	x->begun = true;
	readahead_tell(c->trace, &facts);
	tell_origin(c, &facts);
	if (facts.reduction.frames > 0) {
		c->origin->reduction = facts.reduction;
		if (c->nfilter > 0 || s->skip.count + s->skip.ppm > 0 ||
		    s->take.count + s->take.ppm > 0)
			return (err_set(err, ERR_TRACE,
			    "%.100s was reduced, and a part of it is not the "
			    "reduction of a part (cut the trace that it was "
			    "made from)",
			    facts.name));
		if (c->reduce > 0 && facts.reduction.page_size != s->page_size)
			return (err_set(err, ERR_TRACE,
			    "%.100s was reduced for pages of %ju bytes "
			    "(--page-size %ju)",
			    facts.name, (uintmax_t)facts.reduction.page_size,
			    (uintmax_t)facts.reduction.page_size));
	}
	if (c->reduce > 0)
		return (0);
	return (trace_writer_begin(c->writer, x->to, err));
}

static int
keep_access(void *self, const struct access *a, uint64_t time, struct err *err)
{
	struct copying *x = self;

	x->c->accesses++;
	return (trace_store_access(x->store, a, time, err));
}

static int
write_event(struct copying *x, const struct event *ev, struct err *err)
{
	bool plain = ev->kind == EVENT_MAP && ev->backend == BACKEND_LAZY &&
		     (ev->flags & MAP_WRITE) != 0 && (ev->pid == 0 || x->one);

	if (plain && (x->keeps & CARRIES_EVENTS) == 0) {
		x->c->lost |= CARRIES_EVENTS;
		return (0);
	}
	x->c->events++;
	return (x->store != NULL ? trace_store_event(x->store, ev, err)
				 : trace_writer_event(x->c->writer, ev, err));
}

static int
keep_event(void *self, const struct event *ev, struct err *err)
{
	return (write_event(self, ev, err));
}

/* Chooses accesses of a piece and brings them into the form that is written. */
static int
choose(struct copying *x, const struct window_piece *p, struct err *err)
{
	const struct trace_copy *c = x->c;

	x->n = 0;
	for (size_t i = 0; i < p->n; i++) {
		struct access *a = &x->access[x->n];

		if (!trace_filter_access(c->filter, c->nfilter, &p->access[i]))
			continue;
		*a = p->access[i];
		if (c->page_refs) {
			a->addr &= ~x->offset;
			a->size = 1;
		}
		x->time[x->n++] = p->time[i];
		if (check_access(x, a, p->time[i], err) != 0)
			return (-1);
		if (x->one)
			a->pid = 0;
	}
	return (0);
}

static int
put_piece(struct copying *x, const struct window_piece *p, struct err *err)
{
	struct trace_copy *c = x->c;
	const struct event *ev = &p->event;

	if (choose(x, p, err) != 0)
		return (-1);
	if (x->reducer != NULL) {
		if (reduce_accesses(
			x->reducer, x->access, x->time, x->n, &p->at, err) != 0)
			return (-1);
	} else if (x->n > 0) {
		c->accesses += x->n;
		if (trace_writer_accesses(
			c->writer, x->access, x->time, x->n, err) != 0)
			return (-1);
	}
	if (ev->kind == EVENT_NONE ||
	    !trace_filter_event(c->filter, c->nfilter, ev))
		return (0);
	c->ticks += x->reducer != NULL && ev->kind == EVENT_TICK;
	return (x->reducer != NULL ? reduce_event(x->reducer, ev, &p->at, err)
				   : write_event(x, ev, err));
}

/* Writes what the reduction has left. */
static int
write_reduced(struct copying *x, struct err *err)
{
	struct trace_copy *c = x->c;
	struct trace_reduction *r = &c->origin->reduction;
	struct reduce_counts counts;

	if (reduce_end(x->reducer, err) != 0)
		return (-1);
	counts = reduce_counts(x->reducer);
	c->no_page = counts.no_page;
	r->page_size = c->settings->page_size;
	if (r->references == 0)
		r->references = counts.references;
	if (r->frames < c->reduce)
		r->frames = c->reduce;
	if (trace_writer_begin(c->writer, x->to, err) != 0)
		return (-1);
	return (trace_store_write(x->store, c->writer, err));
}

static int
copy_all(struct copying *x, struct window *w, struct err *err)
{
	struct trace_copy *c = x->c;
	uint64_t done, total;
	struct window_piece p = { .end = false };

	while (!p.end) {
		if (window_next(w, BATCH, &p, err) != 0 ||
		    (!x->begun &&
			(p.n > 0 || p.end || p.event.kind != EVENT_NONE) &&
			begin(x, err) != 0) ||
		    put_piece(x, &p, err) != 0)
			return (-1);
		readahead_progress(c->trace, &done, &total);
		progress_tell(c->progress, "writing the trace", done, total);
		/* The caller reports it, unless a pipe lost its reader. */
		if (ferror(x->to))
			return (0);
	}
	if (x->reducer != NULL && write_reduced(x, err) != 0)
		return (-1);
	if (c->accesses == 0)
		return (err_set(err, ERR_TRACE,
		    "no access is left to write (is the --filter right?)"));
	c->lost_reduction =
	    c->origin->reduction.frames > 0 && (x->keeps & CARRIES_EVENTS) == 0;
	return (trace_writer_end(c->writer, err));
}

/* Whether the filters choose one process alone: its number can be left out. */
static bool
one_process(const struct trace_copy *c)
{
	for (size_t i = 0; i < c->nfilter; i++)
		if (c->filter[i].pid[0] != c->filter[i].pid[1] ||
		    c->filter[i].pid[0] != c->filter[0].pid[0])
			return (false);
	return (c->nfilter > 0);
}

int
trace_copy(struct trace_copy *c, FILE *to, struct err *err)
{
	struct copying *x = mem_alloc(c->m, sizeof(*x));
	const struct reduce_sink sink = { keep_access, keep_event, x };
	struct window *w;
	int failed = 0;

	*x = (struct copying){
		.c = c,
		.to = to,
		.keeps = trace_writer_keeps(c->writer),
		.offset = c->settings->page_size - 1,
	};
	x->one = (x->keeps & CARRIES_PIDS) == 0 && one_process(c);
	w = window_open(c->m, c->trace, c->settings, true);
	if (c->reduce > 0) {
		x->store = trace_store_open();
		failed = reduce_open(
		    &x->reducer, c->m, c->reduce, c->settings, &sink, err);
	}
	if (failed == 0)
		failed = copy_all(x, w, err);
	trace_store_close(x->store);
	window_close(w);
	return (failed);
}
