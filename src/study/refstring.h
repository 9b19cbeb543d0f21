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

struct tape {
	const struct reference *reference; /* REPLAY_AHEAD more are readable */
	uint64_t n;
	const struct change *change; /* in order of 'at' */
	uint64_t nchange;
	struct scratch *references, *changes;
};

void tape_open(struct tape *t);
void tape_close(struct tape *t);
int tape_add(
    struct tape *t, const struct reference *ref, size_t n, struct err *err);
/* The changes come after the references added so far. */
int tape_changes(
    struct tape *t, const struct change *c, size_t n, struct err *err);
/* Ends the recording; only now can the tape be read. */
int tape_seal(struct tape *t, struct err *err);

/*
 * Leads stretch [from, to) of the tape past a run, the changes within it at
 * their places; a change at 'to' belongs to the next stretch, unless 'to' is
 * the end.
 */
int tape_lead(const struct tape *t, uint64_t from, uint64_t to,
    struct replay *r, struct err *err);

/* The future of the tape, npages pages; freed with future_close(). */
struct future_memory {
	struct future future;
	struct scratch *next, *first;
};
int future_open(struct future_memory *f, const struct tape *t, vpn_t npages,
    struct err *err);
void future_close(struct future_memory *f);

#endif
