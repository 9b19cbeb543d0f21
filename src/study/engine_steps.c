/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Steps that are the same whether runs are made from a recorded reference
 * string, as the trace is read, from a sample of it, or not at all.
 */
#include <string.h>

#include "sim/frame_quota.h"
#include "study/plan.h"

static const struct policy *
find_opt(const struct engine_spec *spec)
{
	for (const struct policy *const *p = spec->policies; *p != NULL; p++)
		if (strcmp((*p)->name, "opt") == 0)
			return (*p);
	return (NULL);
}

/* The run of OPT with so many frames, if there is one: its page faults do not
 * depend on the device. */
static const struct outcome *
run_of_opt(const struct engine *e, uint64_t frames)
{
	for (size_t i = 0; i < e->study->nrun; i++)
		if (e->job[i].setup.policy == find_opt(e->spec) &&
		    e->study->run[i].frames == frames)
			return (e->job[i].outcome);
	return (NULL);
}

/* A run of OPT has the faults, too, but explanations need one that is made
 * before the others. */
void
engine_add_optimum(struct engine *e)
{
	const struct policy *opt = find_opt(e->spec);
	struct study *s = e->study;

	if (!e->spec->optimum || opt == NULL)
		return;
	s->optimum = mem_array(e->keep, s->nrun, sizeof(*s->optimum));
	e->optimum = mem_array(e->keep, s->nrun, sizeof(*e->optimum));
	for (size_t i = 0; i < s->nrun; i++) {
		struct job *job = &e->job[e->njob];
		size_t j = 0;

		while (
		    j < s->noptimum && s->optimum[j].frames != s->run[i].frames)
			j++;
		if (j < s->noptimum)
			continue;
		s->optimum[s->noptimum++].frames = s->run[i].frames;
		if (!e->spec->explain)
			e->optimum[j] = run_of_opt(e, s->run[i].frames);
		if (e->optimum[j] != NULL)
			continue;
		*job = e->job[i];
		job->setup.policy = opt;
		job->setup.params = NULL;
		job->setup.device = &device_free;
		job->tallies = false;
		job->outcome = mem_alloc(e->keep, sizeof(*job->outcome));
		e->optimum[j] = job->outcome;
		e->njob++;
	}
}

int
engine_complete(struct engine *e, struct err *err)
{
	const struct engine_spec *spec = e->spec;
	const struct trace_facts *t = &e->study->trace;
	const struct frame_quotas by = { spec->settings->groups, spec->quota,
		spec->nquota };

	for (size_t i = 0; i < e->njob; i++) {
		struct replay_setup *s = &e->job[i].setup;

		if (spec->settings->scope == SCOPE_LOCAL && t->nprocess > 1) {
			s->division = frame_quota_divide(e->keep, s->nframes,
			    t->process, t->nprocess, &by, err);
			if (s->division == NULL)
				return (-1);
		}
		if (s->policy->sight == SEES_FUTURE)
			s->future = &e->future.future;
		if (i < e->study->nrun && plan_kernel_pages(e, i, err) != 0)
			return (-1);
	}
	return (0);
}

void
engine_observe(struct engine *e, const struct page_facts *facts)
{
	const struct observer *o = e->spec->observer;

	if (o == NULL)
		return;
	if (e->njob > 0)
		e->job[0].setup.observer = o;
	if (o->begin != NULL)
		o->begin(o->self, facts);
}

size_t
engine_map_begin(struct engine *e, struct consumer *consumer, size_t n)
{
	const struct survey_spec spec = {
		.map_in_document = true,
		.map_only = true,
		.blocks = STUDY_MAP_BLOCKS,
	};
	const struct consumer *part;
	size_t parts;

	if (!e->spec->map)
		return (n);
	e->survey = mem_alloc(e->keep, sizeof(*e->survey));
	e->surveyor = surveyor_open(e->survey, e->keep, &spec);
	part = surveyor_consumers(e->surveyor, &parts);
	memcpy(consumer + n, part, parts * sizeof(*part));
	return (n + parts);
}

void
engine_map_end(struct engine *e)
{
	if (e->surveyor == NULL)
		return;
	surveyor_close(e->surveyor);
	e->surveyor = NULL;
	e->study->trace.survey = e->survey;
}
