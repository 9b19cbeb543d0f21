/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A job: one run to be made, as a consumer of references.
 */
#ifndef STUDY_JOB_H
#define STUDY_JOB_H

#include <pthread.h>

#include "sim/replay.h"
#include "study/refstring.h"

struct way;

struct job {
	/* The trace's part of it (npages, facts, narea, nprocess, sparse) is
	 * filled in when the job begins. */
	struct replay_setup setup;
	bool tallies; /* faults by area and by process */
	struct outcome *outcome;
	struct mem *keep;      /* for what the outcome holds */
	pthread_mutex_t *lock; /* over keep; NULL: one thread uses it */
	struct replay *replay; /* while the run goes on */
	const struct way *way; /* how it was made (unit.h); NULL: not yet */
	double kept;           /* for the plan: plan_facts.kept */
	double faults;         /* for an estimate: which part of the references
				* are faults; 0: not known */
};

/* The job as a consumer.  job_close() is to follow, whatever happens. */
struct consumer job_consumer(struct job *job);
void job_close(struct job *job);

/* A replay that the caller opens, finishes and closes, as a consumer. */
struct consumer replay_consumer(struct replay *r);

/* Is its policy the one of this name that is compiled in?  A plug-in may have
 * the same. */
bool job_is_builtin(const struct job *job, const char *name);

/* References of the trace that a machine did not get, of which 'fed' were:
 * they were denied, or to linear areas.  Those of a warm-up do not count. */
void job_not_fed(const struct trace_facts *t, uint64_t fed, uint64_t *denied,
    uint64_t *linear);

#endif
