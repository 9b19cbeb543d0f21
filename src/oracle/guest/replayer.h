/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Replays a file of touches as real loads and stores: a process for each one of
 * the trace, all in one memory group or each in one of its own.
 *
 * Before a process joins the group it has read the touches and mapped every
 * page that it will touch to the kernel's page of zeros, so that page tables
 * and its own memory are charged elsewhere.  The first touch of a page writes
 * bytes that are not zero, because a page of zeros is not written to swap; a
 * later write changes eight bytes.
 *
 * Pages of files are those of one device, which the processes map, shared.
 * Their page tables are made before the process joins, and the pages that were
 * read for it are dropped.  The first touch of such a page is as the trace has
 * it.
 */
#ifndef ORACLE_GUEST_REPLAYER_H
#define ORACLE_GUEST_REPLAYER_H

#include <stdint.h>

#include "oracle/guest/counters.h"
#include "oracle/guest/group.h"
#include "oracle/guest/wholememory.h"

struct replay_spec {
	const char *touches; /* path (touchfile.h) */
	const struct groups *groups;
	/* What files are on: the path of a device; or, by process, a file that
	 * is open.  Both NULL: there are no files. */
	const char *file;
	const int *file_fd;
	/* Memory of the machine that is made short before the replay begins;
	 * NULL: that of the groups is. */
	const struct wholememory_spec *machine;
	/* References between two reads of memory.stat, which flush the group's
	 * statistics, and between two flushes of the TLB; 0: never. */
	uint64_t flush, tlb;
	/* Becomes 1 when the replay is to end; it is looked at when a signal
	 * interrupts it.  NULL: never. */
	const volatile int *stop;
};

/* Where a group ran out of memory the counts are those until a process was
 * killed. */
struct replay_answer {
	uint64_t majflt, minflt; /* of all processes */
	uint64_t pages_read;     /* by them, from files and swap */
	uint64_t kernel_pages;   /* of those charged, the kernel's own; 0: not
				  * known */
	uint64_t ooms;
	struct counters counted;
	char failed[128]; /* empty: it was completed */
};

void replayer_run(const struct replay_spec *spec, struct replay_answer *a);

#endif
