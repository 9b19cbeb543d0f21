/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trace kept until its end is known, in temporary storage (base/scratch.h),
 * and then written.
 */
#ifndef TRACE_STORE_H
#define TRACE_STORE_H

#include "base/err.h"
#include "model/access.h"
#include "model/event.h"

struct trace_store;
struct trace_writer;

struct trace_store *trace_store_open(void);
void trace_store_close(struct trace_store *s); /* NULL is allowed */

int trace_store_access(struct trace_store *s, const struct access *a,
    uint64_t time, struct err *err);
int trace_store_event(
    struct trace_store *s, const struct event *ev, struct err *err);

/* Ends the storing and passes everything to the writer, in order. */
int trace_store_write(
    struct trace_store *s, struct trace_writer *w, struct err *err);

#endif
