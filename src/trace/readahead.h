/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trace that is read by a thread of its own, which runs ahead of the caller:
 * it unpacks and decodes the next batches while the caller uses those before
 * them.  They wait in a ring of a few chunks.
 *
 *	trace ─▶ thread ─▶ │ chunk │ chunk │ chunk │ chunk │ ─▶ caller
 *
 * The caller gets the same batches, with the same positions and in the same
 * order, as if it had read the trace itself; an error comes behind the batches
 * before it.  The thread begins with the third batch, so that a short trace has
 * none.  The caller reads by itself where the trace is read strictly, or where
 * the system allows no thread or too little address space.
 */
#ifndef TRACE_READAHEAD_H
#define TRACE_READAHEAD_H

#include "trace/trace.h"

struct readahead;

/* Accesses of a batch at most: 16 bytes each, so that they and the references
 * made of them stay in a second-level cache. */
#define READAHEAD_BATCH 16384

/* What comes next: accesses, and after them an event.  Neither: the end. */
struct batch {
	const struct access *access; /* valid until the next call */
	const uint64_t *time;        /* of each, or NO_TIME; NULL: not wanted */
	size_t n;
	struct event event;
	struct err_where at; /* the position of the last record */
};

/* Opens a trace; spec->ahead: a thread may read it.  timed: batches have
 * times. */
int readahead_open(struct readahead **r, const struct trace_spec *spec,
    bool timed, struct err *err);
/* Before the first batch: as if 'timed' had been set. */
void readahead_want_times(struct readahead *r);
/* At once, also where the thread waits for a pipe; NULL is allowed. */
void readahead_close(struct readahead *r);

int readahead_next(struct readahead *r, struct batch *b, struct err *err);
/* As trace_next_refs(); the event and the position are in the batch. */
int readahead_refs(struct readahead *r, struct trace_refs *refs, size_t most,
    struct batch *b, struct err *err);
/* As trace_pass(): b->n have been passed, and b->access is not set. */
int readahead_pass(
    struct readahead *r, uint64_t most, struct batch *b, struct err *err);

bool readahead_has_refs(const struct readahead *r);
unsigned readahead_carries(const struct readahead *r);
void readahead_progress(
    const struct readahead *r, uint64_t *done, uint64_t *total);
/* As trace_tell() at the end of the trace; before it the counts are those of
 * the batches so far, and the rest is as it was at the first batches. */
void readahead_tell(const struct readahead *r, struct trace_facts *facts);

#endif
