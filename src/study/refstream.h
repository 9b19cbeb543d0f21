/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The walk of a trace through its address spaces: bytes in, batches of page
 * references out, each followed by what changes before the next.
 */
#ifndef STUDY_REFSTREAM_H
#define STUDY_REFSTREAM_H

#include "space/spaces.h"
#include "study/refstring.h"
#include "trace/trace.h"

struct refstream;

/* A batch: what changes before it (areas declared populated, when a process
 * appears), n references, REPLAY_AHEAD more readable, then the changes. */
struct batch {
	const struct change *before;
	size_t nbefore;
	const struct reference *reference;
	size_t n;
	const struct change *change;
	size_t nchange;
	bool end; /* nothing follows */
};

/* declared areas as spaces_open() takes them; memory from m. */
int refstream_open(struct refstream **w, struct mem *m,
    const struct trace_spec *trace, const struct area_spec *declared,
    size_t ndeclared, struct err *err);
void refstream_close(struct refstream *w); /* NULL is allowed */

/* The next batch; what it points to is valid until the next call. */
int refstream_next(struct refstream *w, struct batch *b, struct err *err);

/* Columns by page; complete at the end, their addresses never change. */
struct page_facts refstream_page_facts(const struct refstream *w);
/* All that is known of the trace; complete at the end. */
void refstream_tell(const struct refstream *w, struct trace_facts *facts);
/* Bytes of the trace's file read, and in all (0: not known). */
void refstream_progress(
    const struct refstream *w, uint64_t *done, uint64_t *total);

#endif
