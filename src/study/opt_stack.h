/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OPT's stack: the first n pages of it are those in n frames (Mattson, Gecsei,
 * Slutz and Traiger, IBM Systems Journal 9(2), 1970, section 4).  A page that
 * is referred to comes to the front.  From there down to where it was, the page
 * in front of each place and the one that comes down to it are compared: the
 * one used sooner stays, the other goes on down.
 *
 *	before	c:7 a:9 f:8 e:12 b	(used next at 7, 9 ...)
 *	after	b   c:7 f:8 a:9  e:12	b was referred to; c, a, e moved
 *
 * The places are divided into blocks of 64.  Of a block that a page passes by,
 * the page used last of those in it and this one goes on.  So it is enough to
 * know which pages are in a block; which places they have matters only where
 * one of them is referred to, and is found then, from their places before and
 * the pages that came since.  Blocks with such a page are found by the latest
 * use in each block, and in 64 blocks, and so on.
 *
 * A page that is not used again, and a frame that became free, are the same: no
 * fault depends on which of them goes.
 */
#ifndef STUDY_OPT_STACK_H
#define STUDY_OPT_STACK_H

#include "base/isa.h"
#include "base/mem.h"
#include "model/page.h"

#define OPT_STACK_BLOCK  64
#define OPT_STACK_LEVELS 5 /* 64^5 blocks are more than there can be */

/* The page is not used again. */
#define OPT_STACK_NEVER UINT32_MAX

/* Pages that came into a block and have not found their places; a multiple of
 * 4. */
#define OPT_STACK_WAITING 32

struct opt_stack_block {
	uint32_t order[OPT_STACK_BLOCK]; /* by place: next use, without those
					    waiting */
	/* With those waiting and without those that left, in no order. */
	uint32_t use[OPT_STACK_BLOCK];
	page_id_t
	    page[OPT_STACK_BLOCK]; /* of each; NO_PAGE: none, a free frame */
	uint32_t waiting[OPT_STACK_WAITING];
	unsigned nwaiting;
};

struct opt_stack {
	enum isa isa;
	uint64_t size; /* places that are taken, from 0 */
	/* The first block. */
	uint32_t use[OPT_STACK_BLOCK];
	page_id_t page[OPT_STACK_BLOCK];
	struct opt_stack_block *block; /* the others; block[0] is not used */
	uint32_t *where; /* by page: its block, plus 1; 0: it has no place */
	/* level[0]: by block, the latest use in it.  The others: by 64 members
	 * of the level below.  What holds a member 0 is not kept, as searches
	 * begin behind it. */
	uint32_t *level[OPT_STACK_LEVELS];
	unsigned nlevel;
	/* By level: the 64 members of which one has changed, and whose latest
	 * is to be found again. */
	uint64_t stale[OPT_STACK_LEVELS];
};

/* Bytes for each page, at most. */
#define OPT_STACK_PAGE_BYTES                                                   \
	(sizeof(struct opt_stack_block) / OPT_STACK_BLOCK + sizeof(uint32_t) + \
	    1)

/* An empty stack; page numbers are below npages.  Memory is from m. */
void opt_stack_init(struct opt_stack *s, struct mem *m, page_id_t npages);

/* The page is used now, and next at 'use', which is later, or OPT_STACK_NEVER.
 * Times are from 1 on, each of one page; now is 0 where the page is populated.
 * Returns its distance; 0: it was in no frame. */
uint64_t opt_stack_next(
    struct opt_stack *s, page_id_t page, uint32_t now, uint32_t use);

/* The page, if it has a place, leaves it to a free frame. */
void opt_stack_leave(struct opt_stack *s, page_id_t page);

#endif
