/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A list of warnings.
 */
#ifndef RESULT_WARNING_LIST_H
#define RESULT_WARNING_LIST_H

#include <stddef.h>

#include "base/inline.h"

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

#endif
