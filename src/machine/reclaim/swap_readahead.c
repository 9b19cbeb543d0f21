/* SPDX-License-Identifier: BSD-2-Clause */
#include "machine/reclaim/swap_readahead.h"

#define HITS_FIRST 4  /* before anything is known */
#define HITS_MAX   63 /* SWAP_RA_HITS_MAX */
/* A window does not leave the page table of its page. */
#define TABLE_PAGES 512

static unsigned
hits_of(const struct swap_readahead *ra)
{
	return (ra->begun ? ra->hits : HITS_FIRST);
}

/* __swapin_nr_pages() */
static unsigned
window_for(const struct swap_readahead *ra, uint64_t at, unsigned most)
{
	unsigned pages = hits_of(ra) + 2, power = 4;

	if (pages == 2) {
		if (at != ra->last + 1 && at + 1 != ra->last)
			pages = 1;
	} else {
		while (power < pages)
			power *= 2;
		pages = power;
	}
	if (pages > most)
		pages = most;
	return (pages < ra->window / 2 ? ra->window / 2 : pages);
}

/* swap_vma_readahead() */
struct swap_span
swap_readahead_addresses(
    struct swap_readahead *ra, uint64_t vpn, unsigned page_cluster)
{
	uint64_t table = vpn - vpn % TABLE_PAGES, last = ra->last;
	struct swap_span s = { vpn, vpn + 1 };
	unsigned win;

	if (page_cluster == 0)
		return (s);
	win = window_for(ra, vpn, 1U << page_cluster);
	*ra = (struct swap_readahead){
		.last = vpn, .window = win, .begun = true
	};
	if (win == 1)
		return (s);
	if (vpn == last + 1)
		s.end = vpn + win;
	else if (vpn + 1 == last)
		s.first = vpn < win ? 0 : vpn - win + 1;
	else {
		unsigned before = (win - 1) / 2;

		s.first = vpn < before ? 0 : vpn - before;
		s.end = vpn - before + win;
	}
	if (s.first < table)
		s.first = table;
	if (s.end > table + TABLE_PAGES)
		s.end = table + TABLE_PAGES;
	return (s);
}

/* swap_cluster_readahead() */
struct swap_span
swap_readahead_slots(
    struct swap_readahead *ra, uint64_t slot, unsigned page_cluster)
{
	unsigned hits = hits_of(ra);
	uint64_t win, first;

	if (page_cluster == 0)
		return ((struct swap_span){ slot, slot + 1 });
	win = window_for(ra, slot, 1U << page_cluster);
	if (hits == 0)
		ra->last = slot;
	ra->hits = 0;
	ra->begun = true;
	ra->window = (unsigned)win;
	first = slot & ~(win - 1);
	return ((struct swap_span){ first == 0 ? 1 : first, first + win });
}

void
swap_readahead_hit(struct swap_readahead *ra, uint64_t vpn, bool was_read_ahead)
{
	unsigned hits = hits_of(ra);

	ra->begun = true;
	ra->hits = hits + (was_read_ahead && hits < HITS_MAX);
	ra->last = vpn;
}
