/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Curves: one pass for LRU and for OPT, runs for others.
 */
#include "study/curves.h"

#include <string.h>

#include "study/curve_grid.h"
#include "study/declared.h"
#include "study/dry_run.h"
#include "study/lru_curve.h"
#include "study/memory_watch.h"
#include "study/reduced.h"
#include "study/refstream.h"
#include "study/sample.h"
#include "study/stack_curves.h"

struct curves {
	struct engine engine;
	struct curve *curve;   /* by run */
	struct mem *m;         /* of one reading of the trace */
	struct lru_curve *lru; /* NULL: LRU is not among the policies */
	uint64_t least;        /* frames of the first point */
};

static bool
has_policy(const struct curves *c, const char *name)
{
	for (size_t i = 0; i < c->engine.study->nrun; i++)
		if (curve_is_of(&c->engine, i, name))
			return (true);
	return (false);
}

/* Does anything but LRU's stack have to be made? */
static bool
needs_string(const struct curves *c)
{
	for (size_t i = 0; i < c->engine.study->nrun; i++)
		if (!curve_is_of(&c->engine, i, "lru"))
			return (true);
	return (curve_model_refusal(c->engine.spec->settings) != NULL);
}

/* Reads the trace for LRU's stack and, if it is needed, the string. */
static int
read_once(struct curves *c, bool string, struct err *err)
{
	struct engine *e = &c->engine;
	struct memory_watch watch;
	struct source source;
	struct consumer consumer[2];
	struct stream s = {
		.consumer = consumer,
		.workers = e->workers,
		.stage = "reading",
		.progress = &e->spec->progress,
	};

	if (refstream_open(&e->refstream, e->keep, &e->spec->trace,
		e->spec->area, e->spec->narea, err) != 0)
		return (-1);
	/* No unit: what grows are the trace and the pass. */
	source = refstream_source(e->refstream);
	memory_watch_open(&watch, e->spec, c->m, NULL, 0, &source, true, false);
	s.source = memory_watch_source(&watch);
	if (has_policy(c, "lru")) {
		mem_sparse(c->m, true);
		c->lru = lru_curve_open(c->m, e->spec->settings);
		if (lru_curve_refused(c->lru) == NULL)
			consumer[s.n++] = lru_curve_consumer(c->lru);
	}
	if (string)
		consumer[s.n++] = refstring_recorder(&e->refstring);
	if (stream_run(&s, err) != 0)
		return (-1);
	e->study->trace = *s.facts.trace;
	return (0);
}

static int
cannot_reread(const struct curves *c, struct err *err)
{
	const struct err_where at = { .file = c->engine.spec->trace.path };

	return (err_at(err, ERR_TRACE, &at,
	    "LRU's curve cannot be made in one pass, because %s, and this "
	    "trace cannot be read twice (save it in a file)",
	    lru_curve_refused(c->lru)));
}

static int
read_trace(struct curves *c, struct err *err)
{
	struct engine *e = &c->engine;
	bool string = needs_string(c);

	if (read_once(c, string, err) != 0)
		return (-1);
	if (string || lru_curve_refused(c->lru) == NULL)
		return (0);
	if (!refstream_can_reopen(&e->spec->trace))
		return (cannot_reread(c, err));
	refstream_close(e->refstream);
	e->refstream = NULL;
	mem_close(c->m);
	c->m = mem_open();
	return (read_once(c, true, err));
}

/* The first size, and whether the trace allows smaller ones than that. */
static int
choose_least(struct curves *c, struct err *err)
{
	struct study *s = c->engine.study;

	c->least = trace_least_frames(&s->trace);
	/* The page size that it was reduced for has to be this one. */
	for (size_t i = 0; i < s->nrun; i++)
		s->run[i].frames = s->trace.reduction.frames > 0
				       ? s->trace.reduction.frames
				       : 1;
	if (s->settings.scope == SCOPE_LOCAL && s->trace.nprocess > 1)
		return (err_set(err, ERR_USAGE,
		    "a curve has no memory that is divided among processes "
		    "(scope=local): 'compare -m LIST' makes such runs"));
	return (reduced_check(s, err));
}

static int
make_curve(struct curves *c, size_t i, uint64_t points, struct err *err)
{
	struct curve *out = &c->curve[i];

	if (curve_is_of(&c->engine, i, "lru")) {
		out->hindered = lru_curve_refused(c->lru);
		if (out->hindered == NULL)
			lru_curve_fill(c->lru, c->least, c->engine.keep, out);
	} else if (curve_is_of(&c->engine, i, "opt") &&
		   opt_curve_make(&c->engine, c->least, out, err) != 0) {
		return (-1);
	}
	if (out->npoint > 0)
		return (0);
	return (curve_grid_run(&c->engine, i, c->least, points, out, err));
}

static int
make_curves(struct curves *c, uint64_t points, struct err *err)
{
	struct engine *e = &c->engine;
	struct study *s = e->study;

	if (choose_least(c, err) != 0)
		return (-1);
	for (size_t i = 0; i < s->nrun; i++) {
		if (e->job[i].setup.policy->sight != SEES_FUTURE)
			continue;
		if (e->future.next == NULL &&
		    future_open(&e->future, &e->refstring,
			e->refstring.facts.npages, err) != 0)
			return (-1);
		e->job[i].setup.future = &e->future.future;
	}
	for (size_t i = 0; i < s->nrun; i++)
		if (make_curve(c, i, points, err) != 0)
			return (-1);
	return (0);
}

/* The same from a sample of the pages. */
static int
make_sampled(struct curves *c, uint64_t points, struct err *err)
{
	struct engine *e = &c->engine;

	if (sample_check(e->spec, err) != 0 ||
	    refstream_open(&e->refstream, e->keep, &e->spec->trace,
		e->spec->area, e->spec->narea, err) != 0)
		return (-1);
	return (sample_curves(e, points, c->curve, err));
}

/* How the curves would be made. */
static int
plan_curves(struct curves *c, uint64_t points, struct err *err)
{
	struct engine *e = &c->engine;

	if (refstream_open(&e->refstream, e->keep, &e->spec->trace,
		e->spec->area, e->spec->narea, err) != 0 ||
	    dry_run_curves(e, points, c->curve, err) != 0)
		return (-1);
	return (choose_least(c, err));
}

/* Says of which run each curve is, and gives them to the study. */
static void
hand_over(struct curves *c)
{
	struct study *s = c->engine.study;

	for (size_t i = 0; i < s->nrun; i++) {
		const struct run *r = &s->run[i];
		struct curve *curve = &c->curve[i];

		curve->policy = r->policy;
		curve->sight = r->sight;
		curve->policy_params = r->policy_params;
		curve->policy_values = r->policy_values;
		curve->references = curve_references(&s->trace);
	}
	s->curve = c->curve;
	s->ncurve = s->nrun;
	s->nrun = 0;
}

int
engine_curves(const struct engine_spec *spec, uint64_t points, struct mem *keep,
    struct study *out, struct err *err)
{
	struct curves c = {
		.engine = {
			.spec = spec,
			.keep = keep,
			.study = out,
			.job = mem_array(
			    keep, spec->nrun, sizeof(*c.engine.job)),
			.njob = spec->nrun,
			.workers = engine_workers(spec),
		},
	};
	struct engine *e = &c.engine;
	int failed;

	*out = (struct study){
		.settings_table = spec->settings_table,
		.settings = *spec->settings,
		.trace.page_size = spec->settings->page_size,
		.run = mem_array(keep, spec->nrun, sizeof(*out->run)),
		.nrun = spec->nrun,
	};
	if (plan_runs(e, err) != 0 || plan_memories(e, err) != 0)
		return (-1);
	c.m = mem_open();
	refstring_open(&e->refstring);
	c.curve = mem_array(keep, out->nrun, sizeof(*c.curve));
	if (spec->dry_run != NULL)
		failed = plan_curves(&c, points, err);
	else if (sample_wanted(spec))
		failed = make_sampled(&c, points, err);
	else
		failed = read_trace(&c, err) != 0 ||
				 make_curves(&c, points, err) != 0
			     ? -1
			     : 0;
	if (failed == 0)
		hand_over(&c);
	out->trace.declared = declared_digest(keep, spec);
	future_close(&e->future);
	refstring_close(&e->refstring);
	refstream_close(e->refstream);
	mem_close(c.m);
	return (failed);
}

void
engine_tell_curves(
    const struct engine_spec *spec, const struct study *study, FILE *to)
{
	unsigned jobs = engine_workers(spec);
	size_t runs = 0;
	bool live = true;

	for (size_t i = 0; i < study->ncurve; i++) {
		const struct curve *c = &study->curve[i];
		bool lru = strcmp(c->policy, "lru") == 0;
		bool stack = c->hindered == NULL &&
			     (lru || strcmp(c->policy, "opt") == 0);

		live = live && lru && stack;
		runs += stack ? 0 : c->npoint;
	}
	fprintf(to, "engine: %zu curve%s", study->ncurve,
	    study->ncurve == 1 ? "" : "s");
	if (sample_wanted(spec))
		fprintf(to, " from a sample of %ju references\n",
		    (uintmax_t)study->trace.sampling.references);
	else if (live)
		fprintf(to, " from stack distances, as the trace is read\n");
	else
		fprintf(to,
		    " from a recorded string of %ju references: those of lru "
		    "and opt from stack distances where the trace allows it, "
		    "%zu runs by up to %u worker%s\n",
		    (uintmax_t)study->trace.references, runs, jobs,
		    jobs == 1 ? "" : "s");
}
