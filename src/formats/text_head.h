/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a trace in the format text says of itself before its first access.
 */
#ifndef FORMATS_TEXT_HEAD_H
#define FORMATS_TEXT_HEAD_H

#include "trace/format.h"
#include "trace/record.h"

#define TEXT_METHOD_MAX 80

struct text_head {
	struct trace_reduction reduction;
	const char *partial;
	/* A line of provenance; empty: there is none. */
	char method[sizeof("method: ") + TEXT_METHOD_MAX];
};

/* Reads such a line; RECORD_BLANK: it is none. */
enum record_kind text_head_line(
    const char *s, const char *end, struct text_head *t, struct record *rec);

#endif
