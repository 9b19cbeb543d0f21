/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a chunk of references is made in: its references, their times, and the
 * changes of pages between them.
 */
#ifndef STUDY_REF_BUFFER_H
#define STUDY_REF_BUFFER_H

#include "study/stream.h"

/* References of a chunk at most. */
#define CHUNK_MAX (UINT64_C(1) << 21)

/* A chunk ends when it has so many changes: one event may cause millions. */
#define CHANGES_MAX 65536

struct ref_buffer {
	struct reference *reference; /* CHUNK_MAX + REPLAY_AHEAD */
	uint64_t *time;              /* CHUNK_MAX + 1 (think=trace), or NULL */
	struct change *change;
	size_t nchange, cap;
};

/* Memory is from m, here and below. */
void ref_buffer_open(struct ref_buffer *b, struct mem *m, bool timed);

/* Appends a change that comes after so many references of the whole trace. */
void ref_buffer_add(
    struct ref_buffer *b, struct mem *m, uint64_t at, struct change c);
/* The same, n changes of one event. */
void ref_buffer_take(struct ref_buffer *b, struct mem *m, uint64_t at,
    const struct change *c, size_t n);

#endif
