/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is said of a study: one file per format.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "model/study.h"

struct report_view {
	bool color;     /* terminal only */
	bool utf8;      /* bars drawn with block characters */
	unsigned width; /* columns of the terminal */
	bool suite;     /* studies of a suite, even where it is one */
};

struct report_format {
	const char *name;
	const char *summary;
	/* Writes one report of n >= 1 studies; n is 1 unless the view is of a
	 * suite.  The caller opens and closes 'to', and finds the errors of
	 * the stream itself (ferror()). */
	int (*write)(const struct study *const *s, size_t n,
	    const struct report_view *view, FILE *to, struct err *err);
};

extern const struct report_format terminal_format;
extern const struct report_format json_format;
extern const struct report_format csv_format;
extern const struct report_format markdown_format;
extern const struct report_format hgrm_format;
extern const struct report_format junit_format;
extern const struct report_format *const report_formats[]; /* NULL-ended */

/*
 * Writes one report to a path as a whole: to a temporary name beside it, then
 * renamed, so that no reader ever sees half of it.  "-" is standard output.
 */
int report_save(const struct report_format *format,
    const struct study *const *s, size_t n, const struct report_view *view,
    const char *path, struct err *err);

#endif
