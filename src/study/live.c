/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the trace and makes the runs.
 *
 * How they are made is chosen when the first references are known.  A way that
 * needs a trace without events is chosen only if the trace can be read again,
 * or if its format has none.  It is read again for the runs that could not be
 * made so, and for those that were put off for want of memory.
 */
#include "study/live.h"

#include "study/memory_watch.h"
#include "study/peek.h"
#include "study/reduced.h"
#include "study/reduced_string.h"
#include "study/refstream.h"
#include "study/unit_plan.h"

/* References that are read before the plan is made. */
#define LOOK (UINT64_C(1) << 18)

/* Where every so many references touch a new page, more pages are to come: as
 * many times more. */
#define NEW_PAGE_EVERY 32
#define MORE_PAGES     4

struct live {
	struct engine *e;
	struct stack_curves *curves;
	struct job **left; /* the jobs that are still to be made */
	size_t nleft;
	const struct way *only;
	bool repeats;     /* after an error of a run */
	bool together;    /* not machines alone, or some at a time */
	uint64_t reading; /* bytes for the trace, at its end; 0: not known */
	struct plan_facts facts; /* of the trace, from the first reading on */
	/* Of one reading. */
	struct mem *m;
	struct job *job; /* copies of those that are left, in their order */
	struct unit *unit;
	size_t n; /* units that are tried */
	struct memory_watch watch;
};

/* May references be left out for one of the jobs? */
static bool
may_leave_out(const struct live *l)
{
	for (size_t i = 0; i < l->nleft; i++)
		if (way_serves(&way_reduced, &l->job[i]))
			return (true);
	return (false);
}

/* What the first references say; without them nothing is known. */
static void
look(const struct live *l, const struct peek *p, struct plan_facts *f)
{
	const struct engine *e = l->e;
	const struct chunk *c = &p->chunk;
	const struct engine_spec *spec = e->spec;

	*f = (struct plan_facts){
		.pages = c->npages,
		.whole = c->end,
		.restarts =
		    refstream_can_reopen(&spec->trace) ||
		    (spec->narea == 0 && !refstream_has_events(e->refstream)),
	};
	f->rereads = refstream_can_reopen(&spec->trace);
	f->written = plan_has_write(c->reference, c->n);
	if (may_leave_out(l))
		f->kept = reduced_string_share(c->reference, c->n, c->npages);
	if (!c->end && c->npages > c->n / NEW_PAGE_EVERY)
		f->pages *= MORE_PAGES;
	f->changes = plan_most_changes(c->change, c->nchange);
}

static bool
is_first(const struct live *l)
{
	return (l->e->study->readings == 0 && !l->repeats);
}

/* Feeds the units of one reading. */
static int
feed(struct live *l, const struct source *source, struct err *err)
{
	struct engine *e = l->e;
	struct consumer *consumer =
	    mem_array(l->m, l->n + 1 + SURVEYOR_PARTS, sizeof(*consumer));
	struct stream s = {
		.consumer = consumer,
		.n = l->n,
		.workers = e->workers,
		.stage = "replaying",
		.progress = &e->spec->progress,
	};
	int failed;

	memory_watch_open(&l->watch, e->spec, l->m, l->unit, l->n, source,
	    refstream_can_reopen(&e->spec->trace), !is_first(l));
	s.source = memory_watch_source(&l->watch);
	for (size_t i = 0; i < l->n; i++) {
		unit_open(&l->unit[i]);
		consumer[i] = memory_watch_consumer(&l->watch, i);
	}
	if (is_first(l)) {
		stack_curves_feed(l->curves, consumer, &s.n);
		s.n = engine_map_begin(e, consumer, s.n);
	}
	mem_sparse(e->keep, true);
	failed = stream_run(&s, err);
	mem_sparse(e->keep, false);
	for (size_t i = 0; i < l->n; i++)
		unit_close(&l->unit[i]);
	if (failed == 0)
		e->study->trace = *s.facts.trace;
	return (failed);
}

/* Plans the units of a reading after the first: as many as fit. */
static int
plan_again(struct live *l, struct err *err)
{
	const struct engine *e = l->e;
	size_t n;

	l->facts.bytes = memory_left(e->spec, l->reading, 0);
	n = plan_units(
	    l->m, l->job, l->nleft, &l->facts, l->only, e->workers, &l->unit);
	l->n = l->facts.bytes == 0
		   ? n
		   : plan_group(l->unit, n, l->facts.pages, l->facts.bytes);
	l->together |= l->n < l->nleft || !plan_is_plain(l->unit, l->n);
	if (l->n > 0)
		return (0);
	return (memory_refuse(
	    e->spec, l->unit, 1, l->facts.pages, l->reading, err));
}

static int
plan_first(struct live *l, struct source *source, struct peek *peek)
{
	struct engine *e = l->e;

	*source = refstream_source(e->refstream);
	if (l->only != &way_machine) {
		*source = peek_open(peek, source, LOOK);
		look(l, peek, &l->facts);
	}
	l->n = plan_units(
	    l->m, l->job, l->nleft, &l->facts, l->only, e->workers, &l->unit);
	l->together = !plan_is_plain(l->unit, l->n);
	return (0);
}

/* Was the unit made to the end? */
static bool
is_made(const struct live *l, size_t i)
{
	return (l->unit[i].refused == NULL && !l->watch.each[i].put_off);
}

/* After a reading: which jobs are left, and what the trace is like. */
static void
settle(struct live *l)
{
	bool *made = mem_array(l->m, l->nleft, sizeof(*made));
	bool written = l->facts.written;
	size_t left = 0;

	for (size_t i = 0; i < l->n; i++) {
		written |= l->unit[i].written;
		for (size_t k = 0; k < l->unit[i].n && is_made(l, i); k++)
			made[l->unit[i].job[k] - l->job] = true;
	}
	for (size_t i = 0; i < l->nleft; i++) {
		l->left[i]->way = l->job[i].way;
		if (!made[i])
			l->left[left++] = l->left[i];
	}
	l->nleft = left;
	l->facts = (struct plan_facts){
		.pages = l->watch.npages,
		.whole = true,
		.changes = l->watch.changes > l->facts.changes
			       ? l->watch.changes
			       : l->facts.changes,
		.restarts = true,
		.rereads = true,
		.written = written,
		.references = l->e->study->trace.references,
		.kept = l->facts.kept,
	};
	l->reading = memory_reading(l->e->spec, l->watch.npages);
}

/* One reading, of the refstream that is open. */
static int
read_once(struct live *l, struct err *err)
{
	struct engine *e = l->e;
	struct source source = refstream_source(e->refstream);
	struct peek peek;

	l->m = mem_open_in(e->keep);
	l->job = mem_array(l->m, l->nleft, sizeof(*l->job));
	for (size_t i = 0; i < l->nleft; i++) {
		l->job[i] = *l->left[i];
		*l->job[i].outcome = (struct outcome){ 0 };
	}
	if ((is_first(l) ? plan_first(l, &source, &peek)
			 : plan_again(l, err)) != 0 ||
	    feed(l, &source, err) != 0)
		return (-1);
	settle(l);
	if (is_first(l))
		engine_map_end(e);
	e->study->readings++;
	mem_close(l->m);
	return (0);
}

/* Opens the trace again; nothing of the reading before is kept. */
static int
reopen(struct live *l, struct err *err)
{
	struct engine *e = l->e;
	const struct engine_spec *spec = e->spec;

	refstream_close(e->refstream);
	e->refstream = NULL;
	mem_close(e->reading);
	e->reading = mem_open_in(e->keep);
	return (refstream_open(&e->refstream, e->reading, &spec->trace,
	    spec->area, spec->narea, err));
}

/* Reads until all jobs are made. */
static int
read_all(struct live *l, struct err *err)
{
	struct engine *e = l->e;

	l->nleft = e->njob;
	for (size_t i = 0; i < e->njob; i++)
		l->left[i] = &e->job[i];
	if (read_once(l, err) != 0)
		return (-1);
	while (l->nleft > 0)
		if (reopen(l, err) != 0 || read_once(l, err) != 0)
			return (-1);
	return (0);
}

/* Is it an error of a run, and not of the trace? */
static bool
of_a_run(const struct err *err)
{
	return (err->kind == ERR_LIMIT || err->kind == ERR_POLICY);
}

int
live_run(struct engine *e, struct stack_curves *curves, struct err *err)
{
	struct live l = {
		.e = e,
		.curves = curves,
		.only = engine_only(e->spec),
		.left = mem_array(e->keep, e->njob, sizeof(*l.left)),
	};
	struct source source = refstream_source(e->refstream);
	struct stream_facts facts;
	int failed;

	e->study->trace.page_size = e->spec->settings->page_size;
	if (plan_memories(e, err) != 0 || engine_complete(e, err) != 0)
		return (-1);
	source.facts(source.self, &facts);
	engine_observe(e, &facts.page);
	failed = read_all(&l, err);
	/* Of several errors, that of the first run is to be told. */
	if (failed != 0 && l.together && of_a_run(err) &&
	    e->spec->observer == NULL &&
	    refstream_can_reopen(&e->spec->trace) && reopen(&l, err) == 0) {
		l.only = &way_machine;
		l.repeats = true;
		failed = read_all(&l, err);
	}
	engine_map_end(e);
	if (failed == 0)
		failed = reduced_check(e->study, err);
	if (failed == 0)
		failed = stack_curves_finish(curves, false, e->study, err);
	return (failed);
}
