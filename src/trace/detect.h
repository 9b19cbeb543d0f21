/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which format a trace is in, by its first bytes.
 *
 * A format with a magic is known by that.  Of the others the first in the list
 * of formats wins to which nine in ten of the first 64 lines belong, blank
 * lines and comments not counted.  Bytes that no text holds are never guessed
 * at, and a wrapping that should have been taken off is named.
 */
#ifndef TRACE_DETECT_H
#define TRACE_DETECT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "trace/format.h"

/*
 * head[n] are the first bytes, whole: there are no more.  name is the format
 * asked for, found already, or NULL; even then an archive is refused.
 */
int detect_format(const struct trace_format **format, const char *head,
    size_t n, bool whole, const struct err_where *at, struct err *err);

#endif
