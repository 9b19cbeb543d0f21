/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A writer of JSON text.
 *
 * A document is written member by member, in the order of the calls, so that
 * memory does not grow with a list of millions of areas.  Objects and lists of
 * objects have a line for each member; a list of numbers has one line, so that
 * the output of diff(1) for two documents is readable.  The first failure is
 * kept and reported at the end.
 */
#ifndef RESULT_JSON_TEXT_H
#define RESULT_JSON_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

/* Starts as { .to = FILE }. */
struct json_text {
	FILE *to;
	unsigned depth;
	unsigned flat; /* what lies this deep is on one line; 0: nothing */
	bool begun;    /* the innermost bracket has a member */
	int bad;       /* errno of the first failure; 0: none */
};

/* key is NULL within a list, and for a whole document. */
void json_open(struct json_text *t, const char *key, char bracket);
void json_close(struct json_text *t, char bracket);

void json_put_text(struct json_text *t, const char *key, const char *text);
/* Many readers of JSON allow integers of 63 bits; a larger count is written as
 * the largest of these. */
void json_put_count(struct json_text *t, const char *key, unsigned __int128 n);
void json_put_integer(struct json_text *t, const char *key, int64_t n);
void json_put_bool(struct json_text *t, const char *key, bool b);
void json_put_real(struct json_text *t, const char *key, double x);
/* A list on one line. */
void json_put_counts(
    struct json_text *t, const char *key, const uint64_t *n, size_t count);

/* "schema" and "tool", the first members of every document. */
void json_put_head(struct json_text *t, const char *schema);

/* The library that reads and writes JSON gets memory from functions that never
 * return without any: a lack of memory ends the program, as that of base/mem,
 * and is not taken for wrong text.  May be called again. */
void json_use_memory(void);

/* Ends the text with a newline; -1 if anything failed since the beginning. */
int json_end(struct json_text *t, struct err *err);

#endif
