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

/* The resident page in f must be written if it is to leave: it is unmapped, and
 * goes to the slot returned.  NO_SLOT: none is free; the machine has failed and
 * the page is as it was. */
slot_t machine_begin_write(struct machine *m, frame_t f);

/* A page that was just loaded is not mapped: it was read ahead. */
void machine_cache(struct machine *m, page_id_t page);

/* A cached page is resident; its accessed and dirty bits are clear. */
void machine_map(struct machine *m, page_id_t page);

/* Is more than half of swap in use?  Then slots are given back soon. */
bool machine_swap_scarce(const struct machine *m);

#endif
