/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A result document, or a suite of them, read back: as a baseline, for a diff,
 * or to make reports from.
 *
 * It is read completely into studies, so that a document gives the same reports
 * as the study that it was written from.  Its content is not trusted: every
 * number is checked against its range, every index against its list, and sums
 * must add up.
 */
#ifndef RESULT_DOCUMENT_H
#define RESULT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "model/study.h"

struct mem;

struct document {
	const char *path; /* not owned */
	struct mem *m;    /* owns the studies; NULL: the caller does */
	const struct study **study; /* in the order of the document */
	size_t nstudy;
	bool suite; /* of any number of studies */
	bool slim;  /* "pagerace.baseline/1": what a gate needs and no more */
};

/* Bytes of text that a document may have, unless more are allowed. */
#define DOCUMENT_BYTES (UINT64_C(64) << 20)

/* path must outlive the document; "-" is standard input.  most: bytes of its
 * text. */
int document_open_limited(
    struct document *d, const char *path, uint64_t most, struct err *err);
/* The same with DOCUMENT_BYTES, and from an open file. */
int document_open(struct document *d, const char *path, struct err *err);
int document_read(
    struct document *d, const char *path, FILE *from, struct err *err);
void document_close(struct document *d);
/* An error where the document is slim, and a report needs more. */
int document_complete(const struct document *d, struct err *err);

/* The tables whose defaults the labels of an older document leave out. */
struct param;
struct document_tables {
	const struct param *settings;
	const struct param *device;
	/* NULL: there is no such policy, or it has no parameters. */
	const struct param *(*policy)(const char *name);
	/* Does it count references?  Does it reclaim as a kernel does? */
	bool (*counts_references)(const char *name);
	bool (*kernel_reclaim)(const char *name);
	/* Are figures of this digest not those of the program?  NULL: nothing
	 * is known of them. */
	bool (*other_figures)(const char *digest);
};

/* Adds what is known of the policies, and gives the studies of a document
 * without labels those that the program would have written; they are shown with
 * all their values otherwise. */
void document_label(struct document *d, const struct document_tables *t);

#endif
