/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Transitions of a machine whose swap is asynchronous, as Linux has it on a
 * disk.  Between memory and swap a page is in the swap cache: in a frame and in
 * a slot, and not mapped.
 *
 *	resident ──write──▶ cached ──evict──▶ swapped
 *	    ▲ └──evict (its copy is good)───────▶ │
 *	    └──map── cached ◀──load, cache────────┘
 *
 * A page that is read back keeps its slot: a copy that stays good until the
 * page is written to.  So its next eviction is free.
 */
#ifndef MACHINE_RECLAIM_SWAPCACHE_H
#define MACHINE_RECLAIM_SWAPCACHE_H

#include "machine/transition.h"

/* To be called before the first page comes in.  Unless slot_order says
 * otherwise, slots are given out in ascending order, round and round: a reclaim
 * writes to adjacent ones.  free_first: of clusters, as in 6.12. */
void machine_swap_async(
    struct machine *m, const struct settings *settings, bool free_first);

/* The same: a page that must be written while swap is full is written beyond
 * its end, and swap.over counts it. */
void machine_swap_overflows(struct machine *m);

/* The resident page in f must be written if it is to leave: it is unmapped, and
 * goes to the slot returned.  NO_SLOT: none is free; the machine has failed and
 * the page is as it was. */
slot_t machine_begin_write(struct machine *m, frame_t f);

/* A page that was just loaded is not mapped: it was read ahead. */
void machine_cache(struct machine *m, page_id_t page);

/* A cached page is resident; its accessed and dirty bits are clear. */
void machine_map(struct machine *m, page_id_t page);

/*
 * A page that is no page of the trace is resident in f, whatever is there; then
 * it was never there, and f has 'was', which the first call returned.  For a
 * policy that is asked for a victim without a page that comes in.
 */
page_id_t machine_stand_in(struct machine *m, page_id_t page, frame_t f);
void machine_stand_down(
    struct machine *m, page_id_t page, frame_t f, page_id_t was);

/* Is more than half of swap in use?  Then slots are given back soon. */
bool machine_swap_scarce(const struct machine *m);

#endif
