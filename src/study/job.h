/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A job: one run to be made, as a consumer of references.
 */
#ifndef STUDY_JOB_H
#define STUDY_JOB_H

#include <pthread.h>

#include "sim/replay.h"
#include "study/refstring.h"

struct job {
	/* The trace's part of it (npages, facts, narea, nprocess, sparse) is
	 * filled in when the job begins. */
	struct replay_setup setup;
	bool tallies; /* faults by area and by process */
	struct outcome *outcome;
	struct mem *keep;      /* for what the outcome holds */
	pthread_mutex_t *lock; /* over keep; NULL: one thread uses it */
	struct replay *replay; /* while the run goes on */
	struct err err;        /* of jobs_run() */
};

/* The job as a consumer.  job_close() is to follow, whatever happens. */
struct consumer job_consumer(struct job *job);
void job_close(struct job *job);

/* A replay that the caller opens, finishes and closes, as a consumer. */
struct consumer replay_consumer(struct replay *r);

/*
 * Makes n runs from a recorded string with so many workers, each run alone; its
 * machine exists only while it runs.  If several runs fail, the error of the
 * one with the lowest index is reported.
 */
int jobs_run(struct job *job, size_t n, const struct refstring *string,
    unsigned workers, const struct progress *progress, struct err *err);

#endif
