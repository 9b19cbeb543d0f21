/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of a study comes from the program, its files and the command line, and
 * is not the engine's to know: the build, the files of plug-ins, the figures.
 */
#ifndef CLI_STUDY_ORIGIN_H
#define CLI_STUDY_ORIGIN_H

#include "cli/experiment.h"
#include "study/engine.h"

/* Fills them in, of a study that has just been made. */
int study_origin(const struct experiment *e, const struct engine_spec *plan,
    struct study *study, struct err *err);

/* The curves with the number of sizes that was asked for, where it is not the
 * default. */
const struct curve *study_asked_points(
    const struct options *o, const struct study *study);

/* Are the figures of this digest others than those built in?  NULL: there are
 * none. */
bool study_other_figures(const char *digest);

#endif
