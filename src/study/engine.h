/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A study: a list of runs over one trace becomes machines, the trace is led
 * past them, and what came of it is written down.
 */
#ifndef STUDY_ENGINE_H
#define STUDY_ENGINE_H

#include <stdio.h>

#include "model/areaspec.h"
#include "model/figures.h"
#include "study/refstream.h"

/* Told now and then how far a stage is; total 0: not known. */
struct progress {
	void (*tell)(
	    void *self, const char *stage, uint64_t done, uint64_t total);
	void *self;
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
	bool explain;  /* where each run's faults came from; wants optimum */
	bool optimum;  /* also OPT's faults at each of the memories */
	unsigned jobs; /* workers, at least 1; never changes a result */
	bool plain;    /* one machine after another, from a tape */
	const struct observer *observer; /* of the first run; or NULL */
	struct progress progress;        /* tell NULL: nobody listens */
};

/*
 * Reads the trace once and makes the runs.  All that *out holds is of keep's
 * memory.  Runs that come to the same (policy, parameters, device and frames)
 * are made once.
 */
int engine_run(const struct engine_spec *spec, struct mem *keep,
    struct study *out, struct err *err);

/* Whether the study is fed as the trace is read: its runs have been chosen. */
bool engine_is_live(const struct engine_spec *spec, const struct study *study);

/* In a few lines, how the study is computed. */
void engine_tell(
    const struct engine_spec *spec, const struct study *study, FILE *to);

/* Reads the trace once and tells what is in it; no runs. */
int engine_survey(const struct engine_spec *spec, struct mem *keep,
    struct trace_facts *out, struct err *err);

/* Frames that an amount of memory is, on this footprint. */
int engine_frames(const struct memory_size *memory, uint64_t pages,
    uint64_t page_size, uint64_t *frames, struct err *err);

#endif
