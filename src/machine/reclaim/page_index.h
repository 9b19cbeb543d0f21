/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pages by process and address, to find the neighbours of a page.  Of several
 * pages that were at one address, one after the other, it has the last.
 */
#ifndef MACHINE_RECLAIM_PAGE_INDEX_H
#define MACHINE_RECLAIM_PAGE_INDEX_H

#include "base/mem.h"
#include "model/area.h"

struct page_index {
	struct mem *m;
	const struct page_facts *facts;
	page_id_t *page; /* a hash table: page + 1; 0: empty */
	uint64_t mask;
	uint64_t n;
};

static inline uint64_t
page_number(const struct page_facts *facts, page_id_t page)
{
	return (facts->number == NULL ? page : facts->number[page]);
}

/* facts outlives it. */
void page_index_open(
    struct page_index *x, struct mem *m, const struct page_facts *facts);
void page_index_add(struct page_index *x, page_id_t page);
/* The page of this process at this page number; NO_PAGE: none was added. */
page_id_t page_index_find(
    const struct page_index *x, uint32_t process, uint64_t vpn);

#endif
