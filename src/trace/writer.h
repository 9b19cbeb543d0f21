/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing a trace in a format that has an encoder.
 *
 * The stream belongs to the caller, which finds errors of writing when it
 * closes the stream (base/save.h).
 */
#ifndef TRACE_WRITER_H
#define TRACE_WRITER_H

#include <stdio.h>

#include "base/err.h"
#include "model/access.h"
#include "model/event.h"
#include "model/spec.h"

struct known_pages;
struct trace_origin;
struct trace_writer;

/* The format and the parameters that sel names are checked; nothing is written
 * yet.  sel and origin live as long as the writer. */
int trace_writer_open(struct trace_writer **w, const struct selection *sel,
    const struct trace_origin *origin, struct err *err);
/* What is kept of a trace, enum format_carries. */
unsigned trace_writer_keeps(const struct trace_writer *w);
const char *trace_writer_format(const struct trace_writer *w);

/* Writes what precedes the first record. */
int trace_writer_begin(struct trace_writer *w, FILE *to, struct err *err);
/* time: of each, or NO_TIME; NULL: none has one. */
int trace_writer_accesses(struct trace_writer *w, const struct access *a,
    const uint64_t *time, size_t n, struct err *err);
/* Accesses of one process as words (model/access_word.h), up to one that is not
 * known.  *n: how many there are; then, how many were written. */
int trace_writer_words(struct trace_writer *w, const uint64_t *word, size_t *n,
    uint32_t pid, const struct known_pages *known, struct err *err);
/* Whether the format does not make accesses of them first. */
bool trace_writer_takes_words(const struct trace_writer *w);
int trace_writer_event(
    struct trace_writer *w, const struct event *ev, struct err *err);
/* Writes what follows the last record. */
int trace_writer_end(struct trace_writer *w, struct err *err);
void trace_writer_close(struct trace_writer *w); /* NULL is allowed */

#endif
