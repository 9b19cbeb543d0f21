/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lines of format text, for its reader and its encoder.
 */
#ifndef FORMATS_TEXT_FORM_H
#define FORMATS_TEXT_FORM_H

#include <stdbool.h>

#include "trace/format.h"

#define TEXT_MAGIC "pagerace-trace "
/* A trace of another version may mean something else, so it is refused. */
#define TEXT_VERSION 1

/* The word of the line of a reduced trace, and how it was reduced. */
#define TEXT_REDUCED "reduced "
#define TEXT_SAD     "sad:"
/* Of one that does not have all accesses, and of a recorded one. */
#define TEXT_PARTIAL "partial "
#define TEXT_METHOD  "method "

/* What a value is. */
enum value {
	END,
	ADDRESS,
	SIZE,
	ACCESS_SIZE, /* may be left out: 1 byte */
	FLAGS,
	CHILD,
	PROCESS, /* may be left out, or be given as pid= */
};

/* A form of line. */
struct form {
	const char *word;
	enum event_kind event; /* EVENT_NONE: an access */
	enum access_op op;
	bool maps; /* takes the options of an area: name, backend */
	enum value values[4];
};

/* They end with one without a word. */
extern const struct form text_forms[];

extern const struct trace_encoder text_encoder;

#endif
