/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports: of studies, of the verdict of a gate, of a trace without a run.
 *
 * A format for readers has a renderer, and gets all reports from the views of
 * this module.  A format for programs has writers of its own.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "model/study.h"

struct gate;
struct renderer;

struct report_view {
	bool color;         /* terminal only */
	bool utf8;          /* bars drawn with block characters */
	unsigned width;     /* columns of the terminal */
	const char *figure; /* NULL: the first that there is */
	bool no_caption;    /* of a figure */
	/* Sizes whose numbers a terminal shows; none: as many as fit. */
	const struct memory_size *shown;
	size_t nshown;
	bool suite;       /* studies of a suite, even if it has only one */
	const char *file; /* that findings of a gate belong to; NULL: none */
};

/* What is reported: one of these. */
struct report_subject {
	const struct study *const *study; /* one; more in a suite */
	size_t nstudy;
	const struct gate *gate;
	const struct err *refusal; /* an error in place of a verdict */
	const struct study *facts; /* of a trace; it has no runs */
};

struct report_format {
	const char *name;
	const char *summary;
	const struct renderer *renderer; /* NULL: the writers are used */
	bool map;       /* its reports of runs have the map of the trace */
	bool one_study; /* it is of one alone */
	bool runs_with_verdict; /* the report of a verdict has the new runs */
	/* Writes one report of n studies.  The caller opens and closes 'to',
	 * and checks it for errors (ferror()). */
	int (*write)(const struct study *const *s, size_t n,
	    const struct report_view *view, FILE *to, struct err *err);
	/* The same for the other subjects; NULL: the format has no report of
	 * that subject. */
	int (*write_gate)(const struct gate *g, const struct report_view *view,
	    FILE *to, struct err *err);
	int (*write_refusal)(const struct err *why,
	    const struct report_view *view, FILE *to, struct err *err);
	int (*write_facts)(
	    const struct trace_facts *t, FILE *to, struct err *err);
};

extern const struct report_format terminal_format, json_format, markdown_format;
extern const struct report_format *const report_formats[]; /* NULL-ended */

/* Can the format report studies; those of curves alone; the verdict of a gate;
 * a trace? */
bool report_has_studies(const struct report_format *format);
bool report_has_curves(const struct report_format *format);
bool report_has_gate(const struct report_format *format);
bool report_has_facts(const struct report_format *format);

int report_write(const struct report_format *format,
    const struct report_subject *subject, const struct report_view *view,
    FILE *to, struct err *err);

/*
 * The same to a path.  The report is written to a temporary file in the same
 * directory, which is then renamed, so that an incomplete report is never read.
 * "-" is standard output.
 */
int report_save(const struct report_format *format,
    const struct report_subject *subject, const struct report_view *view,
    const char *path, struct err *err);

#endif
