/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exact reduction of a trace: references are left out so that LRU and OPT have
 * the same page faults, and write as many pages to swap, with k frames and
 * more.
 *
 * Source: Kaplan, Smaragdakis and Wilson, "Trace Reduction for Virtual Memory
 * Simulations", SIGMETRICS 1999: safely allowed drop (SAD).  Of each page the
 * last two references that are kept, i and j, are known.  At its next
 * reference l the one at j is left out if fewer than k other pages were
 * referenced between i and l: with k frames the page is resident from i to l.
 * If j wrote, i does from now on, because the page is dirty when it is evicted
 * all the same.
 *
 * Pages are those of the address spaces, so each process has its own.  An event
 * (an area is mapped or unmapped) ends all intervals: no reference is left out
 * because of references before it.  A timer tick is left out; it means nothing
 * to LRU and OPT.  So is a denied access.  Pins and forks are refused: fewer
 * than k frames would be left, and the copy of a shared page needs one frame
 * more than the pages that are referenced.
 *
 * References come out in order, each when it can no longer be left out.  Of
 * those at most three a page wait, and of the k + 1 pages used last alone, so
 * memory depends on the pages of the trace and not on its length.
 */
#ifndef STUDY_REDUCE_H
#define STUDY_REDUCE_H

#include "base/mem.h"
#include "model/access.h"
#include "model/event.h"
#include "model/spec.h"

struct reducer;

/* Where the reduced trace goes; each returns 0, or -1 with *err set. */
struct reduce_sink {
	int (*access)(
	    void *self, const struct access *a, uint64_t time, struct err *err);
	int (*event)(void *self, const struct event *ev, struct err *err);
	void *self;
};

struct reduce_counts {
	uint64_t references; /* of the whole trace */
	uint64_t kept;
	uint64_t no_page; /* accesses that were left out: denied, or to linear
			   * memory */
};

/* frames: k, at least 1.  Memory is from m, and sink is copied. */
int reduce_open(struct reducer **r, struct mem *m, uint64_t frames,
    const struct settings *settings, const struct reduce_sink *sink,
    struct err *err);

/* Accesses that each lie within one page; time: of each, or NULL.  at: the
 * position of the last record, for messages. */
int reduce_accesses(struct reducer *r, const struct access *a,
    const uint64_t *time, size_t n, const struct err_where *at,
    struct err *err);
int reduce_event(struct reducer *r, const struct event *ev,
    const struct err_where *at, struct err *err);
/* The rest of the references. */
int reduce_end(struct reducer *r, struct err *err);

struct reduce_counts reduce_counts(const struct reducer *r);

#endif
