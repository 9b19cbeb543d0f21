/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Carries out the plan of a study: reads the trace and makes the runs.
 */
#include "study/declared.h"
#include "study/dry_run.h"
#include "study/equal_memory.h"
#include "study/explain.h"
#include "study/live.h"
#include "study/reduced.h"
#include "study/refstream.h"
#include "study/sample.h"
#include "study/seeds.h"
#include "study/stack_curves.h"
#include "study/unit_plan.h"

/* Records the reference string, and feeds what needs no more. */
static int
record(struct engine *e, struct stack_curves *curves, struct err *err)
{
	struct refstring *t = &e->refstring;
	struct consumer consumer[2 + SURVEYOR_PARTS] = { refstring_recorder(
	    t) };
	struct stream s = {
		.source = refstream_source(e->refstream),
		.consumer = consumer,
		.n = 1,
		/* Workers take address space for their stacks and heaps. */
		.workers = mem_addresses() == UINT64_MAX ? e->workers : 1,
		.overlap = true,
		.stage = "reading",
		.progress = &e->spec->progress,
	};
	int failed;

	stack_curves_feed(curves, consumer, &s.n);
	s.n = engine_map_begin(e, consumer, s.n);
	failed = stream_run(&s, err);
	if (failed == 0)
		e->study->trace = *t->facts.trace;
	engine_map_end(e);
	return (failed);
}

/* Makes the runs of jobs [from, to). */
static int
run_jobs(struct engine *e, size_t from, size_t to, struct err *err)
{
	return (jobs_run(e->spec, e->job + from, to - from, &e->refstring,
	    &e->future, e->beside, err));
}

/* Runs OPT first and records where it faults; then makes every run and compares
 * its faults with those. */
static int
run_explained(struct engine *e, struct err *err)
{
	struct study *s = e->study;
	struct mem *m = mem_open();
	struct optimum_faults *opt = mem_array(m, s->noptimum, sizeof(*opt));
	struct explainer *x = mem_array(m, s->nrun, sizeof(*x));
	int failed;

	for (size_t i = 0; i < s->noptimum; i++) {
		optimum_watch(&opt[i], m, s->trace.references);
		e->job[s->nrun + i].setup.observer = &opt[i].observer;
	}
	failed = run_jobs(e, s->nrun, e->njob, err);
	e->beside = s->nrun * explainer_bytes(&s->trace);
	for (size_t i = 0; failed == 0 && i < s->nrun; i++) {
		size_t at = 0;

		while (s->optimum[at].frames != s->run[i].frames)
			at++;
		explainer_open(&x[i], m, e->keep, &s->trace,
		    &e->refstring.facts.page, &opt[at],
		    e->job[i].setup.observer);
		e->job[i].setup.observer = &x[i].observer;
	}
	if (failed == 0)
		failed = run_jobs(e, 0, s->nrun, err);
	for (size_t i = 0; failed == 0 && i < s->nrun; i++) {
		explainer_finish(&x[i]);
		s->run[i].explanation = x[i].out;
	}
	mem_close(m);
	return (failed);
}

/* Is OPT run, now or later at equal memory? */
static bool
needs_future(const struct engine *e)
{
	for (size_t i = 0; i < e->njob; i++)
		if (e->job[i].setup.policy->sight == SEES_FUTURE ||
		    (e->spec->equal_memory &&
			e->job[i].setup.policy->varies_space))
			return (true);
	return (false);
}

static int
run_recorded(struct engine *e, struct stack_curves *curves, struct err *err)
{
	const struct engine_spec *spec = e->spec;
	struct study *s = e->study;
	bool future;

	if (record(e, curves, err) != 0 || plan_memories(e, err) != 0 ||
	    reduced_check(s, err) != 0)
		return (-1);
	engine_add_optimum(e);
	seeds_add(e);
	future = needs_future(e);
	/* What plans need to know before it is made. */
	e->future.future.shared = refstring_shares(&e->refstring);
	e->future.future.n = (uint32_t)e->refstring.n;
	if (future && future_check(&e->refstring, err) != 0)
		return (-1);
	if (engine_complete(e, err) != 0)
		return (-1);
	engine_observe(e, &e->refstring.facts.page);
	if ((spec->explain ? run_explained(e, err)
			   : run_jobs(e, 0, e->njob, err)) != 0)
		return (-1);
	seeds_finish(e);
	if (stack_curves_finish(curves, future, s, err) != 0)
		return (-1);
	for (size_t i = 0; i < s->noptimum; i++)
		s->optimum[i].faults = outcome_page_faults(e->optimum[i]);
	/* With scope=local, a mean over all processes is not the memory of any
	 * one of them; and a reduced trace may be too short for it. */
	if (spec->equal_memory && e->njob > 0 &&
	    e->job->setup.division == NULL && s->trace.reduction.frames == 0)
		return (equal_memory_run(spec, s, e->job, &e->refstring,
		    future ? &e->future : NULL, e->keep, err));
	return (0);
}

int
engine_run(const struct engine_spec *spec, struct mem *keep, struct study *out,
    struct err *err)
{
	struct engine e = {
		.spec = spec,
		.keep = keep,
		.study = out,
		.job = mem_array(keep, spec->nrun,
		    (2 + BAND_MORE + spec->seeds) * sizeof(*e.job)),
		.njob = spec->nrun,
		.workers = engine_workers(spec),
	};
	struct stack_curves curves;
	int failed;

	*out = (struct study){
		.settings_table = spec->settings_table,
		.settings = *spec->settings,
		.run = mem_array(keep, spec->nrun, sizeof(*out->run)),
		.nrun = spec->nrun,
	};
	if (plan_runs(&e, err) != 0 ||
	    (sample_wanted(spec) && sample_check(spec, err) != 0))
		return (-1);
	e.reading = mem_open_in(keep);
	if (refstream_open(&e.refstream, e.reading, &spec->trace, spec->area,
		spec->narea, err) != 0)
		return (-1);
	refstring_open(&e.refstring);
	stack_curves_open(&curves, &e);
	if (spec->dry_run != NULL)
		failed = dry_run(&e, err);
	else if (sample_wanted(spec))
		failed = sample_run(&e, err);
	else if (engine_records_for(spec, out) == NULL)
		failed = live_run(&e, &curves, err);
	else
		failed = run_recorded(&e, &curves, err);
	stack_curves_close(&curves);
	for (size_t i = 0; i < out->nrun; i++)
		out->run[i].way = e.job[i].way;
	out->trace.declared = declared_digest(keep, spec);
	future_close(&e.future);
	refstring_close(&e.refstring);
	refstream_close(e.refstream);
	return (failed);
}

int
engine_survey(const struct engine_spec *spec, const struct survey_spec *survey,
    struct mem *keep, struct trace_facts *out, struct err *err)
{
	struct survey *made = mem_alloc(keep, sizeof(*made));
	struct surveyor *surveyor;
	struct refstream *w;
	struct stream s = {
		/* Workers take address space for their stacks and heaps. */
		.workers = mem_addresses() == UINT64_MAX ? spec->jobs : 1,
		.stage = "reading",
		.progress = &spec->progress,
	};
	int failed;

	if (refstream_open(
		&w, keep, &spec->trace, spec->area, spec->narea, err) != 0)
		return (-1);
	refstream_watch_times(w, spec->trace.settings);
	s.source = refstream_source(w);
	surveyor = surveyor_open(made, keep, survey);
	s.consumer = surveyor_consumers(surveyor, &s.n);
	failed = stream_run(&s, err);
	if (failed == 0) {
		*out = *s.facts.trace;
		out->survey = made;
	}
	surveyor_close(surveyor);
	refstream_close(w);
	return (failed);
}
