/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The times of faults of a run that is counted and not made: of each fault it
 * is only known at which reference it was, and what it transferred.  They are
 * noted, and many together are given to the device.
 */
#ifndef SIM_FAULT_TIMES_H
#define SIM_FAULT_TIMES_H

#include "base/mem.h"
#include "device/device.h"
#include "model/outcome.h"
#include "model/spec.h"

/* What there was in a fault. */
enum {
	FAULT_TIMES_SWAP_IN = 1, /* else the page was new */
	FAULT_TIMES_VICTIM = 2,
	FAULT_TIMES_WRITTEN = 4, /* the victim was */
	FAULT_TIMES_KINDS = 8,
};

struct fault_times {
	size_t n;
	/* References before each, and in the lowest bits what there was. */
	uint64_t noted[DEVICE_FAULTS_MOST];
	struct device *device;
	bool sync;
	uint64_t think_ns;
	sim_ns stall;                    /* of all faults */
	sim_ns fixed[FAULT_TIMES_KINDS]; /* the kernel's work */
	uint8_t move[FAULT_TIMES_KINDS];
	struct outcome *outcome;
};

/* The device of the run, with memory from m; the outcome's histograms
 * exist. */
int fault_times_open(struct fault_times **t, struct mem *m,
    const struct device_figures *device, const struct kernel_figures *kernel,
    const struct settings *settings, struct outcome *outcome, struct err *err);

/* Enters what was noted into the outcome. */
void fault_times_settle(struct fault_times *t);

/* The outcome begins anew; all was entered.  The clock goes on. */
void fault_times_restart(struct fault_times *t);

/* A fault after so many references. */
static inline void
fault_times_note(struct fault_times *t, uint64_t at, unsigned what)
{
	t->noted[t->n++] = at * FAULT_TIMES_KINDS + what;
	if (t->n == DEVICE_FAULTS_MOST)
		fault_times_settle(t);
}

#endif
