/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which kind of list lines of decimal numbers are.  A reference string, a trace
 * of LIRS and one of ARC have the same characters.
 */
#ifndef FORMATS_LISTS_H
#define FORMATS_LISTS_H

#include "trace/format.h"

enum list_kind {
	LIST_SINGLE,   /* one number a line */
	LIST_REQUESTS, /* four, and the fourth counts the lines, or the third
			* and the fourth are always 0 */
	LIST_REFS,     /* any other */
};

/* As trace_format.probe: 0 unless the lines are a list of this kind, else what
 * line_probe() says of them.  Numbers with 0x are more likely addresses. */
unsigned list_probe(const struct format_use *use, const struct trace_head *head,
    enum list_kind kind);

/* Whether lines of several numbers may be a list of the other kind, a table
 * whose columns are an operation, a process or a time and an address, or
 * numbers with commas between thousands. */
bool list_doubtful(const struct trace_head *head, enum list_kind kind);

#endif
