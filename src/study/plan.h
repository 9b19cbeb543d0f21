/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The plan of a study: what the engine has decided before a run begins.
 */
#ifndef STUDY_PLAN_H
#define STUDY_PLAN_H

#include "study/engine.h"
#include "study/job.h"

struct refstream;

struct engine {
	const struct engine_spec *spec;
	struct mem *keep;
	struct refstream *refstream;
	struct mem *reading;        /* of the refstream; part of keep */
	struct refstring refstring; /* where one is recorded */
	struct future_memory future;
	struct study *study;
	struct survey *survey; /* of the map; NULL: it is not asked for */
	struct surveyor *surveyor;
	struct job *job; /* the study's runs, OPT's, those of other seeds */
	size_t njob;
	const struct outcome **optimum; /* OPT's, as study.optimum */
	size_t seed_jobs;               /* the first of the last kind */
	uint64_t beside; /* bytes that are taken while runs are made */
	unsigned workers;
};

/* Policy and device of every run, and a job for it. */
int plan_runs(struct engine *e, struct err *err);
/* The frames of every run, with the trace's page size and, where a memory is a
 * share, its pages; of runs that are the same the first is kept. */
int plan_memories(struct engine *e, struct err *err);

/* -1: the pages that the kernel of run i has itself, as the setting says, take
 * all frames of its group, or of one of them. */
int plan_kernel_pages(const struct engine *e, size_t i, struct err *err);

/* Fills in the setups that need facts of the trace: shares and the future. */
int engine_complete(struct engine *e, struct err *err);
/* Attaches the observer to the first run. */
void engine_observe(struct engine *e, const struct page_facts *facts);
/* Begins the map of the trace, where it is asked for: what makes it is put
 * behind the n consumers.  Returns how many there are then. */
size_t engine_map_begin(struct engine *e, struct consumer *consumer, size_t n);
void engine_map_end(struct engine *e);
/* Where the study asks for it and there is an OPT, adds a job for it with each
 * memory size of the runs.  Only its faults are needed, so it has no device. */
void engine_add_optimum(struct engine *e);

#endif
