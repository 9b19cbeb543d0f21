/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a policy that reclaims as a kernel does counts, in the words of
 * /proc/vmstat.  Pages, of the whole run.
 */
#ifndef MODEL_RECLAIM_COUNTS_H
#define MODEL_RECLAIM_COUNTS_H

#include <stdint.h>

struct reclaim_counts {
	uint64_t pgscan;   /* pages taken from the inactive end of a list */
	uint64_t pgsteal;  /* of these, evicted */
	uint64_t refault;  /* pages that came back */
	uint64_t activate; /* of these, to the active list at once; in mglru,
			    * those that came back soon, or were protected
			    * (6.1), or were active before (7.3) */
	uint64_t restore;  /* of these, active before they were evicted */
	uint64_t oom;      /* pages brought in beyond the limit */
	/* Of those above, pages of files. */
	uint64_t scan_file, steal_file, refault_file, activate_file;
};

static inline void
reclaim_counts_add(struct reclaim_counts *to, const struct reclaim_counts *from)
{
	to->pgscan += from->pgscan;
	to->pgsteal += from->pgsteal;
	to->refault += from->refault;
	to->activate += from->activate;
	to->restore += from->restore;
	to->oom += from->oom;
	to->scan_file += from->scan_file;
	to->steal_file += from->steal_file;
	to->refault_file += from->refault_file;
	to->activate_file += from->activate_file;
}

#endif
