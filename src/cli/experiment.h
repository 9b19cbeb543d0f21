/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the options of a command to studies: settings, figures and areas are put
 * together, the grid of runs is laid out, study/ makes the runs.
 */
#ifndef CLI_EXPERIMENT_H
#define CLI_EXPERIMENT_H

#include "cli/options.h"
#include "config/suite.h"
#include "model/figures.h"
#include "model/study.h"

/* One run, where runs are given one by one. */
struct given_run {
	struct selection policy, device;
	struct memory_size memory;
};

struct experiment {
	const struct options *options;
	/* What is run: a suite's file, or one trace of the command line; in
	 * either case with settings and areas of a file. */
	struct suite suite;
	struct figures figures;
	/* The runs in place of every policy of the suite at every memory on
	 * every device; NULL: none. */
	const struct given_run *given;
	size_t ngiven;
	bool comparison;
	const struct observer *observer; /* of a single run; NULL: none */
};

/* Settings, areas and figures: of --machine, changed by the command line. */
int experiment_settings(
    struct experiment *e, const struct options *o, struct err *err);
/* The same, and the trace that the first word of the command line names. */
int experiment_open(
    struct experiment *e, const struct options *o, struct err *err);
/* The figures alone, where a suite has been loaded already. */
int experiment_figures(struct experiment *e, struct err *err);

/* Every policy at every memory on every device, over one trace of the suite. */
int experiment_run(const struct experiment *e, const struct suite_trace *t,
    struct study *study, struct err *err);
/* A curve for each policy. */
int experiment_curves(
    const struct experiment *e, struct study *study, struct err *err);
/* What is in the trace, without a run. */
int experiment_survey(
    const struct experiment *e, struct study *study, struct err *err);

/* The list with 'all' replaced by every policy. */
void experiment_policies(
    struct mem *m, const struct selections *given, struct selections *out);

/* Puts the default policies or memories into an empty list. */
int experiment_defaults(struct options *o, struct err *err);

#endif
