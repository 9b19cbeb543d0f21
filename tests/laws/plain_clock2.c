/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The extended clock: a page is evicted when it is neither accessed nor dirty.
 * The hand clears the accessed bit first; at its next visit it writes a dirty
 * page back; at the next it evicts the page.  Three turns always find a victim.
 */
#include "plain.h"

struct clock2 {
	uint32_t hand;
};

static uint32_t
clock2_victim(struct plain_run *r)
{
	struct clock2 *c = r->st;

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
clock2_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r))
		plain_evict(r, clock2_victim(r));
	plain_load(r, page);
}

const struct plain plain_clock2 = {
	.name = "clock2",
	.size = sizeof(struct clock2),
	.miss = clock2_miss,
};
