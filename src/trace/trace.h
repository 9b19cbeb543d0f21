/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reading a trace: turns bytes into accesses and events.
 *
 * The compression and the format of a trace are found by its content.  It is
 * read from front to back, a batch of accesses at a time, and never as a whole.
 * Accesses are split at page boundaries, so that each lies within one page.
 */
#ifndef TRACE_TRACE_H
#define TRACE_TRACE_H

#include "base/err.h"
#include "model/access.h"
#include "model/event.h"
#include "model/spec.h"
#include "model/study.h"

struct trace;
struct trace_format;

/*
 * A trace that is computed in place of being read.  next() is as trace_next();
 * each access lies within a page of 16 bytes, and so of any size.
 */
struct trace_source {
	const char *format;  /* in place of a format's name */
	unsigned carries;    /* enum format_carries */
	char digest[24];     /* of what it is computed from */
	const char *partial; /* as trace_format.partial */
	/* time: of each access, or NO_TIME; NULL: not wanted. */
	int (*next)(void *self, struct access *a, uint64_t *time, size_t cap,
	    size_t *n, struct event *ev, struct err *err);
	/* Begins with the first access; called before each reading.  NULL: it
	 * can be read once. */
	int (*begin)(void *self, struct err *err);
	void *self;
	uint64_t total; /* accesses */
};

/* A measurement of reading, which is told when a call that reads begins and
 * ends. */
struct read_watch {
	void (*reads)(void *self, bool begins);
	void *self;
};

struct trace_spec {
	const char *path; /* "-": standard input */
	/* Not NULL: the trace itself, read strictly; path only names it. */
	const char *text;
	const struct trace_source *source; /* not NULL: it is computed */
	const struct selection *format;    /* NULL: detected */
	/* page_size, straddle, ifetch, strict */
	const struct settings *settings;
	/* To choose from, NULL-ended; NULL: those built in. */
	const struct trace_format *const *formats;
	bool ahead; /* a thread of its own may read it (readahead.h) */
	const struct read_watch *watch; /* of a refstream; NULL: none */
};

/* All that *spec points to must outlive the trace. */
int trace_open(
    struct trace **t, const struct trace_spec *spec, struct err *err);
void trace_close(struct trace *t); /* NULL is allowed */

/*
 * Reads the next batch: *n accesses, at most cap (cap >= 4096), and then the
 * event that ended the batch, or EVENT_NONE in ev->kind.  *n == 0 and no event:
 * the end of the trace.
 */
int trace_next(struct trace *t, struct access *a, size_t cap, size_t *n,
    struct event *ev, struct err *err);

/* The same with the time of each access, NO_TIME where the trace has none. */
int trace_next_timed(struct trace *t, struct access *a, uint64_t *time,
    size_t cap, size_t *n, struct event *ev, struct err *err);

/*
 * Page references, of a trace that numbers its pages itself.  A reference is
 * the number of a page << 2 | enum access_op; the list of pages only grows.
 */
struct trace_refs {
	const uint32_t *ref;
	size_t n;
	const struct trace_page *page;
	size_t npage;
};

/* Whether trace_next_refs() can take the place of trace_next(): the pages are
 * of the page size that is set, and all references are wanted. */
bool trace_has_refs(const struct trace *t);
int trace_next_refs(struct trace *t, struct trace_refs *refs, size_t most,
    struct event *ev, struct err *err);

/*
 * Passes over references that are not used, of a trace that has_refs: *n, at
 * most so many, or an event, or neither at the end of the trace.  Positions,
 * digest, counts and events are as if they had been read; what is wrong within
 * a block whose checksum is right may go unseen.
 */
int trace_pass(struct trace *t, uint64_t most, size_t *n, struct event *ev,
    struct err *err);

/* The properties of the trace's format (enum format_carries). */
unsigned trace_carries(const struct trace *t);

/* The position of the last record read, for messages about it. */
struct err_where trace_where(const struct trace *t);

/* Bytes of the file consumed so far and in all, or accesses of a source; total
 * 0: not known. */
void trace_progress(const struct trace *t, uint64_t *done, uint64_t *total);

/* Fills the members that this module knows: name, format, digest, accesses,
 * straddles, ignored, malformed, and what could have been read otherwise.  The
 * digest is complete only at the end; the format and the provenance are valid
 * until the trace is closed. */
void trace_tell(const struct trace *t, struct trace_facts *facts);

#endif
