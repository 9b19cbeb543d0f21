/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From what is asked to runs, and from runs to a study.
 *
 * A single run that needs to know nothing in advance is fed as the trace is
 * read.  Everything else (a share of the footprint as memory, several runs, a
 * policy that sees the future, a share of the frames for each process) reads
 * the trace onto a tape first.
 */
#include <stdio.h>
#include <string.h>

#include "policy/choose.h"
#include "policy/plugin.h"
#include "sim/frame_quota.h"
#include "study/equal_memory.h"
#include "study/explain.h"
#include "study/pool.h"

/* What a run is made of, settled before it starts. */
struct making {
	const struct engine_spec *spec;
	struct mem *keep;
	struct refstream *refstream;
	struct refstring refstring;
	struct future_memory future;
	struct page_facts facts;
	struct study *study;
	struct job *job; /* the study's runs, then OPT's */
	size_t njob;
};

/* The run and the job that makes it, but for the memory. */
static int
choose(struct making *k, const struct run_spec *ask, struct run *run,
    struct job *job, struct err *err)
{
	const struct policy *p =
	    choose_policy(k->spec->policies, &ask->policy, err);

	if (p == NULL)
		return (-1);
	run->policy = p->name;
	run->sight = policy_sight_name(p->sight);
	run->varies = p->varies_space;
	run->policy_params = p->params;
	run->policy_values = choose_values(k->keep, p, &ask->policy, err);
	if (run->policy_values == NULL)
		return (-1);
	run->device = ask->device->name;
	run->device_params = ask->device_params;
	run->device_values = ask->device;
	run->figures = k->spec->figures->digest;
	run->memory = ask->memory;
	job->setup = (struct replay_setup){
		.policy = p,
		.params = run->policy_values,
		.settings = k->spec->settings,
		.device = ask->device,
		.kernel = &k->spec->figures->kernel,
	};
	return (0);
}

/* Reports and gates tell policies apart by their names, so of two plug-ins that
 * are not the same object each has its own. */
static int
refuse_namesake(const struct making *k, size_t i, struct err *err)
{
	const struct selection *sel = &k->spec->run[i].policy;
	const struct policy *p = k->job[i].setup.policy;

	if (!plugin_is_path(sel->name) ||
	    (i > 0 && k->job[i - 1].setup.policy == p))
		return (0);
	for (size_t j = 0; j < i; j++) {
		const struct policy *q = k->job[j].setup.policy;
		struct err_where at = { sel->file, sel->line, sel->column };

		if (q != p && strcmp(q->name, p->name) == 0)
			return (err_at(err, ERR_PLUGIN, &at,
			    "the policies in %.100s and %.100s both call "
			    "themselves '%.40s' (give one another name)",
			    k->spec->run[j].policy.name, sel->name, p->name));
	}
	return (0);
}

/* By what they are, not where they were asked for: from the first figure to
 * the place in a file there is nothing but figures, without gaps. */
static bool
same_device(const struct device_figures *a, const struct device_figures *b)
{
	const size_t from = offsetof(struct device_figures, servers);
	const size_t to = offsetof(struct device_figures, file);

	return (
	    strcmp(a->name, b->name) == 0 && strcmp(a->kind, b->kind) == 0 &&
	    memcmp((const char *)a + from, (const char *)b + from, to - from) ==
		0);
}

static bool
same_run(const struct job *a, const struct job *b)
{
	return (a->setup.policy == b->setup.policy &&
		same_device(a->setup.device, b->setup.device) &&
		a->setup.nframes == b->setup.nframes &&
		memcmp(a->setup.params, b->setup.params,
		    a->setup.policy->params_size) == 0);
}

/* Frames for every run, and doubles struck out. */
static int
settle_memories(struct making *k, struct err *err)
{
	struct study *s = k->study;
	size_t kept = 0;

	for (size_t i = 0; i < s->nrun; i++) {
		struct run *run = &s->run[i];
		size_t j = 0;

		if (engine_frames(&run->memory, s->trace.pages,
			s->trace.page_size, &run->frames, err) != 0)
			return (-1);
		k->job[i].setup.nframes = (frame_t)run->frames;
		while (j < kept && !same_run(&k->job[i], &k->job[j]))
			j++;
		if (j < kept)
			continue;
		s->run[kept] = *run;
		k->job[kept++] = k->job[i];
	}
	s->nrun = k->njob = kept;
	return (0);
}

static const struct policy *
find_opt(const struct engine_spec *spec)
{
	for (const struct policy *const *p = spec->policies; *p != NULL; p++)
		if (strcmp((*p)->name, "opt") == 0)
			return (*p);
	return (NULL);
}

/* A job for OPT at each memory in use; it moves no data, so no device. */
static void
add_optimum(struct making *k, struct outcome **outcomes)
{
	struct study *s = k->study;

	s->optimum = mem_array(k->keep, s->nrun, sizeof(*s->optimum));
	*outcomes = mem_array(k->keep, s->nrun, sizeof(**outcomes));
	for (size_t i = 0; i < s->nrun; i++) {
		struct job *job = &k->job[k->njob];
		size_t j = 0;

		while (
		    j < s->noptimum && s->optimum[j].frames != s->run[i].frames)
			j++;
		if (j < s->noptimum)
			continue;
		*job = k->job[i];
		job->setup.policy = find_opt(k->spec);
		job->setup.params = NULL;
		job->setup.device = &device_free;
		job->outcome = &(*outcomes)[j];
		s->optimum[s->noptimum++].frames = s->run[i].frames;
		k->njob++;
	}
}

/* What a run can only be given once the trace has been read. */
static int
complete(struct making *k, struct err *err)
{
	const struct engine_spec *spec = k->spec;
	const struct trace_facts *t = &k->study->trace;
	bool local = spec->settings->scope == SCOPE_LOCAL && t->nprocess > 1;

	for (size_t i = 0; i < k->njob; i++) {
		struct replay_setup *s = &k->job[i].setup;
		bool asked_for = i < k->study->nrun; /* or else OPT's */

		s->npages = t->pages == 0 ? 1 : (page_id_t)t->pages;
		s->facts = &k->facts;
		s->narea = asked_for ? t->narea : 0;
		s->nprocess = asked_for || local ? t->nprocess : 0;
		if (local) {
			s->share =
			    frame_quota_split(k->keep, s->nframes, t->process,
				t->nprocess, spec->quota, spec->nquota, err);
			if (s->share == NULL)
				return (-1);
		}
		if (s->policy->sight == SEES_FUTURE)
			s->future = &k->future.future;
		k->job[i].denied = t->denied_area + t->denied_permission;
		k->job[i].linear =
		    t->references - k->job[i].denied - k->refstring.n;
		if (asked_for)
			k->job[i].outcome = &k->study->run[i].outcome;
	}
	if (k->njob > 0)
		k->job[0].setup.observer = spec->observer;
	if (spec->observer != NULL && spec->observer->begin != NULL)
		spec->observer->begin(spec->observer->self, &k->facts);
	return (0);
}

/* Reads the rest of the trace onto the tape. */
static int
record(struct making *k, struct err *err)
{
	const struct progress *p = &k->spec->progress;
	struct batch b;
	uint64_t done, total;

	do {
		if (refstream_next(k->refstream, &b, err) != 0 ||
		    refstring_changes(
			&k->refstring, b.before, b.nbefore, err) != 0 ||
		    refstring_add(&k->refstring, b.reference, b.n, err) != 0 ||
		    refstring_changes(
			&k->refstring, b.change, b.nchange, err) != 0)
			return (-1);
		if (p->tell != NULL) {
			refstream_progress(k->refstream, &done, &total);
			p->tell(p->self, "reading", done, total);
		}
	} while (!b.end);
	refstream_tell(k->refstream, &k->study->trace);
	k->facts = refstream_page_facts(k->refstream);
	return (refstring_seal(&k->refstring, err));
}

/* Jobs [from, to), by the workers there are. */
static int
run_jobs(struct making *k, size_t from, size_t to, struct err *err)
{
	return (pool_run(k->job + from, to - from, &k->refstring, k->spec->jobs,
	    k->keep, &k->spec->progress, err));
}

/* OPT first, noting where it faults; then every run, held against it. */
static int
run_explained(struct making *k, struct err *err)
{
	struct study *s = k->study;
	struct mem *m = mem_open();
	struct optimum_faults *opt = mem_array(m, s->noptimum, sizeof(*opt));
	struct explainer *e = mem_array(m, s->nrun, sizeof(*e));
	int failed;

	for (size_t i = 0; i < s->noptimum; i++) {
		optimum_watch(&opt[i], m, s->trace.references);
		k->job[s->nrun + i].setup.observer = &opt[i].observer;
	}
	failed = run_jobs(k, s->nrun, k->njob, err);
	for (size_t i = 0; failed == 0 && i < s->nrun; i++) {
		size_t at = 0;

		while (s->optimum[at].frames != s->run[i].frames)
			at++;
		explainer_open(&e[i], m, k->keep, &s->trace, &k->facts,
		    &opt[at], k->job[i].setup.observer);
		k->job[i].setup.observer = &e[i].observer;
	}
	if (failed == 0)
		failed = run_jobs(k, 0, s->nrun, err);
	for (size_t i = 0; failed == 0 && i < s->nrun; i++) {
		explainer_finish(&e[i]);
		s->run[i].explanation = e[i].out;
	}
	mem_close(m);
	return (failed);
}

static int
run_from_tape(struct making *k, struct err *err)
{
	struct outcome *optima = NULL;
	bool future = false;

	if (record(k, err) != 0 || settle_memories(k, err) != 0)
		return (-1);
	if (k->spec->optimum && find_opt(k->spec) != NULL)
		add_optimum(k, &optima);
	for (size_t i = 0; i < k->njob; i++)
		if (k->job[i].setup.policy->sight == SEES_FUTURE)
			future = true;
	if (future && future_open(&k->future, &k->refstring,
			  (page_id_t)k->study->trace.pages, err) != 0)
		return (-1);
	if (complete(k, err) != 0)
		return (-1);
	if ((k->spec->explain ? run_explained(k, err)
			      : run_jobs(k, 0, k->njob, err)) != 0)
		return (-1);
	for (size_t i = 0; i < k->study->noptimum; i++)
		k->study->optimum[i].faults = outcome_page_faults(&optima[i]);
	/* Shares of a mean are nobody's: not under scope=local. */
	if (k->spec->optimum && k->njob > 0 && k->job->setup.share == NULL)
		return (
		    equal_memory_run(k->spec, k->study, k->job, &k->refstring,
			future ? &k->future.future : NULL, k->keep, err));
	return (0);
}

static int
feed_live(struct making *k, struct replay *r, struct err *err)
{
	const struct progress *p = &k->spec->progress;
	uint64_t done, total;
	struct batch b;

	do {
		if (refstream_next(k->refstream, &b, err) != 0 ||
		    replay_change(r, b.before, b.nbefore, err) != 0 ||
		    replay_feed(r, b.reference, b.n, err) != 0 ||
		    replay_change(r, b.change, b.nchange, err) != 0)
			return (-1);
		if (p->tell != NULL) {
			refstream_progress(k->refstream, &done, &total);
			p->tell(p->self, "replaying", done, total);
		}
	} while (!b.end);
	return (0);
}

static int
run_live(struct making *k, struct err *err)
{
	struct trace_facts *t = &k->study->trace;
	struct replay *r;
	uint64_t denied;

	t->pages = PAGES_MAX;
	t->page_size = k->spec->settings->page_size;
	t->narea = AREAS_MAX;
	t->nprocess = PROCESSES_MAX;
	if (settle_memories(k, err) != 0)
		return (-1);
	k->facts = refstream_page_facts(k->refstream);
	if (complete(k, err) != 0)
		return (-1);
	if (replay_open(&r, &k->job->setup, k->job->outcome, k->keep, err) != 0)
		return (-1);
	if (feed_live(k, r, err) != 0) {
		replay_close(r);
		return (-1);
	}
	refstream_tell(k->refstream, t);
	denied = t->denied_area + t->denied_permission;
	replay_finish(r, denied, t->references - denied - r->now);
	replay_close(r);
	return (0);
}

int
engine_run(const struct engine_spec *spec, struct mem *keep, struct study *out,
    struct err *err)
{
	struct making k = { .spec = spec, .keep = keep, .study = out };
	int failed;

	*out = (struct study){
		.settings_table = spec->settings_table,
		.settings = *spec->settings,
		.run = mem_array(keep, spec->nrun, sizeof(*out->run)),
		.nrun = spec->nrun,
	};
	k.job = mem_array(keep, 2 * spec->nrun, sizeof(*k.job));
	k.njob = spec->nrun;
	for (size_t i = 0; i < spec->nrun; i++)
		if (choose(&k, &spec->run[i], &out->run[i], &k.job[i], err) !=
			0 ||
		    refuse_namesake(&k, i, err) != 0)
			return (-1);
	if (refstream_open(&k.refstream, keep, &spec->trace, spec->area,
		spec->narea, err) != 0)
		return (-1);
	refstring_open(&k.refstring);
	failed = engine_is_live(spec, out) ? run_live(&k, err)
					   : run_from_tape(&k, err);
	future_close(&k.future);
	refstring_close(&k.refstring);
	refstream_close(k.refstream);
	return (failed);
}
