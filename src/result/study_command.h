/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The commands that make a study again, from its run keys.
 *
 * Two studies with the same keys have the same commands: there is nothing in
 * them of paths, workers or time.  TRACE stands for the trace, whose digest
 * command_digests() has, and memory is in frames.
 */
#ifndef RESULT_STUDY_COMMAND_H
#define RESULT_STUDY_COMMAND_H

#include "base/mem.h"
#include "model/study.h"

/* One command, without a line end, or several, one on a line, where the runs
 * are no full grid of devices, policies and memories; in memory from m.  "":
 * the study has neither runs nor curves. */
char *command_text(struct mem *m, const struct study *s);

/* The command that writes the facts of a trace, of a study without runs. */
char *command_info(struct mem *m, const struct study *s);

/* What the commands need besides their words, in one sentence: the digests of
 * the trace, of the device figures, of declared areas, of plug-ins, and of the
 * program's sources; in memory from m. */
char *command_digests(struct mem *m, const struct study *s);

#endif
