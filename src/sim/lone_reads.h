/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The times of reads of which only the number is known.
 *
 * A fault stalls its process until the page is there, so while nothing is
 * written a read finds the device idle.  What it takes there depends on how
 * many reads came before it alone (device_read_most()): it is the same for
 * runs of every policy in any memory.  So the reads of several runs are served
 * once, up to the run with most of them.
 */
#ifndef SIM_LONE_READS_H
#define SIM_LONE_READS_H

#include "device/device.h"
#include "model/outcome.h"

/* Reads of a run, each in a fault for which the kernel takes so long. */
struct lone_reads {
	uint64_t from, to; /* of all reads of the run, from 0 */
	sim_ns fixed;
	struct outcome *outcome;
};

/* Adds the times of these faults to the outcomes, whose histograms exist.  The
 * device was not used before; memory is from m. */
void lone_reads_account(
    struct mem *m, struct device *d, const struct lone_reads *reads, size_t n);

#endif
