/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A result document or a suite of them, read back: a baseline, a side of a
 * diff.  Nothing in it is believed before it was looked at.
 */
#ifndef RESULT_DOCUMENT_H
#define RESULT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"

struct json_t;
struct mem;

/* What of a run can be gated. */
enum document_metric {
	METRIC_FAULTS,
	METRIC_ZERO_FILL,
	METRIC_SWAP_IN,
	METRIC_COW,
	METRIC_EVICTIONS,
	METRIC_SWAP_READS,
	METRIC_SWAP_WRITES,
	METRIC_TOTAL_NS,
	METRIC_STALL_NS,
	METRICS
};

/* Their names, which are where they stand in a run: "faults.total". */
extern const char *const document_metrics[METRICS + 1]; /* NULL-ended */

struct document_trace {
	const char *name;
	const char *digest;
	uint64_t page_size;
};

struct document_run {
	const struct document_trace *trace;
	const char *label;  /* the policy with its parameters */
	const char *policy; /* name */
	const char *params; /* these three as JSON, keys sorted */
	const char *model;
	const char *device_params;
	const char *device;
	const char *figures;
	uint64_t frames;
	uint64_t value[METRICS];
};

struct document {
	const char *path; /* not owned */
	struct mem *m;
	struct json_t *root;
	struct document_trace *trace;
	size_t ntrace;
	struct document_run *run;
	size_t nrun;
};

/* The same bytes cut into the same pages, whatever they are called. */
bool document_same_trace(
    const struct document_trace *a, const struct document_trace *b);

/* path lives as long as the document; "-" is standard input. */
int document_open(struct document *d, const char *path, struct err *err);
/* The same from an open file; NULL: it could not be opened, errno says why. */
int document_read(
    struct document *d, const char *path, FILE *from, struct err *err);
void document_close(struct document *d);

#endif
