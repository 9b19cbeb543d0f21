/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The parts of a result document, each read at a cursor into a study.
 */
#ifndef RESULT_DOCUMENT_PARTS_H
#define RESULT_DOCUMENT_PARTS_H

#include <stdio.h>

#include "model/study.h"
#include "result/json_cursor.h"

/* Reads a file as JSON with the limits of a result document, and gives it to a
 * function. */
int document_json(const char *path, FILE *from,
    int (*take)(void *self, const json_t *root, struct err *err), void *self,
    struct err *err);

/* Reads the metrics that have all bits of 'with' and none of 'without' into the
 * run or the trace. */
int document_metrics(const struct json_cursor *c, unsigned with,
    unsigned without, struct trace_facts *trace, struct run *run);

/* An address, which is hexadecimal text. */
int document_address(
    const struct json_cursor *c, const char *key, uint64_t *out);

/* The object "trace", with its areas and processes. */
int document_trace(const struct json_cursor *c, struct trace_facts *out);

/* The curves of a study whose runs have been read. */
int document_curves(const struct json_cursor *c, struct study *s);

/* A run of a study whose trace has been read. */
int document_run(
    const struct json_cursor *c, const struct study *s, struct run *out);

#endif
