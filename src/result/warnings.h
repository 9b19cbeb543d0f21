/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Warnings: properties of a study that change how its numbers are to be read.
 *
 * They are computed from the study alone, so a report made from a document that
 * was read back has the same ones.  A warning changes no result and no exit
 * status.
 */
#ifndef RESULT_WARNINGS_H
#define RESULT_WARNINGS_H

#include <stddef.h>

#include "base/inline.h"
#include "model/study.h"

struct warning {
	const char *code; /* a word for scripts: "no_evictions" */
	const char *kind; /* "warning", or "note" where only a few records are
			   * concerned */
	char text[400];   /* what was found, and what to do about it */
};

/* At most one of each code. */
#define WARNINGS_MAX 24

struct warnings {
	struct warning item[WARNINGS_MAX];
	size_t n;
};

void warnings_add(struct warnings *w, const char *kind, const char *code,
    const char *fmt, ...) printf_like(4, 5);

void warnings_find(struct warnings *w, const struct study *s);

#endif
