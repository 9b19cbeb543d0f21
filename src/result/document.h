/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A result document, or a suite of them, read back: a baseline, a side of a
 * diff, what a report is made from.
 *
 * It is read into studies, complete, so that whatever can be made from a study
 * can be made from a document.  Its content is not trusted: every number is
 * held to its range, every index to its list, and sums must add up.
 */
#ifndef RESULT_DOCUMENT_H
#define RESULT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/err.h"
#include "model/study.h"

struct mem;

struct document {
	const char *path;           /* not owned */
	struct mem *m;              /* owns the studies; NULL: someone else */
	const struct study **study; /* in the order of the document */
	size_t nstudy;
	bool suite; /* "pagerace.suite/1", of however many studies */
};

/* path lives as long as the document; "-" is standard input. */
int document_open(struct document *d, const char *path, struct err *err);
/* The same from an open file; NULL: it could not be opened, errno says why. */
int document_read(
    struct document *d, const char *path, FILE *from, struct err *err);
void document_close(struct document *d);

#endif
