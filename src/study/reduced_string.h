/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reference string without the references that change nothing for LRU and
 * OPT (ref_reducer.h), and its future.
 */
#ifndef STUDY_REDUCED_STRING_H
#define STUDY_REDUCED_STRING_H

#include "study/refstring.h"

struct reduced_string {
	struct refstring string;     /* 'at' of a change counts what is kept */
	const uint64_t *place;       /* by reference, as for replay_places() */
	struct future_memory future; /* made if it was asked for */
	uint64_t whole;              /* references of the whole string */
	struct scratch *places;
};

/* frames: k.  reduced_string_close() is to follow, after an error too. */
int reduced_string_make(struct reduced_string *r, const struct refstring *t,
    uint64_t frames, bool future, struct err *err);
void reduced_string_close(struct reduced_string *r);

/* Which part of the references would be kept, with 64 frames; known of so many
 * of them. */
double reduced_string_share(
    const struct reference *ref, size_t n, page_id_t npages);

#endif
