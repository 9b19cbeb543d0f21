/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trace and its address spaces as a source: it reads bytes and delivers page
 * references and changes of pages.
 */
#ifndef STUDY_REFSTREAM_H
#define STUDY_REFSTREAM_H

#include "space/spaces.h"
#include "study/stream.h"
#include "trace/trace.h"

struct refstream;

/* The declared areas are as for spaces_open(); memory is from m. */
int refstream_open(struct refstream **w, struct mem *m,
    const struct trace_spec *trace, const struct area_spec *declared,
    size_t ndeclared, struct err *err);
/* The same; where the settings are strict, each record is checked on its own
 * (study/strict.h). */
int refstream_open_exact(struct refstream **w, struct mem *m,
    const struct trace_spec *trace, const struct area_spec *declared,
    size_t ndeclared, struct err *err);
void refstream_close(struct refstream *w); /* NULL is allowed */
/* Before the first chunk: accesses whose time is before an earlier one's are
 * counted although think is not trace, unless the trace numbers its pages. */
void refstream_watch_times(
    struct refstream *w, const struct settings *settings);

/* Can the trace be opened a second time and be the same? */
bool refstream_can_reopen(const struct trace_spec *t);

/* May the trace have events, and so changes of pages? */
bool refstream_has_events(const struct refstream *w);

/* Before the first chunk its facts are the limits of the model; then they are
 * the numbers so far. */
struct source refstream_source(struct refstream *w);

#endif
