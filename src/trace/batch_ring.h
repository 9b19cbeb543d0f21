/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The thread that reads a trace ahead (readahead.h), and the ring of chunks
 * that it fills.  A chunk has some batches.  It belongs to the thread until it
 * is made, and then to the caller until it is taken.  The trace belongs to the
 * thread while that runs.
 */
#ifndef TRACE_BATCH_RING_H
#define TRACE_BATCH_RING_H

#include "base/mem.h"
#include "trace/readahead.h"

/* A batch, and what the trace had counted with it. */
struct piece {
	size_t from, n; /* where it is in the chunk */
	size_t npage;   /* of references: the pages that are known by then */
	struct event event;
	struct err_where at;
	uint64_t accesses, straddles, ignored, malformed, done;
};

struct page_array {
	struct trace_page *page;
	size_t n, cap;
};

struct chunk {
	struct access *access;
	uint64_t *time; /* NULL: not wanted */
	uint32_t *ref;
	struct page_array fresh; /* pages that were not known before it */
	struct piece *piece;
	unsigned npiece;
	size_t n;
	bool last;   /* nothing is read behind it */
	bool failed; /* err comes behind its batches */
	struct err err;
};

struct batch_ring;

/* Starts the thread; NULL: it cannot be.  timed: with times; refs: it reads
 * references.  The ring lives until the trace is closed. */
struct batch_ring *batch_ring_start(
    struct mem *m, struct trace *t, bool timed, bool refs);
bool batch_ring_of_refs(const struct batch_ring *r);

/* The chunk with the next batch, *p; it is valid until the next call.  NULL: an
 * error, *failed being -1, or there is none.  Then the thread has ended. */
const struct chunk *batch_ring_next(
    struct batch_ring *r, const struct piece **p, int *failed, struct err *err);
/* The batch is done with. */
void batch_ring_advance(struct batch_ring *r);
/* The pages of all chunks so far. */
const struct trace_page *batch_ring_pages(const struct batch_ring *r);

/* The thread ends behind the batch that it reads. */
void batch_ring_stop(struct batch_ring *r);
/* Waits until it has ended, as it does behind the last batch.  at_once: it is
 * stopped, also where it waits for a pipe. */
void batch_ring_join(struct batch_ring *r, bool at_once);

#endif
