/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The jobs of a run with other seeds follow those of the study and of OPT, in
 * the order of the runs.  Only their page faults are needed, so they have no
 * device.
 */
#include "study/seeds.h"

static bool
draws(const struct job *job)
{
	const struct policy *p = job->setup.policy;

	return (p->draws != NULL && p->draws(job->setup.params));
}

void
seeds_add(struct engine *e)
{
	uint64_t more = e->spec->seeds > 1 ? e->spec->seeds - 1 : 0;

	e->seed_jobs = e->njob;
	for (size_t i = 0; i < e->study->nrun && more > 0; i++) {
		const struct job *run = &e->job[i];

		for (uint64_t k = 1; draws(run) && k <= more; k++) {
			struct job *job = &e->job[e->njob++];
			struct settings *s = mem_alloc(e->keep, sizeof(*s));

			*s = *e->spec->settings;
			s->seed += k;
			*job = *run;
			job->setup.settings = s;
			job->setup.device = &device_free;
			job->tallies = false;
			job->outcome =
			    mem_alloc(e->keep, sizeof(*job->outcome));
		}
	}
}

static void
add(struct seed_spread *s, const struct outcome *o)
{
	uint64_t faults = outcome_page_faults(o);

	if (s->seeds == 0 || faults < s->min)
		s->min = faults;
	if (faults > s->max)
		s->max = faults;
	s->sum += faults;
	s->seeds++;
}

void
seeds_finish(struct engine *e)
{
	size_t at = e->seed_jobs;

	for (size_t i = 0; i < e->study->nrun && at < e->njob; i++) {
		struct run *run = &e->study->run[i];

		if (!draws(&e->job[i]))
			continue;
		add(&run->spread, &run->outcome);
		for (uint64_t k = 1; k < e->spec->seeds; k++)
			add(&run->spread, e->job[at++].outcome);
	}
}
