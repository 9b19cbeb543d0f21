/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which part of the references are faults of LRU with so many frames: an
 * estimate from the first million, for what runs cost.  First references are
 * left out; they are few in a long trace.
 */
#ifndef STUDY_FAULT_SHARES_H
#define STUDY_FAULT_SHARES_H

#include "model/reference.h"
#include "study/stack_distance.h"

struct fault_shares {
	struct stack_distance stack;
	uint64_t n; /* references so far */
	/* By logarithm: references whose distance is from 2^k up to 2^(k+1). */
	uint64_t at[32];
};

/* Memory is from m. */
void fault_shares_init(struct fault_shares *f, struct mem *m);

/* The next references; page numbers are below npages. */
void fault_shares_note(struct fault_shares *f, const struct reference *ref,
    size_t n, page_id_t npages);

/* From 0 to 1. */
double fault_shares_of(const struct fault_shares *f, uint64_t frames);

#endif
