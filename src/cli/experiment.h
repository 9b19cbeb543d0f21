/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the words of a command line to a study: settings, figures and areas are
 * settled, the grid of runs is laid out, the hall makes them, the reports are
 * written.
 */
#ifndef CLI_EXPERIMENT_H
#define CLI_EXPERIMENT_H

#include "cli/options.h"
#include "config/suite.h"
#include "model/figures.h"
#include "model/study.h"
#include "report/report.h"
#include "study/engine.h"

struct experiment {
	const struct options *options;
	struct suite machine; /* what --machine or a suite's file says */
	struct figures figures;
};

/* What is the same for every trace: settings from the machine's file and the
 * command line, figures. */
int experiment_open(
    struct experiment *r, const struct options *o, struct err *err);
/* The same where a suite has been loaded already. */
int experiment_figures(struct experiment *r, struct err *err);

/* A grid: every policy at every memory on every device. */
struct experiment_grid {
	const char *path;
	const char *name;               /* NULL: the last part of the path */
	const struct selection *format; /* NULL: detected */
	const struct settings *settings;
	const struct area_list *areas;
	const struct selections *policies;
	const struct memories *memories;
	const struct selections *devices; /* none: nvme */
	bool comparison;
	bool optimum; /* with OPT's page faults; a comparison with opt among the
		       * policies has them in any case */
	const struct observer *observer;
};

int experiment_run(const struct experiment *r,
    const struct experiment_grid *grid, struct study *study, struct err *err);
/* What is in the trace, without a run. */
int experiment_survey(const struct experiment *r,
    const struct experiment_grid *grid, struct trace_facts *facts,
    struct err *err);

/* The terminal's report, unless told to be quiet or standard output is used
 * otherwise, and every report asked for; warnings on standard error. */
int experiment_report(
    const struct experiment *r, const struct study *study, struct err *err);
/* One report of several studies, as one file. */
int experiment_write(const struct study *const *s, size_t n, const char *format,
    const char *path, struct err *err);
/* The terminal's report of these studies, if there is to be one, and their
 * warnings. */
int experiment_show(const struct experiment *r, const struct study *const *s,
    size_t n, const struct report_view *view, struct err *err);
/* NULL: there is no such format. */
const struct report_format *experiment_format(
    const char *name, struct err *err);
/* How the terminal is. */
struct report_view experiment_view(void);

/* Puts the default policies or memories into an empty list. */
int experiment_defaults(struct options *o, struct err *err);

#endif
