/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text formats: one record a line.
 *
 * A line ends with LF or CR LF; blanks before that do not count.  An empty line
 * and one that begins with '#' are blank in every format.
 */
#ifndef TRACE_LINE_H
#define TRACE_LINE_H

#include "trace/format.h"

/* Decodes the line [s, end), which is without its '\n', in this format. */
enum record_kind line_read(const struct format_use *use, const char *s,
    const char *end, struct record *rec);

/* As trace_format.decode, for a format that has line(). */
int line_decode(const struct format_use *use, struct window *w, struct sink *to,
    struct err *err);

/*
 * As trace_format.probe: the share of the first 64 lines, in percent, that are
 * in this format, blank ones not counted.  0 if that is below 90 or if there
 * are bytes that a text does not have.
 */
unsigned line_probe(
    const struct format_use *use, const char *head, size_t n, bool whole);

/* Are there bytes that a text does not have? */
bool line_binary(const char *head, size_t n);

#endif
