/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reference string: the references of a trace and the changes between them,
 * recorded once and fed to any number of consumers.
 *
 * It is written from front to back, sealed, and then read.  If it does not fit
 * in memory, it is kept in a temporary file (base/scratch.h).
 */
#ifndef STUDY_REFSTRING_H
#define STUDY_REFSTRING_H

#include "model/future.h"
#include "sim/replay.h"
#include "study/stream.h"

struct refstring {
	const struct reference *reference; /* REPLAY_AHEAD more are readable */
	uint64_t n;
	const struct change *change; /* in order of 'at' */
	uint64_t nchange;
	struct stream_facts facts; /* where a stream was recorded */
	const uint64_t *time;      /* n + 1, as of a chunk; NULL: think_ns */
	struct scratch *references, *changes, *times;
};

void refstring_open(struct refstring *t);
void refstring_close(struct refstring *t);
int refstring_add(struct refstring *t, const struct reference *ref, size_t n,
    struct err *err);
/* The changes come after the references added so far. */
int refstring_changes(
    struct refstring *t, const struct change *c, size_t n, struct err *err);
/* Ends the recording; only now can the string be read. */
int refstring_seal(struct refstring *t, struct err *err);

/* Records a stream, and seals the string at its end. */
struct consumer refstring_recorder(struct refstring *t);

/* The string as a source. */
struct refstring_walk {
	const struct refstring *t;
	uint64_t at; /* references before the next chunk */
};
struct source refstring_source(
    struct refstring_walk *w, const struct refstring *t);

/*
 * Feeds references [from, to) with the changes between them.  A change at 'to'
 * belongs to the part that begins there, unless 'to' is the end.
 */
int refstring_feed(const struct refstring *t, uint64_t from, uint64_t to,
    const struct consumer *consumer, struct err *err);

/* Do pages share frames somewhere? */
bool refstring_shares(const struct refstring *t);

/* For each reference, the next one to the same page before it is paged out;
 * npages: page numbers are
 * below this.  Freed with future_close().  future_check() says whether the
 * string is too long for it. */
struct future_memory {
	struct future future;
	struct scratch *next, *first, *cuts;
};
int future_check(const struct refstring *t, struct err *err);
int future_open(struct future_memory *f, const struct refstring *t,
    page_id_t npages, struct err *err);
void future_close(struct future_memory *f);

#endif
