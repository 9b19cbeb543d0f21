/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy that releases frames uses fewer than its limit.  With an equal limit
 * it has more faults than a policy that uses all frames, but need not be worse:
 * faults are comparable only at equal mean memory.  The mean is known after the
 * run; then LRU, CLOCK and OPT are run with as many frames, rounded to a whole
 * number and at least one.
 *
 * These use all their frames except while memory fills, so their mean is the
 * same or a little smaller.
 */
#include "study/equal_memory.h"

#include <string.h>

#include "policy/choose.h"
#include "study/unit_plan.h"

#define OTHERS 3
static const char *const others[OTHERS] = { "lru", "clock", "opt" };

static uint64_t
mean_frames(const struct outcome *o)
{
	uint64_t mean;

	if (o->references == 0)
		return (1);
	mean =
	    (uint64_t)((o->resident_sum + o->references / 2) / o->references);
	return (mean > 0 ? mean : 1);
}

static bool
listed(const struct policy *const *list, const char *name)
{
	for (; *list != NULL; list++)
		if (strcmp((*list)->name, name) == 0)
			return (true);
	return (false);
}

/* A job like that of the study, with another policy and memory. */
static int
make_job(const struct engine_spec *spec, const struct job *like,
    const struct equal_memory *e, const struct future_memory *future,
    struct mem *keep, struct job *job, struct err *err)
{
	const struct selection name = { .name = e->policy };
	const struct policy *p = choose_policy(spec->policies, &name, err);

	if (p == NULL)
		return (-1);
	*job = *like;
	job->setup.policy = p;
	job->setup.params = choose_values(keep, p, &name, err);
	job->setup.nframes = (frame_t)e->frames;
	job->setup.device = &device_free;
	job->setup.observer = NULL;
	job->tallies = false;
	job->setup.future = p->sight == SEES_FUTURE ? &future->future : NULL;
	job->outcome = mem_alloc(keep, sizeof(*job->outcome));
	return (job->setup.params == NULL ? -1 : 0);
}

int
equal_memory_run(const struct engine_spec *spec, struct study *study,
    const struct job *like, const struct refstring *string,
    struct future_memory *future, struct mem *keep, struct err *err)
{
	struct job *job = mem_array(keep, study->nrun, OTHERS * sizeof(*job));
	struct equal_memory **made =
	    mem_array(keep, study->nrun, OTHERS * sizeof(*made));
	size_t n = 0;

	for (size_t i = 0; i < study->nrun; i++) {
		struct run *r = &study->run[i];

		if (!r->varies)
			continue;
		r->equal_memory =
		    mem_array(keep, OTHERS, sizeof(*r->equal_memory));
		for (size_t k = 0; k < OTHERS; k++) {
			struct equal_memory *e =
			    &r->equal_memory[r->nequal_memory];

			if (!listed(spec->policies, others[k]) ||
			    (future == NULL && strcmp(others[k], "opt") == 0))
				continue;
			*e = (struct equal_memory){ others[k],
				mean_frames(&r->outcome), 0 };
			if (make_job(
				spec, like, e, future, keep, &job[n], err) != 0)
				return (-1);
			made[n++] = e;
			r->nequal_memory++;
		}
	}
	if (n > 0 && jobs_run(spec, job, n, string, future, 0, err) != 0)
		return (-1);
	for (size_t i = 0; i < n; i++)
		made[i]->faults = outcome_page_faults(job[i].outcome);
	return (0);
}
