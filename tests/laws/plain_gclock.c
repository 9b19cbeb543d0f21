/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GCLOCK (Smith 1978): a clock whose pages have a count instead of a bit.  A
 * load sets it to one, every hit adds one up to max; the hand subtracts one
 * from each page it passes and stops at a page whose count is zero.
 */
#include "plain.h"

struct gclock {
	uint64_t *count; /* by page */
	uint64_t max;
	uint32_t hand;
};

static void
gclock_open(struct plain_run *r)
{
	struct gclock *g = r->st;

	g->count = plain_alloc(r, r->npages, sizeof(*g->count));
	g->max = plain_count(r, "max", 3);
}

static void
gclock_hit(struct plain_run *r, uint32_t page)
{
	struct gclock *g = r->st;

	if (g->count[page] < g->max)
		g->count[page]++;
}

static uint32_t
gclock_victim(struct plain_run *r)
{
	struct gclock *g = r->st;

	for (;;) {
		uint32_t page = r->page[g->hand];

		g->hand = (g->hand + 1) % r->nframes;
		if (page == PLAIN_NONE || r->pinned[page])
			continue;
		if (g->count[page] == 0)
			return (page);
		g->count[page]--;
	}
}

static void
gclock_admit(struct plain_run *r, uint32_t page)
{
	struct gclock *g = r->st;

	g->count[page] = 1;
}

static void
gclock_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r))
		plain_evict(r, gclock_victim(r));
	plain_load(r, page);
	gclock_admit(r, page);
}

const struct plain plain_gclock = {
	.name = "gclock",
	.size = sizeof(struct gclock),
	.open = gclock_open,
	.hit = gclock_hit,
	.miss = gclock_miss,
	.admit = gclock_admit,
};
