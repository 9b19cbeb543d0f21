/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a swapper is attached to address spaces that are driven by hand.
 *
 * Without one a shortage of frames fails the operation that wanted a frame.
 * With one, frames are asked of it, and pages that it took come back through
 * it: a swapped page is brought back before the area's backend is asked, so
 * that pages of areas that refuse faults come back, too.
 *
 *	wanted ---> reclaim() --addrspace_evict()--> write(): slot
 *	fault on a swapped page ---> read(slot) ---> admitted()
 *
 * A verb that is NULL is not called, but reclaim, write and read go together.
 */
#ifndef SPACE_SWAPPER_H
#define SPACE_SWAPPER_H

#include <stdbool.h>

#include "model/page.h"

struct addrspace;

struct swapper {
	void *ctx;
	/* Every frame is taken: evict one page at least.  False: none can be.
	 * Asked again only while that made room. */
	bool (*reclaim)(void *ctx);
	/* Writes a page out; its slot, referred to once, or NO_SLOT. */
	slot_t (*write)(
	    void *ctx, struct addrspace *as, vaddr_t va, uint64_t frame);
	/* Reads a slot into a frame; 0, or -1: it cannot be read. */
	int (*read)(void *ctx, slot_t slot, uint64_t frame);
	/* An entry more, or one less, refers to the slot. */
	void (*hold)(void *ctx, slot_t slot);
	void (*drop)(void *ctx, slot_t slot);
	/* The page is in the frame and its entry is set; back: from swap. */
	void (*admitted)(void *ctx, struct addrspace *as, vaddr_t va,
	    uint64_t frame, bool back);
	/* The page has left the frame, unmapped or copied away from. */
	void (*left)(
	    void *ctx, struct addrspace *as, vaddr_t va, uint64_t frame);
};

#endif
