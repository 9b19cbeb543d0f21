/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sentences on a terminal of 80 columns.
 */
#ifndef CLI_PROSE_H
#define CLI_PROSE_H

#include <stddef.h>
#include <stdio.h>

/*
 * Writes the text and a newline, broken between words so that no line passes 80
 * columns.  The line being written has reached 'column', which is at most
 * 'indent': the text and every further line begin there.
 */
void prose_put(FILE *to, size_t column, size_t indent, const char *text);

/* Writes lines, each broken as above; continuation lines have its indent. */
void prose_put_lines(FILE *to, const char *lines);

#endif
