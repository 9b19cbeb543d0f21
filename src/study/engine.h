/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The engine makes a study: it chooses policy, device and memory of each run,
 * decides how they are fed, feeds them and fills in the outcomes.
 *
 * Runs that need no knowledge of the trace in advance are fed as it is read,
 * all of them at once, by all workers; then memory does not grow with the
 * length of the trace.  Where they do not fit together into the memory that is
 * allowed, the trace is read again for those that were put off
 * (memory_watch.h).  Otherwise the reference string is recorded first and the
 * runs are made from it, one unit for each worker at a time, or fewer where
 * memory holds no more.  Decoding an access takes several times as long as
 * writing four bytes and reading them again.
 */
#ifndef STUDY_ENGINE_H
#define STUDY_ENGINE_H

#include <stdio.h>

#include "model/areaspec.h"
#include "model/figures.h"
#include "model/sampling.h"
#include "study/stream.h"
#include "study/surveyor.h"
#include "trace/trace.h"

struct way;

/* What runs would cost, by costs measured on one machine (way_cost.h); reading
 * the trace is not in it. */
struct dry_run {
	double ns;         /* of processor time, for each reference */
	uint64_t bytes;    /* of memory: all units, and what is recorded */
	uint64_t most;     /* of memory: the largest unit, with one worker */
	uint64_t trace;    /* of memory: for reading the trace */
	uint64_t recorded; /* of these: the reference string and the future; a
			    * long one is in a file */
};

struct engine_spec {
	struct trace_spec trace;
	const struct param *settings_table;
	const struct settings *settings;
	const struct area_spec *area; /* declared before the trace begins */
	size_t narea;
	const struct quota *quota; /* for scope=local */
	size_t nquota;
	const struct figures *figures;
	const struct policy *const *policies; /* to choose from; NULL-ended */
	const struct run_spec *run;
	size_t nrun;
	bool parts;        /* also faults by area and by process */
	bool explain;      /* the cause of each fault; needs optimum */
	bool optimum;      /* also OPT's faults with each memory size */
	bool curve;        /* also the curve of lru, and of opt where it is run
			    * (stack_curves.h) */
	bool equal_memory; /* also other policies with the mean memory of runs
			    * that vary theirs (equal_memory.h) */
	struct sample_spec sample; /* of pages (sample.h); not 0: results are
				    * estimates */
	uint64_t seeds; /* runs of each policy that draws random numbers,
			 * with consecutive seeds; 0 is 1 */
	bool band;      /* of a kernel's policies: runs with a little less and
			 * more memory */
	bool map;       /* also the map of the trace */
	unsigned jobs;  /* workers, at least 1; never changes a result */
	/* Bytes of memory that the process may take, which never changes a
	 * result either; 0: as many as it needs.  used: what it takes now;
	 * NULL: capacity_used(). */
	uint64_t memory;
	uint64_t (*used)(void);
	bool plain; /* one machine after another, from the reference string */
	/* For tests: the way (unit.h) of all runs that it can make. */
	const struct way *only;
	/* Not NULL: the trace is read, and no run is made. */
	struct dry_run *dry_run;
	const struct observer *observer; /* of the first run; or NULL */
	struct progress progress;
};

/*
 * Reads the trace once and makes the runs.  The memory of *out is from keep.
 * Of runs that are the same in policy, parameters, device and frames only the
 * first is made and stays in the study.
 */
int engine_run(const struct engine_spec *spec, struct mem *keep,
    struct study *out, struct err *err);

/* Workers; and the way that was asked for, NULL: what costs least. */
unsigned engine_workers(const struct engine_spec *spec);
const struct way *engine_only(const struct engine_spec *spec);

/* Why the reference string has to be recorded for runs that have been chosen,
 * as a clause; NULL: they are fed as the trace is read. */
const char *engine_records_for(
    const struct engine_spec *spec, const struct study *study);

/* Prints how the study was computed: a line, and one for the runs of each
 * policy that were made in the same way. */
void engine_tell(
    const struct engine_spec *spec, const struct study *study, FILE *to);

/* Reads the trace once and fills *out, with its survey; makes no runs. */
int engine_survey(const struct engine_spec *spec,
    const struct survey_spec *survey, struct mem *keep, struct trace_facts *out,
    struct err *err);

/* The number of frames in an amount of memory, for a trace of so many pages. */
int engine_frames(const struct memory_size *memory, uint64_t pages,
    uint64_t page_size, uint64_t *frames, struct err *err);

#endif
