/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a kernel counts of a run, from level 1 of the model on, and the parts of
 * the time of faults.
 */
#include "sim/replay.h"
#include "sim/swap_io.h"

static void
read_swap(const struct swap_io *io, struct kernel_counts *k)
{
	const struct swap_io_counts *c = &io->counts;

	k->pgfault_minor_swapcache = c->minor;
	k->swap_ra = c->ahead;
	k->swap_ra_hit = c->ahead_hit;
	k->allocstall += c->stalled;
	k->pgsteal_direct = c->by_fault;
	k->pgsteal_kswapd = c->by_daemon;
	k->oom += c->oom;
}

/* What the instances of a policy that reclaims have counted, since the
 * beginning.  Another policy looks for each victim once.  Pages that the trace
 * pages out are evicted, and not by reclaim. */
static void
read_reclaim(const struct replay *r, struct kernel_counts *k)
{
	const struct policy_ops *ops = r->policy->ops;
	struct reclaim_counts all = { 0 };

	if (ops->counts == NULL)
		all.pgscan = all.pgsteal = r->machine.evictions - r->pageouts;
	for (size_t i = 0; i < r->npartition && ops->counts != NULL; i++)
		ops->counts(r->partitions[i].instance.st, &all);
	k->pgscan = all.pgscan;
	k->pgsteal = all.pgsteal;
	k->workingset_refault = all.refault;
	k->workingset_activate = all.activate;
	k->workingset_restore = all.restore;
	k->oom = all.oom + r->machine.swap.over;
	k->pgscan_file = all.scan_file;
	k->pgsteal_file = all.steal_file;
	k->workingset_refault_file = all.refault_file;
	k->workingset_activate_file = all.activate_file;
	k->allocstall = r->reclaims;
	if (r->swap_io != NULL)
		read_swap(r->swap_io, k);
}

static void
read_times(const struct swap_io_counts *c, struct outcome *o)
{
	o->reclaim_ns = c->reclaim_ns;
	o->writeback_ns = c->write_ns;
	o->minor_ns = c->minor_ns;
	o->kswapd_ns = c->daemon_ns;
}

/* file_first: first touches of pages of files, which were read; b: the counts
 * of the warm-up. */
static void
settle_kernel(unsigned level, uint64_t file_first, struct outcome *o,
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
	k->allocstall -= b->allocstall;
	k->pgsteal_direct -= b->pgsteal_direct;
	k->pgsteal_kswapd -= b->pgsteal_kswapd;
}

void
account_read_kernel(const struct replay *r, struct outcome *o)
{
	if (r->level > 0)
		read_reclaim(r, &o->kernel);
	if (r->swap_io != NULL)
		read_times(&r->swap_io->counts, o);
}

void
account_settle_kernel(
    const struct replay *r, struct outcome *o, const struct outcome *b)
{
	settle_kernel(
	    r->level, r->file_first[0] + r->file_first[1], o, &b->kernel);
	if (r->swap_io == NULL)
		return;
	o->reclaim_ns -= b->reclaim_ns;
	o->writeback_ns -= b->writeback_ns;
	o->minor_ns -= b->minor_ns;
	o->kswapd_ns -= b->kswapd_ns;
}
