/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which format a trace is in, by its first bytes.
 *
 * Every format returns a score (trace_format.probe), and the one with the
 * highest is chosen.  Two formats with the same highest score are an error that
 * names both.
 */
#ifndef TRACE_DETECT_H
#define TRACE_DETECT_H

#include "trace/format.h"

/* NULL: an error that says what to do. */
const struct trace_format *detect_format(const struct trace_format *const *list,
    const struct trace_head *head, struct err *err);

/* Refuses an empty file and archives, which are no trace in any format. */
int detect_wrapping(const struct trace_head *head, struct err *err);

/* Refuses a trace that lacks the format's magic. */
int detect_magic(const struct trace_format *f, const struct trace_head *head,
    struct err *err);

#endif
