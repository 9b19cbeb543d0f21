/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text formats: one record a line.
 *
 * A line ends with LF or CR LF, or all do with CR; blanks before that do not
 * count.  An empty line and one that begins with '#' or ';' are blank in every
 * format.
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
    const struct format_use *use, const struct trace_head *head);

/*
 * The next line of a head, which begins at *p; false: there is no whole one.  A
 * first line that the head does not hold is taken up to its last blank or
 * comma.
 */
bool line_next(const struct trace_head *head, const char **p, const char **line,
    const char **end);

/* Are there bytes that a text does not have? */
bool line_binary(const char *head, size_t n);

#endif
