/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a trace was reduced.
 */
#ifndef MODEL_REDUCTION_H
#define MODEL_REDUCTION_H

#include <stdint.h>

/* References were left out so that LRU and OPT have the same faults with so
 * many frames and more (study/reduce.h).  frames 0: none were. */
struct trace_reduction {
	uint64_t frames;
	uint64_t page_size;  /* the pages that were counted, in bytes */
	uint64_t references; /* of the whole trace */
};

#endif
