/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one process under Valgrind's lackey writes, as it comes: in pieces that
 * end anywhere.
 */
#ifndef RECORD_LACKEY_STREAM_H
#define RECORD_LACKEY_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/access.h"

/* A longer line is no line of lackey's. */
#define LACKEY_LINE_MAX 512

struct lackey_stream {
	char line[LACKEY_LINE_MAX]; /* the beginning of a line that is not
				     * complete */
	size_t n;
	bool skip; /* the rest of a line that was too long */
};

struct lackey_sink {
	void *self;
	/* An access; false: no more are wanted. */
	bool (*access)(
	    void *self, enum access_op op, uint64_t addr, uint32_t size);
	/* The program that Valgrind says it runs. */
	void (*command)(void *self, const char *command);
	/* A line that is neither, and not empty. */
	void (*other)(void *self, const char *line);
};

/* Takes n bytes; false: the sink wants no more. */
bool lackey_take(struct lackey_stream *s, const struct lackey_sink *to,
    const char *p, size_t n);

#endif
