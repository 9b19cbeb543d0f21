/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hash table with linear probing, at most half full.  Pages are not taken
 * out: a page that was unmapped is replaced when another comes to its address.
 */
#include "machine/reclaim/page_index.h"

#include "base/rng.h"

#define SIZE_FIRST 1024

static uint32_t
process_of(const struct page_index *x, page_id_t page)
{
	return (x->facts->process == NULL ? 0 : x->facts->process[page]);
}

void
page_index_open(
    struct page_index *x, struct mem *m, const struct page_facts *facts)
{
	*x = (struct page_index){ .m = m, .facts = facts };
	x->mask = SIZE_FIRST - 1;
	x->page = mem_array(m, SIZE_FIRST, sizeof(*x->page));
}

/* Where the page is, or would be. */
static uint64_t
place_of(const struct page_index *x, uint32_t process, uint64_t vpn)
{
	uint64_t i = rng_at(vpn, process) & x->mask;

	for (; x->page[i] != 0; i = (i + 1) & x->mask) {
		page_id_t page = x->page[i] - 1;

		if (page_number(x->facts, page) == vpn &&
		    process_of(x, page) == process)
			break;
	}
	return (i);
}

static void
put(struct page_index *x, page_id_t page)
{
	uint64_t i =
	    place_of(x, process_of(x, page), page_number(x->facts, page));

	x->n += x->page[i] == 0;
	x->page[i] = page + 1;
}

static void
grow(struct page_index *x)
{
	page_id_t *old = x->page;
	uint64_t size = x->mask + 1;

	x->mask = 2 * size - 1;
	x->n = 0;
	x->page = mem_array(x->m, 2 * size, sizeof(*x->page));
	for (uint64_t i = 0; i < size; i++)
		if (old[i] != 0)
			put(x, old[i] - 1);
	mem_free(x->m, old);
}

void
page_index_add(struct page_index *x, page_id_t page)
{
	if (2 * x->n > x->mask)
		grow(x);
	put(x, page);
}

page_id_t
page_index_find(const struct page_index *x, uint32_t process, uint64_t vpn)
{
	uint64_t i = place_of(x, process, vpn);

	return (x->page[i] == 0 ? NO_PAGE : x->page[i] - 1);
}
