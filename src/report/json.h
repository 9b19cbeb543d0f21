/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * JSON as this program writes it: keys in the order they were put in, a list
 * of plain values on one line, everything else a line each.
 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <jansson.h>
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
/* What is in a trace, as the result document has it. */
json_t *json_trace(const struct trace_facts *t);

/* Why a run's pages faulted. */
json_t *json_explanation(const struct explanation *x, size_t narea);

/* Writes the document and gives it back; NULL is a want of memory. */
int json_write(json_t *document, FILE *to, struct err *err);

/* The result documents of several studies in one: "pagerace.suite/1". */
int json_suite(
    const struct study *const *s, size_t n, FILE *to, struct err *err);

#endif
