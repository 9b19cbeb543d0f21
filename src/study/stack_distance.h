/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU stack distances, one reference after another: how many different pages
 * were referenced since the last reference to this page, it included.  LRU with
 * at least so many frames has the page (Mattson, Gecsei, Slutz and Traiger, IBM
 * Systems Journal 9(2), 1970).
 *
 * The most recent pages are a short list that is searched.  Each other page has
 * a stamp, which is a bit of a long array; bits are set in the order in which
 * the pages left the list, so the distance is the number of bits behind the
 * page's own.  Counters of blocks of bits, of 16 blocks, of 256 and so on count
 * them.
 *
 *	recent	 c a f	(the first is the most recent)
 *	bits	 . 1 . . 1 1 . . 1	next stamp: here
 *		   e     b d     g	distance of b: 3 + 2 + 1
 *
 * When the stamps are used up, the pages get new ones in the same order.  It
 * takes about five bytes for each page.
 *
 * A page that leaves memory (unmapped, paged out) leaves a hole at its place in
 * the order: with at least so many frames one is free.  The next page that
 * comes in from behind the hole, or for the first time, fills it: the pages
 * above move down by one, and the hole is now where that page was.  With fewer
 * frames than the hole's place the memory was full all the time, with more
 * frames than the page's place it was a hit.  A hole in the short list is
 * NO_PAGE; a stamp of a hole has a bit, too, and is a member of 'holes'.
 */
#ifndef STUDY_STACK_DISTANCE_H
#define STUDY_STACK_DISTANCE_H

#include "base/bitset.h"
#include "base/mem.h"
#include "model/page.h"

/* Four bits a page have a number of 32 bits. */
#define STACK_DISTANCE_PAGES  (UINT32_C(1) << 29)
#define STACK_DISTANCE_RECENT 16
#define STACK_DISTANCE_LEVELS 6 /* 16^6 blocks of 512 bits */

struct stack_distance {
	struct mem *m;
	/* Behind the first nrecent there is NO_PAGE. */
	_Alignas(16) page_id_t recent[STACK_DISTANCE_RECENT];
	unsigned nrecent;
	uint32_t *stamp; /* by page: its bit, plus 1; 0: it has none */
	uint64_t *bits;
	/* level[0]: by block, its bits; the others: of 16 counters of the level
	 * below. */
	uint32_t *level[STACK_DISTANCE_LEVELS];
	unsigned nlevel;
	uint32_t blocks;     /* there are; a power of two, or 0 */
	uint32_t used;       /* stamps given */
	uint32_t live;       /* of these, that a page or a hole has */
	uint32_t nhole;      /* there are, in the list or with a stamp */
	struct bitset holes; /* by bit; there is none before the first hole */
	void *holes_memory;
	bool has_popcnt; /* the processor counts bits, and may be asked to */
};

/* Memory is from m; the caller gives the member 'stamp', zeroed, with an
 * element for each page. */
void stack_distance_init(struct stack_distance *s, struct mem *m);

/* Pages that have been referenced, and not taken out; holes, too. */
static inline uint64_t
stack_distance_pages(const struct stack_distance *s)
{
	return (s->nrecent + (uint64_t)s->live);
}

/* The same where the page is none of the two most recent ones. */
uint64_t stack_distance_further(
    struct stack_distance *s, page_id_t page, page_id_t npages);

/* The distance of a reference, from 1; 0: the first one to this page.  Page
 * numbers are below npages.  Most references of programs are to one of two
 * pages, that of the code and that of the data. */
static inline uint64_t
stack_distance_next(struct stack_distance *s, page_id_t page, page_id_t npages)
{
	if (s->recent[0] == page)
		return (1);
	if (s->recent[1] != page)
		return (stack_distance_further(s, page, npages));
	s->recent[1] = s->recent[0]; /* a page or a hole */
	s->recent[0] = page;
	return (2);
}

/* The page leaves memory, and a hole stays.  Returns its distance, as if it had
 * been referenced now; 0: it is not there. */
uint64_t stack_distance_leave(struct stack_distance *s, page_id_t page);

/* Its distance, if it were referenced now; 0: it is not there. */
uint64_t stack_distance_of(const struct stack_distance *s, page_id_t page);

/* Takes pages out, as if they had never been referenced: those for which
 * keep() is false, of all below n.  There must be no holes. */
void stack_distance_drop(struct stack_distance *s, page_id_t n,
    bool (*keep)(const void *context, page_id_t page), const void *context);

#endif
