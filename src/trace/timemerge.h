/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several traces as one: the files of the threads or processes of a program,
 * in order of time.
 *
 * The order within a file stays: an access whose time is before that of an
 * earlier one counts as made at the same time, and so does one without a time.
 * Of accesses at the same time those of the lower thread come first, where the
 * format names one, and then those of the file that was given first.  A file
 * without any time is refused.
 */
#ifndef TRACE_TIMEMERGE_H
#define TRACE_TIMEMERGE_H

#include "base/mem.h"
#include "trace/trace.h"

/* Files that are read at once. */
#define MERGE_MAX 256

struct trace_merge;

/*
 * Opens the files as *spec says, except its path.  own_pids: the first file is
 * process 1, the second process 2, and so on; a file with several processes is
 * then an error.  Memory is from m.
 */
int trace_merge_open(struct trace_merge **merge, struct mem *m,
    const struct trace_spec *spec, const char *const *path, size_t n,
    bool own_pids, struct err *err);
void trace_merge_close(struct trace_merge *merge); /* NULL is allowed */

/* The merged trace, for trace_spec. */
const struct trace_source *trace_merge_source(const struct trace_merge *merge);

/* Adds up what was left out of all files, and names the first one. */
void trace_merge_tell(
    const struct trace_merge *merge, struct trace_facts *facts);

#endif
