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

static inline void
gen_write_back(struct generations *g)
{
	for (unsigned i = gen_list(GEN_FILES, 0); i < GEN_LISTS; i++) {
		frame_t next, f = frame_lists_tail(&g->lists, i);

		for (; f != NO_FRAME; f = next) {
			next = frame_lists_newer(&g->lists, f);
			if (!frame_dirty(g->frames, f))
				continue;
			g->host->clean(g->host, f);
			if (g->frame[f].dirtied)
				gen_put_tail(g, f, g->min[GEN_FILES]);
			g->frame[f].dirtied = false;
		}
	}
}

/* To be called now and then. */
static inline void
gen_balance_dirty(struct generations *g)
{
	uint64_t dirty;

	if (g->files.files == 0)
		return;
	dirty = file_charge_count_dirty(
	    &g->lists, g->frames, gen_list(GEN_FILES, 0), GEN_LISTS);
	if (file_charge_writes(&g->files, &g->charge, dirty))
		gen_write_back(g);
}

#endif
