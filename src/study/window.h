/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The window of a trace: which of its references are replayed, and which of
 * these count.  The settings skip, warmup and take follow each other:
 *
 *	 left out │  replayed, not counted  │  counted  │  left out
 *	──────────┴─────────────────────────┴───────────┴──────────
 *	   skip             warmup              take
 *
 * An event before the end of the window is applied even where the references
 * around it are left out, so that areas and processes are as they were.  The
 * rest of the trace is read for its digest.
 *
 * A share is known only at the end of the trace, which is then read into
 * temporary storage first (base/scratch.h).
 */
#ifndef STUDY_WINDOW_H
#define STUDY_WINDOW_H

#include "base/mem.h"
#include "trace/readahead.h"

struct window;

/* What comes next: accesses, and after them an event, or the point where
 * counting begins.  Neither, and no end: there is nothing to do now. */
struct window_piece {
	const struct access *access;
	const uint64_t *time; /* of each, or NO_TIME; NULL: not requested */
	size_t n;
	struct event event; /* EVENT_NONE: none */
	bool counts;        /* what follows is counted, after a warm-up */
	bool end;
	struct err_where at; /* the position of the last record */
};

/* The trace stays the caller's, and has times where timed is set, and then
 * pieces have, too; memory is from m. */
struct window *window_open(struct mem *m, struct readahead *trace,
    const struct settings *settings, bool timed);
/* Nothing of the trace is left out, and all of it counts. */
bool window_is_whole(const struct window *w);
void window_close(struct window *w); /* NULL is allowed */

/* At most so many accesses. */
int window_next(
    struct window *w, size_t most, struct window_piece *p, struct err *err);

/* Fills the member 'window', but what the machine gets of the warm-up. */
void window_tell(const struct window *w, struct trace_facts *facts);

#endif
