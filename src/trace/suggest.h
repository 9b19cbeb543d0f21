/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a text may be that is in no format known.
 */
#ifndef TRACE_SUGGEST_H
#define TRACE_SUGGEST_H

#include "trace/format.h"

/* Sets *err: what to do about the text; known: the text formats that are never
 * guessed, separated by commas. */
void suggest_format(
    const struct trace_head *head, const char *known, struct err *err);

#endif
