/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Columns: what can be said of one run in one number or one word.  A row of
 * the table is a column's name, its unit, how it is got at and what it means;
 * CSV, Markdown, the terminal and the list of columns all come from here.
 */
#ifndef RESULT_METRIC_H
#define RESULT_METRIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/study.h"

enum figure_kind {
	FIGURE_NONE, /* there is nothing to say: an empty field */
	FIGURE_TEXT,
	FIGURE_COUNT,
	FIGURE_MILLI, /* in thousandths */
	FIGURE_MICRO, /* in millionths */
};

struct figure {
	enum figure_kind kind;
	uint64_t n;
	char text[512];
};

struct metric {
	const char *name;
	const char *unit; /* "": a word or a plain count */
	const char *text; /* one sentence, without its full stop */
	void (*get)(const struct metric *c, const struct study *s,
	    const struct run *r, struct figure *out);
	size_t offset; /* in struct run, for the getters that want one */
	uint64_t ppm;  /* which quantile */
};

extern const struct metric columns[]; /* ended by a NULL name */

/* What the column says of this run. */
void metric_get(const struct metric *c, const struct study *s,
    const struct run *r, struct figure *out);

/* The same as text; plain as files have it, or with thousands separators. */
char *metric_print(const struct metric *c, const struct study *s,
    const struct run *r, bool separators, char *buf, size_t size);

/* Faults of OPT at so many frames; false: not known. */
bool metric_optimum(const struct study *s, uint64_t frames, uint64_t *faults);

#endif
