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

struct trace_writer;

/* format: its name. */
int trace_writer_open(
    struct trace_writer **w, const char *format, FILE *to, struct err *err);
int trace_writer_accesses(
    struct trace_writer *w, const struct access *a, size_t n, struct err *err);
int trace_writer_event(
    struct trace_writer *w, const struct event *ev, struct err *err);
/* Writes what follows the last record. */
int trace_writer_end(struct trace_writer *w, struct err *err);
void trace_writer_close(struct trace_writer *w); /* NULL is allowed */

#endif
