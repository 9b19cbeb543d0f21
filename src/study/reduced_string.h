/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reference string without the references that change nothing for LRU and
 * OPT (ref_reducer.h), and its future.
 */
#ifndef STUDY_REDUCED_STRING_H
#define STUDY_REDUCED_STRING_H

#include <pthread.h>

#include "study/refstring.h"

struct reduced_string {
	struct refstring string;     /* 'at' of a change counts what is kept */
	const uint64_t *place;       /* by reference, as for replay_places() */
	struct future_memory future; /* made if it was asked for */
	uint64_t whole;              /* references of the whole string */
	struct scratch *places;

	/* How it is made. */
	pthread_mutex_t lock;
	const struct refstring *from; /* NULL: it is not open */
	struct reduced_string *base;
	uint64_t frames;
	bool sees_future;
	bool tried; /* reduced_string_make() was called */
	int failed; /* then: with this error */
	struct err err;
};

/* Of t, for k frames and more, with its future once sees_future is set.  base:
 * the same for fewer frames, from which it is made; or NULL.  It is made when
 * it is asked for; reduced_string_close() is to follow, after an error too. */
void reduced_string_open(struct reduced_string *r, const struct refstring *t,
    struct reduced_string *base, uint64_t frames);
void reduced_string_close(struct reduced_string *r);

/* Makes it, once: may be called by several threads, which wait. */
int reduced_string_make(struct reduced_string *r, struct err *err);

/* Which part of the references would be kept, with 64 frames; known of so many
 * of them. */
double reduced_string_share(
    const struct reference *ref, size_t n, page_id_t npages);

#endif
