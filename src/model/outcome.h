/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The outcome of one run: exact counts and simulated times.  Nothing in it
 * depends on wall-clock time, the number of workers or the host.
 */
#ifndef MODEL_OUTCOME_H
#define MODEL_OUTCOME_H

#include <stddef.h>
#include <string.h>

#include "model/fault.h"
#include "model/page.h"

struct hist;

/* The faults of an area or a process. */
struct tally {
	uint64_t faults[FAULT_KINDS];
	uint64_t evictions; /* pages of this part that were evicted */
};

#define KERNEL_REAL 4 /* in place of a level: a real kernel counted */

/* Of a policy that reclaims as a kernel does, in the words of /proc/vmstat; all
 * zero for others. */
struct kernel_counts {
	uint64_t level; /* of the model: 3; the next member follows it, for the
			 * metric table */
	uint64_t pgmajfault;
	uint64_t pgfault_minor_swapcache;
	uint64_t pswpin;
	uint64_t pswpout;
	uint64_t pgscan;
	uint64_t pgsteal;
	uint64_t workingset_refault;
	uint64_t workingset_activate;
	uint64_t workingset_restore;
	uint64_t swap_ra;
	uint64_t swap_ra_hit;
	uint64_t allocstall;
	uint64_t pgsteal_direct;
	uint64_t pgsteal_kswapd;
	uint64_t oom;
	uint64_t kernel_pages;              /* charged by the kernel itself */
	uint64_t file_reads, file_writes;   /* pages */
	uint64_t pgscan_file, pgsteal_file; /* of those above, of files */
	uint64_t workingset_refault_file, workingset_activate_file;
};

/*
 * Every member before 'total_ns' is a count; outcome_same() compares all of
 * them.  The member of 16 bytes is the first, so that there is
 * no padding between them.
 */
struct outcome {
	unsigned __int128
	    resident_sum;    /* frames in use, summed over references */
	uint64_t references; /* denied ones included */
	uint64_t denied;     /* by the address space, or for no_frame */
	uint64_t no_frame;   /* of these: every frame was pinned */
	uint64_t hits;
	uint64_t faults[FAULT_KINDS];
	uint64_t evictions;
	uint64_t swap_reads;  /* pages */
	uint64_t swap_writes; /* pages, those cleaned included */
	uint64_t cleaned;     /* written back by the policy, not for eviction */
	uint64_t slots_peak;
	uint64_t resident_peak; /* most frames in use */
	uint64_t tlb_hits;      /* this and the next are 0: there was no TLB */
	uint64_t tlb_misses;
	struct kernel_counts kernel;
	sim_ns total_ns; /* think time and stalls */
	sim_ns stall_ns;
	/* Parts of stall_ns, and beside it the time of the daemon. */
	sim_ns reclaim_ns;
	sim_ns writeback_ns;
	sim_ns minor_ns;
	sim_ns kswapd_ns;
	struct hist *latency;     /* ns of each fault, queue wait included */
	struct hist *wait;        /* ns of each fault in the device's queue */
	struct tally *by_area;    /* NULL: not asked for */
	struct tally *by_process; /* NULL: not asked for */
	uint64_t state_bytes;     /* memory of the policy */
};

/* Whether all counts are equal.  Times are not compared: they differ between
 * devices. */
static inline bool
outcome_same(const struct outcome *a, const struct outcome *b)
{
	return (memcmp(a, b, offsetof(struct outcome, total_ns)) == 0);
}

/* References that found their page absent. */
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
