/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trace and its address spaces, as a source: bytes in, page references and
 * changes of pages out.
 */
#ifndef STUDY_REFSTREAM_H
#define STUDY_REFSTREAM_H

#include "space/spaces.h"
#include "study/stream.h"
#include "trace/trace.h"

struct refstream;

/* declared areas as spaces_open() takes them; memory from m. */
int refstream_open(struct refstream **w, struct mem *m,
    const struct trace_spec *trace, const struct area_spec *declared,
    size_t ndeclared, struct err *err);
void refstream_close(struct refstream *w); /* NULL is allowed */

/* Its facts are limits of the model before the first chunk, and from then on
 * what there was so far. */
struct source refstream_source(struct refstream *w);

#endif
