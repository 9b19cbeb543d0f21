/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What policies/mglru.c shows of itself in a table of steps: each generation
 * from its tail, with the number of a page that was promoted, and the pages
 * that are not in a list yet.
 */
#ifndef POLICIES_LIB_GENERATION_STATE_H
#define POLICIES_LIB_GENERATION_STATE_H

#include <stdio.h>

#include "policies/lib/generations.h"
#include "policies/lib/state_rows.h"

static inline void
gen_state_of(const struct generations *g, unsigned type, uint32_t seq,
    struct policy_state *to)
{
	frame_t f = frame_lists_tail(&g->lists, gen_list(type, seq));
	char name[40];

	snprintf(name, sizeof(name), "generation %u%s", seq,
	    type == GEN_FILES ? ", files" : "");
	to->row(to, name);
	for (; f != NO_FRAME; f = frame_lists_newer(&g->lists, f)) {
		to->page_in(to, f);
		if (g->frame[f].seq != seq)
			state_count(to, g->frame[f].seq);
	}
}

static inline void
gen_state(const void *st, struct policy_state *to)
{
	const struct generations *g = (const struct generations *)st;
	const unsigned types = g->file != NULL ? GEN_TYPES : GEN_ANON + 1;

	for (unsigned t = 0; t < types; t++)
		for (uint32_t seq = g->min[t]; seq <= g->max; seq++)
			gen_state_of(g, t, seq, to);
	to->row(to, "collected");
	for (unsigned i = 0; i < g->ncollected; i++)
		to->page_in(to, g->collected[i]);
	state_value(to, "charged", g->charge.used);
}

#endif
