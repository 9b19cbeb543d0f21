/* SPDX-License-Identifier: BSD-2-Clause */
#include "study/dry_run.h"

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
	if (engine_complete(e, err) != 0)
		return (-1);
	n = plan_units(e->keep, e->job, e->njob, &facts, engine_only(spec),
	    e->workers, &unit);
	plan_estimate(unit, n, facts.pages, &cost);
	*spec->dry_run = (struct dry_run){
		.ns = cost.ns, .bytes = cost.bytes, .most = cost.most
	};
	if (engine_records_for(spec, e->study) != NULL)
		spec->dry_run->recorded =
		    references * STRING_BYTES +
		    (sees_future(e) ? references * FUTURE_BYTES : 0);
	spec->dry_run->bytes += spec->dry_run->recorded;
	return (0);
}
