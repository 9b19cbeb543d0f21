/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The levels of the model: named sets of mechanisms between a policy and the
 * swap device, each with those below it.
 *
 *	0  textbook	a fault has one victim; a dirty one is written
 *	1  swap cache	a page that was read back keeps its slot until it is
 *			written to
 *	2  layout	slots are given out in clusters, and a swap-in reads
 *			neighbours, which are minor faults when they are touched
 *
 *	3  daemon	memory has watermarks: reclaim is in batches, in the
 *			background and in faults that it is too slow for, and
 *			write-back takes its time
 *
 * Of a setting that says 'auto' or 0, the level decides.
 */
#ifndef MODEL_LEVEL_H
#define MODEL_LEVEL_H

#include "model/spec.h"

#define PAGE_CLUSTER_DEFAULT 3 /* page_cluster in mm/swap.c */
#define PAGE_CLUSTER_MAX     5 /* SWAP_RA_ORDER_CEILING */

/* The level in force for a textbook policy, 0 to 3. */
static inline unsigned
settings_level(const struct settings *s)
{
	if (s->level != LEVEL_AUTO)
		return ((unsigned)(s->level - LEVEL_0));
	return (s->swap_cache ? 1 : 0);
}

/* A swap-in reads up to 2^n pages; 0: only the one that is wanted. */
static inline unsigned
settings_page_cluster(const struct settings *s)
{
	if (settings_level(s) < 2 || s->read_ahead == READ_AHEAD_NONE)
		return (0);
	return (s->page_cluster == 0 ? PAGE_CLUSTER_DEFAULT
				     : (unsigned)s->page_cluster);
}

static inline enum slot_order
settings_slot_order(const struct settings *s)
{
	if (s->slot_order != SLOT_ORDER_AUTO)
		return ((enum slot_order)s->slot_order);
	return (settings_level(s) < 2 ? SLOT_ORDER_LOWEST : SLOT_ORDER_CLUSTER);
}

/* Of 10,000: vm.watermark_scale_factor */
#define WATERMARK_SCALE 10

/* Is memory that of a machine, with watermarks, or the limit of a group? */
static inline bool
settings_machine_memory(const struct settings *s)
{
	return (s->level == LEVEL_3 && s->memory_of != MEMORY_OF_GROUP);
}

#endif
