/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The slots of the swap device: allocated lowest free first, in turn, or in
 * clusters; counted, freed.
 *
 * Slot 0 is never used, as in uCore, where the entry of a swapped page must not
 * be zero.  Several pages may hold one slot: after a fork, and with
 * slot_mode=vaddr the pages of several processes at one address.  It is free
 * when its last holder puts it.
 */
#ifndef MACHINE_SWAPMAP_H
#define MACHINE_SWAPMAP_H

#include "base/bitset.h"
#include "base/mem.h"
#include "machine/reclaim/slot_cluster.h"
#include "model/page.h"
#include "model/spec.h"

/* The highest slot that fits a swap entry with a 24-bit offset, as in uCore. */
#define SLOT_ENTRY_MAX ((UINT64_C(1) << 24) - 1)

struct swapmap {
	struct mem *mem;
	struct bitset freed;     /* below first_unused, and free again */
	uint32_t *extra_holders; /* by slot: holders beyond the first; NULL: no
				  * slot ever had two */
	slot_t first_unused;
	slot_t limit;  /* slots are below this */
	bool rotating; /* the next free slot is taken, not the lowest */
	slot_t next;   /* from which on it is looked for */
	struct slot_clusters *clusters; /* NULL: there are none */
	slot_t used, peak;
	slot_t size;   /* beyond it swap is out of memory; 0: it may be full */
	uint64_t over; /* slots that were taken beyond it */
};

/* In which order slots are given out: the lowest, in ascending order round and
 * round, or in clusters, of which free_first is (reclaim/slot_cluster.h).
 * slots: how many there are; 0: no limit but SLOTS_MAX. */
void swapmap_open(struct swapmap *s, struct mem *m, enum slot_order order,
    uint64_t slots, bool free_first);

/* Before a slot is taken: swap that is full goes on, and counts that. */
void swapmap_overflow(struct swapmap *s);

/* The lowest free slot or the next one, NO_SLOT when there is none. */
slot_t swapmap_take(struct swapmap *s);
/* n times swapmap_take(), where that gives n slots in a row that were never
 * used: the first; else NO_SLOT, and nothing was taken. */
slot_t swapmap_take_run(struct swapmap *s, slot_t n);
/* This slot (slot_mode=vaddr): one holder more where it is in use. */
void swapmap_claim(struct swapmap *s, slot_t slot);
/* One holder more, one holder less.  Both allow NO_SLOT. */
void swapmap_share(struct swapmap *s, slot_t slot);
void swapmap_put(struct swapmap *s, slot_t slot);
/* Is it held by more than one page? */
bool swapmap_shared(const struct swapmap *s, slot_t slot);

#endif
