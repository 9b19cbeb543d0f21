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

static inline bool
gen_file_dirty(const struct generations *g, frame_t f)
{
	return (g->frame[f].file && frame_dirty(g->frames, f));
}

static inline uint64_t
gen_count_dirty(const struct generations *g)
{
	uint64_t n = 0;

	for (unsigned i = 0; i < GENS; i++) {
		frame_t f = frame_lists_tail(&g->lists, i);

		for (; f != NO_FRAME; f = frame_lists_newer(&g->lists, f))
			n += gen_file_dirty(g, f);
	}
	return (n);
}

static inline void
gen_write_back(struct generations *g)
{
	for (unsigned i = 0; i < GENS; i++) {
		frame_t next, f = frame_lists_tail(&g->lists, i);

		for (; f != NO_FRAME; f = next) {
			next = frame_lists_newer(&g->lists, f);
			if (!gen_file_dirty(g, f))
				continue;
			g->host->clean(g->host, f);
			if (g->frame[f].dirtied)
				gen_put_tail(g, f, g->min);
			g->frame[f].dirtied = false;
		}
	}
}

/* balance_dirty_pages(), by statistics that are copied now and then: what
 * becomes dirty up to the next copy is written, too. */
static inline void
gen_balance_dirty(struct generations *g)
{
	bool many;

	if (g->files.files == 0)
		return;
	many = file_charge_dirty(&g->files, &g->charge, gen_count_dirty(g));
	if (many || g->written_back)
		gen_write_back(g);
	g->written_back = many && !g->written_back;
}

#endif
