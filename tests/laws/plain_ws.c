/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The working set (Denning 1968): W(t, tau) is the set of pages referenced in
 * the tau time units that end at t.  A page that is no longer in it leaves
 * memory; a page referenced is in it.
 *
 * Time is the program's own: it counts references to pages that may be evicted,
 * and pages that come in otherwise.  At reference t the page enters first; then
 * the pages whose last use is t - tau or earlier go, so a page used exactly tau
 * references ago is still found.  Where memory is smaller than the working set,
 * the least recently used page goes.
 */
#include "plain.h"

struct ws {
	uint64_t *used; /* by page: the time of its last use */
	uint64_t now;
	uint64_t tau;
};

static void
ws_open(struct plain_run *r)
{
	struct ws *w = r->st;

	w->used = plain_alloc(r, r->npages, sizeof(*w->used));
	w->tau = plain_count(r, "tau", 10000);
}

static uint32_t
ws_oldest(struct plain_run *r)
{
	struct ws *w = r->st;
	uint32_t oldest = PLAIN_NONE;

	for (uint32_t f = 0; f < r->nframes; f++) {
		uint32_t page = r->page[f];

		if (page == PLAIN_NONE || r->pinned[page])
			continue;
		if (oldest == PLAIN_NONE || w->used[page] < w->used[oldest])
			oldest = page;
	}
	return (oldest);
}

/* The page is used now; what is outside the window leaves, the oldest first. */
static void
ws_use(struct plain_run *r, uint32_t page)
{
	struct ws *w = r->st;

	w->used[page] = ++w->now;
	for (;;) {
		uint32_t oldest = ws_oldest(r);

		if (w->now - w->used[oldest] < w->tau)
			return;
		plain_evict(r, oldest);
	}
}

static void
ws_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r))
		plain_evict(r, ws_oldest(r));
	plain_load(r, page);
	ws_use(r, page);
}

const struct plain plain_ws = {
	.name = "ws",
	.size = sizeof(struct ws),
	.open = ws_open,
	.hit = ws_use,
	.miss = ws_miss,
	.admit = ws_use,
	.varies = true,
};
