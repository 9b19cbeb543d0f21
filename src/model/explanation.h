/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the page faults of a run came from.
 *
 * A fault is cold when it is the page's first touch, which no policy can avoid;
 * capacity when OPT, given the same memory, faults at the same reference; and
 * the policy's when OPT would have hit.  (OPT faults at references where the
 * policy hits, too: the policy's faults less those are its regret.)
 */
#ifndef MODEL_EXPLANATION_H
#define MODEL_EXPLANATION_H

#include "model/page.h"

enum cause { CAUSE_COLD, CAUSE_CAPACITY, CAUSE_POLICY, CAUSES };

#define PHASES      10 /* equal parts of the trace */
#define WORST_PAGES 10

/* A page with many faults of the policy. */
struct worst_page {
	uint64_t number; /* its address >> page shift */
	uint32_t area;
	uint64_t faults; /* the policy's */
	uint64_t evictions;
	/* The eviction that was regretted soonest. */
	uint64_t evicted_at;   /* reference that wanted its frame, from 1 */
	uint64_t evicted_for;  /* number of that page */
	uint64_t wanted_after; /* references until it was wanted again */
};

struct explanation {
	uint64_t cause[CAUSES];
	uint64_t optimum; /* OPT's page faults at this memory */
	uint64_t phase[PHASES][CAUSES];
	uint64_t (*area)[CAUSES];             /* as many as there are areas */
	struct worst_page worst[WORST_PAGES]; /* worst first */
	unsigned nworst;
};

#endif
