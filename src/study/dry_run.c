/* SPDX-License-Identifier: BSD-2-Clause */
#include "study/dry_run.h"

#include "study/memory_watch.h"
#include "study/refstream.h"
#include "study/seeds.h"
#include "study/unit_plan.h"

/* Bytes of a recorded reference, and of its next use. */
#define STRING_BYTES 4
#define FUTURE_BYTES 4

static int
note_changes(
    void *self, const struct change *c, size_t n, not_used struct err *err)
{
	struct plan_facts *facts = self;

	for (size_t i = 0; i < n && !facts->changes; i++)
		facts->changes = !plan_ignores(&c[i]);
	return (0);
}

/* Reads the trace to its end. */
static int
look(struct engine *e, struct plan_facts *facts, struct err *err)
{
	const struct consumer counter = { .change = note_changes,
		.self = facts };
	struct stream s = {
		.source = refstream_source(e->refstream),
		.consumer = &counter,
		.n = 1,
		.stage = "reading",
		.progress = &e->spec->progress,
	};

	if (stream_run(&s, err) != 0)
		return (-1);
	e->study->trace = *s.facts.trace;
	facts->pages = s.facts.npages;
	facts->whole = facts->restarts = true;
	return (0);
}

static bool
sees_future(const struct engine *e)
{
	for (size_t i = 0; i < e->njob; i++)
		if (e->job[i].setup.policy->sight == SEES_FUTURE)
			return (true);
	return (false);
}

/* How often the trace is read, where memory has a bound; 0: a run alone does
 * not fit, with *err set. */
static unsigned
count_readings(const struct engine *e, const struct unit *unit, size_t n,
    const struct plan_facts *f, struct err *err)
{
	bool live = engine_records_for(e->spec, e->study) == NULL;
	size_t made = live ? n : 0, some;
	unsigned readings = 1;

	if (f->bytes == 0)
		return (1);
	/* The first one, in which runs are put off by halves. */
	while (made > 0 && plan_group(unit, made, f->pages, f->bytes) < made)
		made /= 2;
	for (; made < n; made += some) {
		some = plan_group(unit + made, n - made, f->pages, f->bytes);
		if (some == 0) {
			memory_refuse(e->spec, unit + made, 1, f->pages,
			    READ_PAGE_BYTES * f->pages, err);
			return (0);
		}
		readings += live;
	}
	return (readings);
}

int
dry_run(struct engine *e, struct err *err)
{
	const struct engine_spec *spec = e->spec;
	uint64_t references;
	struct plan_facts facts = { .pages = 0 };
	struct plan_cost cost;
	struct unit *unit;
	size_t n;

	if (look(e, &facts, err) != 0 || plan_memories(e, err) != 0)
		return (-1);
	references = e->study->trace.references;
	if (spec->optimum)
		engine_add_optimum(e);
	seeds_add(e);
	e->future.future.n = (uint32_t)references;
	if (engine_complete(e, err) != 0)
		return (-1);
	facts.bytes = memory_left(spec, READ_PAGE_BYTES * facts.pages, 0);
	n = plan_units(e->keep, e->job, e->njob, &facts, engine_only(spec),
	    e->workers, &unit);
	plan_estimate(unit, n, facts.pages, &cost);
	e->study->readings = count_readings(e, unit, n, &facts, err);
	if (e->study->readings == 0)
		return (-1);
	*spec->dry_run = (struct dry_run){
		.ns = cost.ns,
		.bytes = cost.bytes,
		.most = cost.most,
		.trace = memory_reading(spec, facts.pages),
	};
	if (engine_records_for(spec, e->study) != NULL)
		spec->dry_run->recorded =
		    references * STRING_BYTES +
		    (sees_future(e) ? references * FUTURE_BYTES : 0);
	spec->dry_run->bytes += spec->dry_run->recorded;
	return (0);
}
