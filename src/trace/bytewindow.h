/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A trace that is being read: what trace.c and window.c share.
 */
#ifndef TRACE_BYTEWINDOW_H
#define TRACE_BYTEWINDOW_H

#include "trace/format.h"
#include "trace/input.h"
#include "trace/trace.h"

/* Bytes of the name of a format with its parameters. */
#define LABEL_MAX 256

struct trace {
	const char *path;
	const struct trace_source *source; /* or: */
	struct format_use use;
	struct input *input;
	struct window window;
	struct sink sink;
	char label[LABEL_MAX]; /* of the format */
	bool returns;          /* lines end with CR alone */
	size_t searched; /* bytes from input->p on that have been in a window,
			  * or hold no end of a line */
};

/* Makes the lines of a text whose lines end with CR alone end with LF. */
void window_end_lines(char *p, const char *end);
/* Moves the window on: 1: there is more in it; 0: the end of the file. */
int window_move(struct trace *t, struct err *err);

#endif
