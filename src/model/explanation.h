/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The causes of the page faults of a run.
 *
 * A fault is "cold" if it is the page's first touch, which no policy can avoid;
 * "capacity" if OPT, with the same memory, faults at the same reference; and
 * "policy" if OPT has a hit there. (OPT also has faults at references where the
 * policy has a hit.  The policy's faults of cause "policy" less these are its
 * regret.)
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
	/* The eviction after which the page was needed again soonest. */
	uint64_t evicted_at;   /* the reference at which it was, from 1 */
	uint64_t evicted_for;  /* number of the page that got the frame */
	uint64_t wanted_after; /* references until the next fault on it */
};

struct explanation {
	uint64_t cause[CAUSES];
	uint64_t optimum; /* OPT's page faults with the same memory */
	uint64_t phase[PHASES][CAUSES];
	uint64_t (*area)[CAUSES];             /* as many as there are areas */
	struct worst_page worst[WORST_PAGES]; /* worst first */
	unsigned nworst;
};

#endif
