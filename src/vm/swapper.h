/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interface of address spaces to a swapper.
 *
 * Without a swapper, an operation fails if there is no free frame.  With one,
 * the swapper is asked to evict a page, and it reads evicted pages back.  A
 * swapped page is read back before the backend of its area is asked, so this
 * works for areas that take no faults, too.
 *
 *	no free frame ---> reclaim() --addrspace_evict()--> entry: a ticket
 *	fault on a swapped page ---> read(ticket) ---> arrived()
 *
 * The entry of a swapped page holds a ticket, a number that the swapper
 * chooses.  Several pages may share a frame (copy-on-write); each gets its own
 * ticket.
 *
 * begin, end, pageout, pin, tick and tell may be NULL.
 */
#ifndef VM_SWAPPER_H
#define VM_SWAPPER_H

#include <stdbool.h>
#include <stdio.h>

#include "model/page.h"

struct addrspace;

typedef uint32_t ticket_t;

/* How a page came to be in a frame. */
enum arrival {
	ARRIVAL_ZERO,  /* a new page in a zeroed frame */
	ARRIVAL_TWIN,  /* a new page: a copy of another, in its own frame */
	ARRIVAL_SHARE, /* a new page: it shares the frame of another */
	ARRIVAL_BACK,  /* read back by its ticket */
	ARRIVAL_COPY,  /* copied from the frame that it shared */
	ARRIVAL_OWN,   /* the last sharer has its frame to itself */
};

struct swapper {
	void *ctx;
	/* An access to one page begins; and ends.  frame: where the page is;
	 * POOL_NONE: the access was refused, or the page is linear.  hit: it
	 * was present. */
	void (*begin)(void *ctx);
	void (*end)(void *ctx, uint64_t frame, bool write, bool hit);
	/* Can another page be numbered? */
	bool (*admits)(void *ctx);
	/* Called before a frame is taken for this page, whether one is free or
	 * not: it may empty frames.  NULL: nothing. */
	void (*prepare)(void *ctx, struct addrspace *as, vaddr_t va);
	/*
	 * No frame is free: empties one for this page and returns it, or
	 * POOL_NONE.  If the page itself shares that frame, the other sharers
	 * have been evicted and the page stays.
	 */
	uint64_t (*reclaim)(void *ctx, struct addrspace *as, vaddr_t va);
	/* Evicts the page in this frame, which no other shares and which is not
	 * pinned.  -1: it stays, because swap is full. */
	int (*pageout)(void *ctx, uint64_t frame);
	/* Reads a swapped page into a zeroed frame; -1: it cannot be read. */
	int (*read)(void *ctx, ticket_t ticket, uint64_t frame);
	/* A page that is a copy of the swapped one: returns its ticket. */
	ticket_t (*hold)(
	    void *ctx, struct addrspace *as, vaddr_t va, ticket_t ticket);
	/* The swapped page is unmapped. */
	void (*drop)(void *ctx, ticket_t ticket);
	/* The entry of the page now points to the frame.  from: the ticket for
	 * ARRIVAL_BACK, the frame that was shared for ARRIVAL_COPY and _OWN. */
	void (*arrived)(void *ctx, struct addrspace *as, vaddr_t va,
	    uint64_t frame, enum arrival how, uint64_t from);
	/* The page, which is in the frame, is unmapped. */
	void (*left)(
	    void *ctx, struct addrspace *as, vaddr_t va, uint64_t frame);
	/* The page in this frame may not be evicted (on), or may again. */
	void (*pin)(void *ctx, uint64_t frame, bool on);
	/* A tick of the timer. */
	void (*tick)(void *ctx);
	/* Prints its counters on one line without a newline. */
	void (*tell)(void *ctx, FILE *to);
};

#endif
