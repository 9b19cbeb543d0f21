/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes in, accesses out.
 *
 * A trace is opened, its compression and its format found by content, and then
 * read on from front to back, a batch of accesses at a time; it is never held
 * whole.  Accesses come out cut at page boundaries: no one further in ever
 * asks whether one straddles.
 */
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include "base/err.h"
#include "model/access.h"
#include "model/event.h"
#include "model/spec.h"
#include "model/study.h"

struct trace;

struct trace_spec {
	const char *path;   /* "-": standard input */
	const char *format; /* NULL: detected */
	const struct settings
	    *settings; /* page_size, straddle, ifetch, strict */
};

int trace_open(
    struct trace **t, const struct trace_spec *spec, struct err *err);
void trace_close(struct trace *t); /* NULL is allowed */

/*
 * Reads on: at most cap accesses (cap >= 4096), *n of them, and then the event
 * that stopped the batch; ev->kind is EVENT_NONE where none did.  *n == 0 and
 * no event: the end.
 */
int trace_next(struct trace *t, struct access *a, size_t cap, size_t *n,
    struct event *ev, struct err *err);

/* The position of the last thing read, for messages about it. */
struct err_where trace_where(const struct trace *t);

/* Bytes of the file consumed so far and in all; total 0: not known. */
void trace_progress(const struct trace *t, uint64_t *done, uint64_t *total);

/* Fills what the bytes tell: name, format, digest, accesses, straddles,
 * ignored, malformed.  The digest is complete at the end only. */
void trace_tell(const struct trace *t, struct trace_facts *facts);

/* One reader of one format; at the end of its file, its only external name. */
struct trace_format;
extern const struct trace_format *const trace_formats[]; /* NULL-ended */

#endif
