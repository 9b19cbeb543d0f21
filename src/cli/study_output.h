/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports of studies: on the terminal and in the files asked for.
 */
#ifndef CLI_STUDY_OUTPUT_H
#define CLI_STUDY_OUTPUT_H

#include "cli/options.h"
#include "model/study.h"
#include "report/report.h"

/* The terminal as it is: width, colours, character set. */
struct report_view output_view(const struct options *o);

/* The format of this name; NULL with *err: there is none. */
const struct report_format *output_format(const char *name, struct err *err);

/* Every report asked for, then as output_show(); suite: as those of a suite,
 * even where it is one study. */
int output_report(const struct options *o, const struct study *const *s,
    size_t n, bool suite, struct err *err);
/* One report of several studies, as one file. */
int output_write(const struct options *o, const struct study *const *s,
    size_t n, const char *format, const char *path, struct err *err);
/* The terminal's report of these studies, unless --quiet is given or a report
 * goes to standard output; and their warnings on standard error. */
int output_show(const struct options *o, const struct study *const *s, size_t n,
    const struct report_view *view, struct err *err);

/* Prints the warnings on standard error, so that -q and reports in files do not
 * hide them.  shown: the report has been printed; on the same terminal only
 * that records were malformed is said twice. */
void output_warn(const struct study *s, bool shown);

#endif
