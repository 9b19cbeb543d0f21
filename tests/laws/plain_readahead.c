/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which pages a swap-in reads: swap_vma_readahead() and
 * swap_cluster_readahead() in mm/swap_state.c.
 */
#include "plain_swap.h"

#define MOST_ORDER 5
#define MOST_HITS  63
#define TABLE      512 /* pages of a page table */

static struct plain_window *
window_of(const struct plain_run *r, struct plain_swap *s, uint32_t page)
{
	if (!s->by_address || r->setup.area == NULL)
		return (&s->window[0]);
	return (&s->window[r->setup.area[page]]);
}

static uint32_t
window_pages(const struct plain_window *w, uint64_t at, uint32_t most)
{
	uint32_t pages = w->hits + 2;

	if (w->hits == 0) {
		if (at != w->at + 1 && at + 1 != w->at)
			pages = 1;
	} else {
		uint32_t power = 4;

		while (power < pages)
			power *= 2;
		pages = power;
	}
	if (pages > most)
		pages = most;
	if (pages < w->pages / 2)
		pages = w->pages / 2;
	return (pages);
}

static bool
same_table(const struct plain_run *r, uint32_t a, uint32_t b)
{
	if (r->setup.area != NULL && r->setup.area[a] != r->setup.area[b])
		return (false);
	if (r->setup.process != NULL &&
	    r->setup.process[a] != r->setup.process[b])
		return (false);
	return (plain_vpn(r, a) / TABLE == plain_vpn(r, b) / TABLE);
}

/* The page at an address in the area and page table of another. */
static uint32_t
page_at(const struct plain_run *r, uint64_t vpn, uint32_t other)
{
	for (uint32_t p = 0; p < r->npages; p++)
		if (plain_vpn(r, p) == vpn && same_table(r, p, other))
			return (p);
	return (PLAIN_NONE);
}

static void
by_address(struct plain_run *r, struct plain_swap *s, uint32_t page,
    int64_t *first, int64_t *end)
{
	struct plain_window *w = window_of(r, s, page);
	int64_t at = (int64_t)plain_vpn(r, page), last = (int64_t)w->at;
	int64_t pages = window_pages(w, (uint64_t)at, 1U << s->page_cluster);

	*w = (struct plain_window){ (uint64_t)at, (uint32_t)pages, 0 };
	*first = *end = at;
	if (pages == 1)
		return;
	if (at == last + 1)
		*end = at + pages;
	else if (at + 1 == last) {
		*first = at - (pages - 1);
		*end = at + 1;
	} else {
		*first = at - (pages - 1) / 2;
		*end = *first + pages;
	}
	if (*first < 0)
		*first = 0;
}

static void
by_slot(struct plain_run *r, struct plain_swap *s, uint32_t page,
    int64_t *first, int64_t *end)
{
	struct plain_window *w = window_of(r, s, page);
	uint32_t slot = s->slot[page];
	uint32_t pages = window_pages(w, slot, 1U << s->page_cluster);

	if (w->hits == 0)
		w->at = slot;
	w->hits = 0;
	w->pages = pages;
	*first = *end = slot;
	if (pages == 1)
		return;
	*first = slot / pages * pages;
	*end = *first + pages;
}

void
plain_readahead_window(struct plain_run *r, struct plain_swap *s, uint32_t page,
    int64_t *first, int64_t *end)
{
	*first = *end = 0;
	if (s->page_cluster == 0)
		return;
	(s->by_address ? by_address : by_slot)(r, s, page, first, end);
}

uint32_t
plain_readahead_page(const struct plain_run *r, const struct plain_swap *s,
    uint32_t page, int64_t at)
{
	uint32_t p;

	if (s->by_address)
		p = page_at(r, (uint64_t)at, page);
	else
		p = at > 0 && at < s->nslots ? s->page_in[at] : PLAIN_NONE;
	if (p != PLAIN_NONE && (plain_resident(r, p) || s->slot[p] == 0))
		p = PLAIN_NONE;
	return (p);
}

void
plain_readahead_hit(struct plain_run *r, struct plain_swap *s, uint32_t page)
{
	struct plain_window *w = window_of(r, s, page);

	if (s->reclaim[page]) {
		r->counts.swap_ra_hit++;
		if (w->hits < MOST_HITS)
			w->hits++;
	}
	if (s->by_address)
		w->at = plain_vpn(r, page);
	s->reclaim[page] = false;
}
