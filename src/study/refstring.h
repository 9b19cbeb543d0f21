/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A tape: the references of a trace and the changes between them, recorded once
 * and led past any number of machines.
 */
#ifndef STUDY_REFSTRING_H
#define STUDY_REFSTRING_H

#include "base/err.h"
#include "model/change.h"
#include "model/future.h"
#include "sim/replay.h"

struct refstring {
	const struct reference *reference; /* REPLAY_AHEAD more are readable */
	uint64_t n;
	const struct change *change; /* in order of 'at' */
	uint64_t nchange;
	struct scratch *references, *changes;
};

void refstring_open(struct refstring *t);
void refstring_close(struct refstring *t);
int refstring_add(struct refstring *t, const struct reference *ref, size_t n,
    struct err *err);
/* The changes come after the references added so far. */
int refstring_changes(
    struct refstring *t, const struct change *c, size_t n, struct err *err);
/* Ends the recording; only now can the tape be read. */
int refstring_seal(struct refstring *t, struct err *err);

/*
 * Leads stretch [from, to) of the tape past a run, the changes within it at
 * their places; a change at 'to' belongs to the next stretch, unless 'to' is
 * the end.
 */
int refstring_lead(const struct refstring *t, uint64_t from, uint64_t to,
    struct replay *r, struct err *err);

/* The future of the tape, npages pages; freed with future_close(). */
struct future_memory {
	struct future future;
	struct scratch *next, *first;
};
int future_open(struct future_memory *f, const struct refstring *t,
    page_id_t npages, struct err *err);
void future_close(struct future_memory *f);

#endif
