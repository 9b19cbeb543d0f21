/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dirty pages of files in the generations of policies/mglru.c.  Eviction passes
 * them over; when a tenth of the group's pages of files are dirty, all are
 * written (mm/page-writeback.c), and those that eviction met are the next that
 * it gets.
 */
#ifndef POLICIES_LIB_GENERATION_FILES_H
#define POLICIES_LIB_GENERATION_FILES_H

#include "policies/lib/generation_evict.h"

/* To be called now and then. */
static inline void
gen_balance_dirty(struct generations *g)
{
	uint64_t dirty = file_charge_count_dirty(
	    &g->lists, g->frames, gen_list(GEN_FILES, 0), GEN_LISTS);

	if (file_charge_writes(&g->files, &g->charge, dirty))
		gen_write_back(g);
}

#endif
