/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The counts of a run in the words of a kernel's statistics.
 */
#include "sim/replay.h"
#include "sim/swap_io.h"

void
account_reclaim(const struct replay *r, struct kernel_counts *k)
{
	const struct policy_ops *ops = r->policy->ops;
	struct reclaim_counts all = { 0 };

	if (ops->counts == NULL)
		all.pgscan = all.pgsteal = r->machine.evictions;
	for (size_t i = 0; i < r->npartition && ops->counts != NULL; i++)
		ops->counts(r->partitions[i].instance.st, &all);
	k->pgscan = all.pgscan;
	k->pgsteal = all.pgsteal;
	k->workingset_refault = all.refault;
	k->workingset_activate = all.activate;
	k->workingset_restore = all.restore;
	k->oom = all.oom;
	k->pgscan_file = all.scan_file;
	k->pgsteal_file = all.steal_file;
	k->workingset_refault_file = all.refault_file;
	k->workingset_activate_file = all.activate_file;
	if (r->swap_io != NULL) {
		k->pgfault_minor_swapcache = r->swap_io->counts.minor;
		k->swap_ra = r->swap_io->counts.ahead;
		k->swap_ra_hit = r->swap_io->counts.ahead_hit;
	}
}

void
account_settle_kernel(unsigned level, uint64_t file_first, struct outcome *o,
    const struct kernel_counts *b)
{
	struct kernel_counts *k = &o->kernel;

	if (level == 0)
		return;
	k->level = level;
	k->file_reads -= b->file_reads;
	k->file_writes -= b->file_writes;
	k->pgmajfault = o->faults[FAULT_SWAP_IN] + file_first;
	k->pswpin = o->swap_reads - k->file_reads;
	k->pswpout = o->swap_writes - k->file_writes;
	k->pgscan -= b->pgscan;
	k->pgsteal -= b->pgsteal;
	k->workingset_refault -= b->workingset_refault;
	k->workingset_activate -= b->workingset_activate;
	k->workingset_restore -= b->workingset_restore;
	k->oom -= b->oom;
	k->pgscan_file -= b->pgscan_file;
	k->pgsteal_file -= b->pgsteal_file;
	k->workingset_refault_file -= b->workingset_refault_file;
	k->workingset_activate_file -= b->workingset_activate_file;
	k->pgfault_minor_swapcache -= b->pgfault_minor_swapcache;
	k->swap_ra -= b->swap_ra;
	k->swap_ra_hit -= b->swap_ra_hit;
}
