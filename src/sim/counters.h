/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is remembered of one run.
 *
 * Faults that take a fixed time are counted by kind and entered in the
 * histogram at the end; only those that a device has part in are entered one
 * by one.
 */
#ifndef SIM_COUNTERS_H
#define SIM_COUNTERS_H

#include "base/mem.h"
#include "model/area.h"
#include "model/outcome.h"

struct counters {
	struct outcome *outcome;
	const struct page_facts *facts; /* for the tallies; or NULL */
};

/* The outcome's histograms, and tallies for narea areas and nprocess processes
 * where they are asked for (0: no tally), come from m. */
void counters_init(struct counters *t, struct mem *m, struct outcome *outcome,
    const struct page_facts *facts, size_t narea, size_t nprocess);

/* A fault that took service_ns in all, of them wait_ns in the queue. */
void counters_fault(struct counters *t, const struct fault *fault,
    sim_ns service_ns, sim_ns wait_ns);

/* As many faults that took fixed_ns each and met no queue. */
void counters_faults(struct counters *t, uint64_t times, sim_ns fixed_ns);

#endif
