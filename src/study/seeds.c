/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The jobs of a run with other seeds, and of a band, follow those of the study
 * and of OPT, in the order of the runs.  Only their page faults are needed, so
 * they have no device.
 */
#include "study/seeds.h"

#include <string.h>

static bool
draws(const struct job *job)
{
	const struct policy *p = job->setup.policy;

	return (p->draws != NULL && p->draws(job->setup.params));
}

/* A band around it: of a kernel's policy, in memory that is not divided. */
static bool
banded(const struct engine *e, const struct job *job)
{
	return (e->spec->band && job->setup.policy->kernel_swap &&
		job->setup.division == NULL &&
		job->setup.nframes > BAND_FRAMES);
}

/* The parameter that the band is over, NULL: only over sizes. */
static const struct param *
band_param(const struct policy *p)
{
	return (p->band_param == NULL ? NULL
				      : param_find(p->params, p->band_param));
}

static int
band_choices(const struct policy *p)
{
	const struct param *at = band_param(p);
	int n = 0;

	while (at != NULL && n < BAND_CHOICES && at->choices[n] != NULL)
		n++;
	return (n > 0 ? n : 1);
}

static uint64_t
band_runs(const struct policy *p)
{
	return ((uint64_t)(2 * BAND_FRAMES + 1) * (uint64_t)band_choices(p));
}

/* The run once more. */
static struct job *
add_job(struct engine *e, const struct job *run)
{
	struct job *job = &e->job[e->njob++];

	*job = *run;
	job->setup.device = &device_free;
	job->tallies = false;
	job->outcome = mem_alloc(e->keep, sizeof(*job->outcome));
	return (job);
}

/* The parameters of a run with another choice of band_param; NULL: this is the
 * run's own. */
static const void *
other_params(struct engine *e, const struct job *run, int choice)
{
	const struct policy *p = run->setup.policy;
	const struct param *at = band_param(p);
	char *own;

	if (at == NULL)
		return (NULL);
	own = mem_alloc(e->keep, p->params_size);
	memcpy(own, run->setup.params, p->params_size);
	if (memcmp(own + at->offset, &choice, sizeof(choice)) == 0)
		return (NULL);
	memcpy(own + at->offset, &choice, sizeof(choice));
	return (own);
}

static void
add_band(struct engine *e, const struct job *run)
{
	for (int c = 0; c < band_choices(run->setup.policy); c++) {
		const void *params = other_params(e, run, c);

		for (int k = -BAND_FRAMES; k <= BAND_FRAMES; k++) {
			struct job *job;

			if (k == 0 && params == NULL)
				continue;
			job = add_job(e, run);
			job->setup.nframes += (frame_t)k;
			if (params != NULL)
				job->setup.params = params;
		}
	}
}

void
seeds_add(struct engine *e)
{
	uint64_t more = e->spec->seeds > 1 ? e->spec->seeds - 1 : 0;

	e->seed_jobs = e->njob;
	for (size_t i = 0; i < e->study->nrun; i++) {
		const struct job *run = &e->job[i];

		for (uint64_t k = 1; draws(run) && k <= more; k++) {
			struct settings *s = mem_alloc(e->keep, sizeof(*s));

			*s = *e->spec->settings;
			s->seed += k;
			add_job(e, run)->setup.settings = s;
		}
		if (banded(e, run))
			add_band(e, run);
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

static void
widen(struct band *b, const struct outcome *o)
{
	uint64_t faults = outcome_page_faults(o);

	if (b->runs == 0 || faults < b->min)
		b->min = faults;
	if (faults > b->max)
		b->max = faults;
	b->runs++;
}

void
seeds_finish(struct engine *e)
{
	size_t at = e->seed_jobs;

	for (size_t i = 0; i < e->study->nrun && at < e->njob; i++) {
		struct run *run = &e->study->run[i];

		if (draws(&e->job[i])) {
			add(&run->spread, &run->outcome);
			for (uint64_t k = 1; k < e->spec->seeds; k++)
				add(&run->spread, e->job[at++].outcome);
		}
		if (banded(e, &e->job[i])) {
			widen(&run->band, &run->outcome);
			while (
			    run->band.runs < band_runs(e->job[i].setup.policy))
				widen(&run->band, e->job[at++].outcome);
		}
	}
}
