/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages of a trace that is written: which number each has, and how many
 * there are.
 *
 * Pages are found by a hash table of their numbers; the key of a page is in
 * the list of pages.  Before that a small table of pages that were found of
 * late is looked at.
 */
#ifndef TRACE_PACKED_PAGES_H
#define TRACE_PACKED_PAGES_H

#include "base/inline.h"
#include "base/mem.h"
#include "model/access.h"
#include "trace/packed_refs.h"

/* Of pages found of late; 16 KiB stay in the first-level cache. */
#define RECENT_PAGES 1024

#define NO_NUMBER UINT32_MAX

struct recent_page {
	vaddr_t addr;
	uint32_t pid;
	uint32_t number; /* NO_NUMBER: there is none */
};

struct packed_pages {
	unsigned shift; /* log2 of the page size */
	struct page_list list;
	uint64_t processes; /* that have pages */
	bool full;          /* there were more than LISTED_PAGES_MAX */
	/* The rest is its own. */
	uint32_t *slot; /* a page's number plus 1; 0: empty */
	unsigned slot_bits;
	struct recent_page recent[RECENT_PAGES];
	uint8_t *seen; /* a bit for each process */
};

void packed_pages_open(struct packed_pages *w, struct mem *m, unsigned shift);
uint32_t packed_pages_find(
    struct packed_pages *w, struct recent_page *r, vaddr_t addr, uint32_t pid);

/* The number of the page of an address; NO_NUMBER: there are too many. */
static inline uint32_t
packed_pages_number(struct packed_pages *w, vaddr_t addr, uint32_t pid)
{
	uint64_t page = addr >> w->shift;
	struct recent_page *r = &w->recent[(page ^ pid * 977) % RECENT_PAGES];

	addr = page << w->shift;
	if (likely(r->addr == addr && r->pid == pid && r->number != NO_NUMBER))
		return (r->number);
	return (packed_pages_find(w, r, addr, pid));
}

#endif
