/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What came of one run: exact counts and simulated times, nothing that depends
 * on the clock, the workers or the machine.
 */
#ifndef MODEL_OUTCOME_H
#define MODEL_OUTCOME_H

#include "model/fault.h"
#include "model/page.h"

struct hist;

/* The faults of a part: an area or a process. */
struct tally {
	uint64_t faults[FAULT_KINDS];
	uint64_t evictions; /* pages of this part that were evicted */
};

struct outcome {
	uint64_t references; /* denied ones included */
	uint64_t denied;     /* by the address space, or for want of a frame */
	uint64_t no_frame;   /* those of them that found every frame pinned */
	uint64_t hits;
	uint64_t faults[FAULT_KINDS];
	uint64_t evictions;
	uint64_t swap_reads;  /* pages */
	uint64_t swap_writes; /* pages, a policy's own write-backs included */
	uint64_t cleaned;     /* written back by the policy, not evicted */
	uint64_t slots_peak;
	uint64_t resident_peak; /* frames in use at most */
	unsigned __int128
	    resident_sum; /* frames in use, summed over references */
	sim_ns total_ns;  /* think time and stalls */
	sim_ns stall_ns;
	struct hist *latency;  /* of each fault, in ns: queue wait included */
	struct hist *wait;     /* the wait in the device's queue alone */
	struct tally *by_area; /* NULL: not asked for; as many as areas */
	struct tally *by_process; /* NULL: not asked for */
	uint64_t state_bytes;     /* asked for by the policy */
};

/* The textbook's page faults: pages found absent. */
static inline uint64_t
outcome_page_faults(const struct outcome *o)
{
	return (o->faults[FAULT_ZERO] + o->faults[FAULT_SWAP_IN]);
}

static inline uint64_t
outcome_cow(const struct outcome *o)
{
	return (o->faults[FAULT_COW] + o->faults[FAULT_COW_LAST]);
}

static inline uint64_t
outcome_faults(const struct outcome *o)
{
	return (outcome_page_faults(o) + outcome_cow(o));
}

#endif
