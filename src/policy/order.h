/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a policy has for a loop that takes references a block at a time, beside
 * its operations; for policies that are compiled in.
 */
#ifndef POLICY_ORDER_H
#define POLICY_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "model/page.h"

#define POLICY_BLOCK 64 /* references: one bit each in a word */

/* Functions that may use AVX-512. */
#if defined(__x86_64__) && defined(__GNUC__)
#define POLICY_WIDE                                                            \
	__attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,"            \
			      "avx512vbmi2,bmi,bmi2,lzcnt,popcnt")))
#endif

/* Of a policy with batch_end() that knows several victims in advance
 * (sim/blocks.h); called where host->in_batch is true. */
struct policy_batch {
	/* The next victims, one bit each, in the order of their frames from
	 * *base on, whatever pages come in for them; none has a page that
	 * policy_look() has anything to do for.  0: victim() is to be called.
	 * Only before a fault: frames may be passed to find one. */
	uint64_t (*victims)(void *st, frame_t *base);
	/* Follows: these of them, the first ones, were replaced; leave() and
	 * admit() are not called. */
	void (*named)(void *st, uint64_t which);
};

/* Of a policy that orders pages by their last use (sim/ordered.h). */
struct policy_order {
	/* A block begins in which so many pages are absent.  false: its
	 * references are to be taken one by one. */
	bool (*begin)(void *st, unsigned faults);
	/* After that: the references at these positions of the block are hits.
	 * By position: their frames, any frame where there is no hit. */
	void (*hits)(void *st, const frame_t *frame, uint64_t which);
	/* So are these, after a fault; none of them was one before. */
	void (*more_hits)(void *st, const frame_t *frame, uint64_t which);
	/* The next operations are for the reference at this position;
	 * POLICY_BLOCK: the block is complete. */
	void (*at)(void *st, unsigned position);
	/* What comes next is not of a block; called also if nothing was. */
	void (*end)(void *st);
};

#endif
