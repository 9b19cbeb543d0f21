/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Studies made by hand, for tests of what is said of them.
 */
#ifndef GOLDEN_STUDIES_H
#define GOLDEN_STUDIES_H

#include "base/mem.h"
#include "model/study.h"

/*
 * The reference string of Belady, Nelson and Shedler (1969), 1 2 3 4 1 2 5 1 2
 * 3 4 5, under FIFO, CLOCK, LRU and OPT with 3, 4 and 5 frames, on two devices:
 * the page faults are the literature's, the rest follows from a few round
 * costs.
 */
void sample_comparison(struct study *s, struct mem *m);

/* One run with everything in it: areas, processes, copies on write, denied
 * references, a service time spread over six decades. */
void sample_replay(struct study *s, struct mem *m);

/* The same with a survey of the trace; and one whose distances are estimated.
 */
void sample_survey(struct study *s, struct mem *m);
void sample_estimate(struct study *s, struct mem *m);

/* An empty trace: one run in which nothing happened. */
void sample_empty(struct study *s, struct mem *m);

#endif
