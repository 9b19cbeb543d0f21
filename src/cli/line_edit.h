/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A line that is typed at a terminal: with libedit it can be edited, and
 * earlier ones are found with the arrow keys; without, it is read as it comes.
 */
#ifndef CLI_LINE_EDIT_H
#define CLI_LINE_EDIT_H

#include <stdbool.h>
#include <stddef.h>

/* Reads a line, without its newline, into buf; one that is longer is cut to
 * size - 1 bytes.  false: the end of the input. */
bool line_edit(const char *prompt, char *buf, size_t size, size_t *len);

#endif
