/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What commands are compared with, on references in memory: the floor, which is
 * to read the references and update one byte for each page; reading alone; and
 * the bare loop of a policy or of a curve, without trace, parts, device and
 * report.
 */
#ifndef BENCH_BARE_LOOP_H
#define BENCH_BARE_LOOP_H

#include "bench/workload.h"
#include "policy/choose.h"

/* A policy under test. */
struct contender {
	const struct policy *policy;
	const void *params;
	const char *name; /* with parameters */
	uint64_t faults;  /* of the last run */
};

struct contenders {
	struct contender *item;
	size_t n;
	struct mem *mem; /* owns all of it */
};

/* The policies of a list, "lru,lirs:hir=5%,2q"; NULL: all of them. */
void contenders_open(struct contenders *c, const char *list);
void contenders_close(struct contenders *c);

/* Each adds the time of one pass over the workload, ns a reference. */
void floor_run(struct timing *t, const struct workload *w);
/* From opening the file on, as a command reads it, to one consumer that does
 * nothing. */
void read_run(struct timing *t, const struct workload *w);
/* future: of a policy that sees it. */
void bare_run(struct timing *t, struct contender *c, const struct workload *w,
    frame_t nframes, const struct future *future);
/* The same of lru's whole curve: stack distances, and the points of the curve.
 * Adds nothing where the trace has no stack: then commands make runs. */
void curve_run(struct timing *t, const struct workload *w);

#endif
