/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Dirty pages of files in the generations of policies/mglru.c.  Eviction passes
 * them over; when there are too many, all are written (dirty_balance.h), and
 * those that eviction met are the next that it gets.
 */
#ifndef POLICIES_LIB_GENERATION_FILES_H
#define POLICIES_LIB_GENERATION_FILES_H

#include "policies/lib/generation_evict.h"

/* The statistics are copied. */
static inline void
gen_copy_dirty(void *st)
{
	struct generations *g = (struct generations *)st;
	uint64_t files = 0;

	for (unsigned i = gen_list(GEN_FILES, 0); i < GEN_LISTS; i++)
		files += g->lists.count[i];
	dirty_copy(&g->dirty, files);
}

/* balance_dirty_pages(), when the page in f becomes dirty. */
static inline bool
gen_balance_dirty(void *st, frame_t f)
{
	struct generations *g = (struct generations *)st;
	enum dirty_verdict v;

	if (!dirty_count(&g->dirty))
		return (false);
	if (g->version == LINUX_6_1)
		gen_copy_dirty(g);
	v = dirty_look(&g->dirty, &g->charge, gen_ns(g));
	if (v == DIRTY_FEW)
		return (false);
	if (g->dirty.now > 1)
		gen_write_back(g);
	gen_write(g, f);
	g->switched = true;
	if (v == DIRTY_SLEEP && dirty_sleep(&g->dirty, gen_ns(g)))
		gen_copy_dirty(g);
	if (v == DIRTY_SLEEP && g->version == LINUX_6_1)
		dirty_awake(&g->dirty);
	return (true);
}

#endif
