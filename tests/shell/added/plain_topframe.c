/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * TOPFRAME: the page in the frame of the highest number goes.
 */
#include "plain.h"

static void
topframe_miss(struct plain_run *r, uint32_t page)
{
	uint32_t f = r->nframes - 1;

	if (plain_full(r)) {
		while (!plain_evictable(r, r->page[f]))
			f--;
		plain_evict(r, r->page[f]);
	}
	plain_load(r, page);
}

const struct plain plain_topframe = {
	.name = "topframe",
	.miss = topframe_miss,
};
