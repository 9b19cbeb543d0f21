/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/kerneloutcome.h"

#include <stdlib.h>

#include "base/hist.h"

#define KIB_OF_PAGE 4

/* Are pages of swap among those that devices read and wrote?  Up to 6.2 those
 * on zram are not: bdev_read_page() makes no request. */
static bool
counts_swap(const struct oracle_conditions *c)
{
	unsigned long major, minor = 0;
	char *end;

	major = strtoul(c->release, &end, 10);
	if (*end == '.')
		minor = strtoul(end + 1, NULL, 10);
	return (
	    c->swap != SWAPDEV_ZRAM || major > 6 || (major == 6 && minor >= 3));
}

static uint64_t
less(uint64_t all, uint64_t swap)
{
	return (all > swap ? all - swap : 0);
}

/* The pages that files read and wrote.  Of a kernel that does other things,
 * too, the disk's counts are of all; what the processes read is their own, and
 * who writes dirty pages back is not known. */
static void
fill_file_io(struct kernel_counts *k, const struct oracle_answer *a,
    const struct oracle_conditions *c)
{
	const uint64_t *n = a->counted.n;
	const bool in = counts_swap(c);

	k->file_reads =
	    less(c->here ? a->pages_read : n[COUNT_PGPGIN] / KIB_OF_PAGE,
		in ? n[COUNT_PSWPIN] : 0);
	if (!c->here)
		k->file_writes = less(
		    n[COUNT_PGPGOUT] / KIB_OF_PAGE, in ? n[COUNT_PSWPOUT] : 0);
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
    const struct oracle_conditions *c, const struct trace_facts *trace,
    const struct touches *t, struct mem *keep)
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
		fill_file_io(&out->kernel, a, c);
	}
	out->latency = mem_alloc(keep, sizeof(*out->latency));
	out->wait = mem_alloc(keep, sizeof(*out->wait));
}
