/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/kerneloutcome.h"

#include "base/hist.h"

#define KIB_OF_PAGE 4

/* The pages that files read and wrote.  Of a kernel that does other things,
 * too, the disk's counts are of all; what the processes read is their own, and
 * who writes dirty pages back is not known. */
static void
fill_file_io(struct kernel_counts *k, const struct oracle_answer *a, bool here)
{
	const uint64_t *n = a->counted.n;

	if (here) {
		k->file_reads = a->pages_read > n[COUNT_PSWPIN]
				    ? a->pages_read - n[COUNT_PSWPIN]
				    : 0;
		return;
	}
	k->file_reads = n[COUNT_PGPGIN] / KIB_OF_PAGE - n[COUNT_PSWPIN];
	k->file_writes = n[COUNT_PGPGOUT] / KIB_OF_PAGE - n[COUNT_PSWPOUT];
}

static void
fill_kernel(struct kernel_counts *k, const struct oracle_answer *a)
{
	const uint64_t *n = a->counted.n;

	*k = (struct kernel_counts){ .level = KERNEL_REAL,
		.pgmajfault = a->majflt,
		.pswpin = n[COUNT_PSWPIN],
		.pswpout = n[COUNT_PSWPOUT],
		.pgscan = n[COUNT_PGSCAN],
		.pgsteal = n[COUNT_PGSTEAL],
		.workingset_refault = n[COUNT_REFAULT],
		.workingset_activate = n[COUNT_ACTIVATE],
		.workingset_restore = n[COUNT_RESTORE],
		.swap_ra = n[COUNT_SWAP_RA],
		.swap_ra_hit = n[COUNT_SWAP_RA_HIT],
		.oom = a->ooms,
		.kernel_pages = a->kernel_pages };
}

void
kerneloutcome_fill(struct outcome *out, const struct oracle_answer *a,
    const struct trace_facts *trace, const struct touches *t, bool here,
    struct mem *keep)
{
	const uint64_t *n = a->counted.n;

	out->references = trace->references;
	out->denied = trace->denied_area + trace->denied_permission;
	out->faults[FAULT_ZERO] = t->first;
	/* The first touch of a page of a file is a major fault, too. */
	out->faults[FAULT_SWAP_IN] =
	    a->majflt > t->file_first ? a->majflt - t->file_first : 0;
	out->hits = out->references - out->denied - out->faults[FAULT_ZERO] -
		    out->faults[FAULT_SWAP_IN];
	out->evictions = n[COUNT_PGSTEAL];
	out->swap_reads = n[COUNT_PSWPIN];
	out->swap_writes = n[COUNT_PSWPOUT];
	fill_kernel(&out->kernel, a);
	if (t->file_pages > 0) {
		out->kernel.pgscan_file = n[COUNT_SCAN_FILE];
		out->kernel.pgsteal_file = n[COUNT_STEAL_FILE];
		out->kernel.workingset_refault_file = n[COUNT_REFAULT_FILE];
		out->kernel.workingset_activate_file = n[COUNT_ACTIVATE_FILE];
		fill_file_io(&out->kernel, a, here);
	}
	out->latency = mem_alloc(keep, sizeof(*out->latency));
	out->wait = mem_alloc(keep, sizeof(*out->wait));
}
