/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON as this program writes it: keys in the order they were put in, a list
 * of plain values on one line, everything else a line each.
 *
 * A document is written piece by piece: small values are jansson's trees, made,
 * written and dropped one by one, so that memory does not grow with a list of
 * millions of areas.  Whatever fails on the way is told at the end.
 */
#ifndef RESULT_JSON_H
#define RESULT_JSON_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "model/study.h"

/* A count; what does not fit JSON's customary 63 bits is the largest that
 * does. */
json_t *json_count(unsigned __int128 n);
/* A text from outside; what is no UTF-8 becomes '?'. */
json_t *json_clean(const char *text);
/* The tool: name and version. */
json_t *json_tool(void);

struct json_text {
	FILE *to;
	unsigned depth;
	bool begun; /* something stands before in the innermost bracket */
	int bad;    /* errno of the first failure; 0: none */
};

/* key is NULL within a list, and for a whole document. */
void json_open(struct json_text *t, const char *key, char bracket);
void json_close(struct json_text *t, char bracket);
/* Writes the value and gives it back; NULL is a want of memory. */
void json_put(struct json_text *t, const char *key, json_t *value);
/* The members of an object into the one that is open. */
void json_put_members(struct json_text *t, json_t *object);
/* A list of n objects or lists, each made by make(from, i). */
void json_put_list(struct json_text *t, const char *key, size_t n,
    json_t *(*make)(const void *from, size_t i), const void *from);
/* What came of the document. */
int json_end(struct json_text *t, struct err *err);

/* What is in a trace, as the result document has it. */
void json_put_trace(struct json_text *t, const struct trace_facts *facts);

/* Why a run's pages faulted. */
void json_put_explanation(
    struct json_text *t, const struct explanation *x, size_t narea);

/* A whole document of a size that is known; it is given back. */
int json_write(json_t *document, FILE *to, struct err *err);

/* The result document of one study. */
int json_write_study(const struct study *s, FILE *to, struct err *err);

/* The result documents of several studies in one: "pagerace.suite/1". */
int json_suite(
    const struct study *const *s, size_t n, FILE *to, struct err *err);

/* "pagerace.facts/1": a trace as the result document has it, and more. */
int json_write_facts(const struct trace_facts *t, FILE *to, struct err *err);

#endif
