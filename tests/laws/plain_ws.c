/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The working set (Denning 1968): after each reference, memory holds the pages
 * used by the last tau references and no others.  If frames run out first, the
 * least recently used page is evicted.
 */
#include "plain.h"

struct ws {
	uint64_t *used; /* by page */
	uint64_t tau;
	uint64_t t;
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

static void
ws_use(struct plain_run *r, uint32_t page)
{
	struct ws *w = r->st;

	w->used[page] = w->t;
	while (w->t - w->used[ws_oldest(r)] >= w->tau)
		plain_evict(r, ws_oldest(r));
}

static void
ws_hit(struct plain_run *r, uint32_t page)
{
	struct ws *w = r->st;

	w->t++;
	ws_use(r, page);
}

static void
ws_miss(struct plain_run *r, uint32_t page)
{
	struct ws *w = r->st;

	w->t++;
	if (plain_full(r))
		plain_evict(r, ws_oldest(r));
	plain_load(r, page);
	ws_use(r, page);
}

const struct plain plain_ws = {
	.name = "ws",
	.varies = true,
	.size = sizeof(struct ws),
	.open = ws_open,
	.hit = ws_hit,
	.miss = ws_miss,
	.admit = ws_hit,
};
