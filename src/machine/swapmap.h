/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Slots of the swap device: given out lowest free first, counted, freed.
 *
 * Slot 0 is never used, as in uCore, whose swapped entry must not be zero.  A
 * slot may be held by several pages after a fork, and with slot_mode=vaddr by
 * those of several processes at one address; it is free when the last lets go.
 */
#ifndef MACHINE_SWAPMAP_H
#define MACHINE_SWAPMAP_H

#include "base/bitset.h"
#include "base/mem.h"
#include "model/page.h"

struct swapmap {
	struct mem *mem;
	struct bitset freed; /* below fresh, and free again */
	uint32_t *extra;     /* by slot: holders beyond the first; or NULL */
	slot_t fresh;        /* the lowest slot never used */
	slot_t limit;        /* slots are below this */
	slot_t used, peak;
};

/* slots: how many there are; 0: as many as it takes. */
void swapmap_init(struct swapmap *s, struct mem *m, uint64_t slots);

/* The lowest free slot, NO_SLOT when there is none. */
slot_t swapmap_take(struct swapmap *s);
/* This very slot (slot_mode=vaddr): one holder more where it is in use. */
void swapmap_claim(struct swapmap *s, slot_t slot);
/* One holder more, one holder less.  Both allow NO_SLOT. */
void swapmap_share(struct swapmap *s, slot_t slot);
void swapmap_put(struct swapmap *s, slot_t slot);
/* Held by more than one page? */
bool swapmap_shared(const struct swapmap *s, slot_t slot);

#endif
