/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The extended clock: a page is evicted when it is neither accessed nor dirty.
 * The hand clears the accessed bit first; at its next visit it writes a dirty
 * page back; at the next it evicts the page.  Three turns always find a victim.
 */
#include "plain.h"

struct extended_clock {
	uint32_t hand;
};

static uint32_t
extended_clock_victim(struct plain_run *r)
{
	struct extended_clock *c = r->st;

	for (;;) {
		uint32_t page = r->page[c->hand];

		c->hand = (c->hand + 1) % r->nframes;
		if (page == PLAIN_NONE || r->pinned[page])
			continue;
		if (r->accessed[page])
			r->accessed[page] = false;
		else if (r->dirty[page])
			plain_clean(r, page);
		else
			return (page);
	}
}

static void
extended_clock_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r))
		plain_evict(r, extended_clock_victim(r));
	plain_load(r, page);
}

const struct plain plain_extended_clock = {
	.name = "extended-clock",
	.size = sizeof(struct extended_clock),
	.miss = extended_clock_miss,
};
