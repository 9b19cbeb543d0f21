/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a swapper is attached to address spaces that are driven by hand.
 *
 * Without one a shortage of frames fails the operation that wanted a frame.
 * With one, frames are asked of it, and pages that it took come back through
 * it: a swapped page is brought back before the area's backend is asked, so
 * that pages of areas that refuse faults come back, too.
 *
 *	wanted ---> reclaim() --addrspace_evict()--> entry: a ticket
 *	fault on a swapped page ---> read(ticket) ---> arrived()
 *
 * What a page's entry holds while it is swapped is a ticket, a number that the
 * swapper gives and reads; where the bytes are is its own affair.  Several
 * pages may share a frame (copy-on-write), but each has a ticket of its own.
 *
 * All verbs but begin, end, pin and tick are there; those may be NULL.
 */
#ifndef VM_SWAPPER_H
#define VM_SWAPPER_H

#include <stdbool.h>
#include <stdio.h>

#include "model/page.h"

struct addrspace;

typedef uint32_t ticket_t;

/* How a page came into a frame. */
enum arrival {
	ARRIVAL_ZERO,  /* it is new: a zeroed frame */
	ARRIVAL_TWIN,  /* it is new: a copy of another page */
	ARRIVAL_SHARE, /* it is new: the frame is another page's, too */
	ARRIVAL_BACK,  /* from swap, by its ticket */
	ARRIVAL_COPY,  /* from the frame it shared into one of its own */
	ARRIVAL_OWN,   /* the last that shares a frame has it to itself */
};

struct swapper {
	void *ctx;
	/* An access to one page begins; and ends, at a page in this frame, or
	 * POOL_NONE: refused, or linear.  hit: the page was there. */
	void (*begin)(void *ctx);
	void (*end)(void *ctx, uint64_t frame, bool write, bool hit);
	/* Whether there may be another page. */
	bool (*admits)(void *ctx);
	/*
	 * Every frame is taken: empties one for this page.  The frame, which
	 * is free then, or POOL_NONE: none can be.  If it is one that the page
	 * itself shares, the others have left it and the page need not move.
	 */
	uint64_t (*reclaim)(void *ctx, struct addrspace *as, vaddr_t va);
	/* Reads a swapped page into a frame, which is zeroed; 0, or -1: it
	 * cannot be read. */
	int (*read)(void *ctx, ticket_t ticket, uint64_t frame);
	/* This page is a copy of the swapped one: its own ticket. */
	ticket_t (*hold)(
	    void *ctx, struct addrspace *as, vaddr_t va, ticket_t ticket);
	/* The swapped page is gone. */
	void (*drop)(void *ctx, ticket_t ticket);
	/* The page's entry leads to the frame.  from: the ticket of one that is
	 * back, the frame that one was copied out of. */
	void (*arrived)(void *ctx, struct addrspace *as, vaddr_t va,
	    uint64_t frame, enum arrival how, uint64_t from);
	/* The page is unmapped. */
	void (*left)(
	    void *ctx, struct addrspace *as, vaddr_t va, uint64_t frame);
	/* The page in this frame may not be taken from now on, or may again. */
	void (*pin)(void *ctx, uint64_t frame, bool on);
	/* The timer. */
	void (*tick)(void *ctx);
	/* What it has done, on one line without its end. */
	void (*tell)(void *ctx, FILE *to);
};

#endif
