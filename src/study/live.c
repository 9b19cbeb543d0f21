/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reads the trace and makes the runs.
 *
 * How they are made is chosen when the first references are known.  A way that
 * needs a trace without events is chosen only if the trace can be read again,
 * or if its format has none.
 */
#include "study/live.h"

#include "study/peek.h"
#include "study/reduced.h"
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
	struct mem *m; /* of one reading */
	struct unit *unit;
	size_t n;
	struct stack_curves *curves;
	bool again; /* it is not the first */
};

/* What the first references say; without them nothing is known. */
static void
look(const struct engine *e, const struct peek *p, struct plan_facts *f)
{
	const struct chunk *c = &p->chunk;
	const struct engine_spec *spec = e->spec;

	*f = (struct plan_facts){
		.pages = c->npages,
		.whole = c->end,
		.restarts =
		    refstream_can_reopen(&spec->trace) ||
		    (spec->narea == 0 && !refstream_has_events(e->refstream)),
	};
	if (!c->end && c->npages > c->n / NEW_PAGE_EVERY)
		f->pages *= MORE_PAGES;
	for (size_t i = 0; i < c->nchange && !f->changes; i++)
		f->changes = !plan_ignores(&c->change[i]);
}

/* The jobs of refused units, which are made by machines now; returns how many
 * they are. */
static size_t
refused(const struct live *l, struct job **job)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		for (size_t k = 0; k < l->unit[i].n; k++)
			if (l->unit[i].refused != NULL)
				job[n++] = l->unit[i].job[k];
	return (n);
}

/* Feeds all units. */
static int
feed(struct live *l, const struct source *source, struct err *err)
{
	struct engine *e = l->e;
	struct consumer *consumer =
	    mem_array(l->m, l->n + 1 + SURVEYOR_PARTS, sizeof(*consumer));
	struct stream s = {
		.source = *source,
		.consumer = consumer,
		.n = l->n,
		.workers = e->workers,
		.stage = "replaying",
		.progress = &e->spec->progress,
	};
	int failed;

	for (size_t i = 0; i < l->n; i++) {
		unit_open(&l->unit[i]);
		consumer[i] = l->unit[i].consumer;
	}
	if (!l->again) {
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

/* One reading, of the refstream that is open. */
static int
read_once(struct live *l, const struct way *only, struct job *job, size_t n,
    struct err *err)
{
	struct engine *e = l->e;
	struct source source = refstream_source(e->refstream);
	struct plan_facts facts = { 0 };
	struct peek peek;

	if (only != &way_machine && n > 1) {
		source = peek_open(&peek, &source, LOOK);
		look(e, &peek, &facts);
	}
	l->n = plan_units(l->m, job, n, &facts, only, e->workers, &l->unit);
	return (feed(l, &source, err));
}

static int
reopen(struct live *l, struct err *err)
{
	struct engine *e = l->e;
	const struct engine_spec *spec = e->spec;

	refstream_close(e->refstream);
	e->refstream = NULL;
	mem_close(l->m);
	l->m = mem_open();
	l->again = true;
	return (refstream_open(&e->refstream, e->keep, &spec->trace, spec->area,
	    spec->narea, err));
}

/* Is it an error of a run, and not of the trace? */
static bool
of_a_run(const struct err *err)
{
	return (err->kind == ERR_LIMIT || err->kind == ERR_POLICY);
}

/* Makes with machines what could not be made otherwise. */
static int
make_refused(struct live *l, struct err *err)
{
	struct engine *e = l->e;
	struct job **job = mem_array(e->keep, e->njob, sizeof(*job));
	struct job *again = mem_array(e->keep, e->njob, sizeof(*again));
	size_t n = refused(l, job);

	if (n == 0)
		return (0);
	for (size_t i = 0; i < n; i++)
		again[i] = *job[i];
	if (reopen(l, err) != 0 ||
	    read_once(l, &way_machine, again, n, err) != 0)
		return (-1);
	for (size_t i = 0; i < n; i++)
		job[i]->way = again[i].way;
	return (0);
}

int
live_run(struct engine *e, struct stack_curves *curves, struct err *err)
{
	struct live l = { .e = e, .curves = curves };
	struct source source = refstream_source(e->refstream);
	struct stream_facts facts;
	bool together;
	int failed;

	e->study->trace.page_size = e->spec->settings->page_size;
	if (plan_memories(e, err) != 0 || engine_complete(e, err) != 0)
		return (-1);
	source.facts(source.self, &facts);
	engine_observe(e, &facts.page);
	l.m = mem_open();
	failed = read_once(&l, engine_only(e->spec), e->job, e->njob, err);
	together = l.n < e->njob;
	if (failed == 0 && together)
		failed = make_refused(&l, err);
	/* Of several errors, that of the first run is to be told. */
	else if (failed != 0 && together && of_a_run(err) &&
		 e->spec->observer == NULL &&
		 refstream_can_reopen(&e->spec->trace) && reopen(&l, err) == 0)
		failed = read_once(&l, &way_machine, e->job, e->njob, err);
	mem_close(l.m);
	engine_map_end(e);
	if (failed == 0)
		failed = reduced_check(e->study, err);
	if (failed == 0)
		failed = stack_curves_finish(curves, false, e->study, err);
	return (failed);
}
