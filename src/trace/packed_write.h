/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing a packed trace to a stream, which belongs to the caller, as errors
 * of writing do.
 */
#ifndef TRACE_PACKED_WRITE_H
#define TRACE_PACKED_WRITE_H

#include <stdio.h>

#include "trace/packed.h"

struct known_pages;
struct packed_writer;

/* What is written precedes the first access.  level: of zstd, 1 to 19. */
struct packed_writer *packed_writer_open(
    const struct packed_head *head, int level, FILE *to);
void packed_writer_close(struct packed_writer *w); /* NULL is allowed */

/* time: of each, or NULL.  Of page references each access lies within one page
 * of the size in the head. */
int packed_writer_accesses(struct packed_writer *w, const struct access *a,
    const uint64_t *time, size_t n, struct err *err);
/* Accesses of one process as words (model/access_word.h), up to one that is not
 * known.  *n: how many there are; then, how many were written. */
int packed_writer_words(struct packed_writer *w, const uint64_t *word,
    size_t *n, uint32_t pid, const struct known_pages *known, struct err *err);
void packed_writer_event(struct packed_writer *w, const struct event *ev);
/* What follows the last access or event. */
void packed_writer_end(struct packed_writer *w);

#endif
