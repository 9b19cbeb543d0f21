/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The format of a trace that is written, where --to does not name it.
 */
#ifndef CLI_OUTPUT_FORMAT_H
#define CLI_OUTPUT_FORMAT_H

/* The format that the name of the file says. */
const char *output_format_of(const char *path);

#endif
