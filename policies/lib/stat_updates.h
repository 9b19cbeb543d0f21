/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When the statistics of a memory group are added up: who reads them gets the
 * last sums as long as few of them changed (mem_cgroup_flush_stats() in
 * mm/memcontrol.c).
 *
 * A processor collects changes and reports them when there are 64.  More than
 * 64 reported ones make the sums old.  6.1 reports whole batches, when it has
 * more than one, and needs two; adding up does not empty what the processor has
 * collected there.  The model has one processor, and its group all changes.
 */
#ifndef POLICIES_LIB_STAT_UPDATES_H
#define POLICIES_LIB_STAT_UPDATES_H

#include <stdbool.h>

#include "model/charge.h"
#include "policies/lib/kernel_version.h"

/* Numbers that an event changes by one, one after the other. */
enum stat_changes {
	STAT_FIRST_TOUCH = 3, /* PGFAULT, PGPGIN, NR_ANON_MAPPED */
	/* and PGMAJFAULT, WORKINGSET_REFAULT, MEMCG_SWAP */
	STAT_SWAP_IN = 6,
	/* PGFAULT, PGMAJFAULT, PGPGIN, NR_FILE_PAGES, NR_FILE_MAPPED; and
	 * WORKINGSET_REFAULT */
	STAT_FILE_FIRST = 5,
	STAT_FILE_IN = 6,
	STAT_LIST = 1,     /* the length of a list */
	STAT_ACTIVATE = 1, /* PGACTIVATE, WORKINGSET_ACTIVATE, _RESTORE */
	/* NR_ANON_MAPPED, MEMCG_SWAP, NR_SWAPCACHE and NR_WRITEBACK twice */
	STAT_SWAP_OUT = 6,
	STAT_DROP = 2, /* NR_FILE_MAPPED, NR_FILE_PAGES */
};

/* By a fault that brings a page in, which is of a file, or comes back. */
static inline unsigned
stat_fault(bool file, bool back)
{
	if (file)
		return (back ? STAT_FILE_IN : STAT_FILE_FIRST);
	return (back ? STAT_SWAP_IN : STAT_FIRST_TOUCH);
}

struct stat_updates {
	unsigned processor, reported;
	bool whole; /* 6.1 */
};

/* Reports n changes. */
static inline void
stat_report(struct stat_updates *s, unsigned n)
{
	if (s->reported <= CHARGE_BATCH)
		s->reported += s->whole ? n / CHARGE_BATCH * CHARGE_BATCH : n;
}

/* One number changes by n: memcg_rstat_updated(). */
static inline void
stat_updated(struct stat_updates *s, unsigned n)
{
	s->processor += n;
	if (s->processor < CHARGE_BATCH + (unsigned)s->whole)
		return;
	stat_report(s, s->processor);
	s->processor = 0;
}

/* n numbers change by one. */
static inline void
stat_updated_each(struct stat_updates *s, unsigned n)
{
	const unsigned batch = CHARGE_BATCH + (unsigned)s->whole;

	for (s->processor += n; s->processor >= batch; s->processor -= batch)
		stat_report(s, batch);
}

/* memcg_vmstats_needs_flush() */
static inline bool
stat_is_old(const struct stat_updates *s)
{
	return (s->reported > CHARGE_BATCH);
}

/* All was added up: mem_cgroup_css_rstat_flush(). */
static inline void
stat_added_up(struct stat_updates *s)
{
	s->reported = 0;
	if (!s->whole)
		s->processor = 0;
}

#endif
