/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * LRU-WSR (Jung et al. 2008): least recently used, but a dirty page at the end
 * of the list is first marked cold and moved to its front.  It is evicted if it
 * reaches the end again, dirty and still cold; any use clears the mark.
 */
#include "plain.h"

struct lruwsr {
	struct plain_list lru;
	bool *cold; /* by page */
};

static void
lruwsr_open(struct plain_run *r)
{
	struct lruwsr *w = r->st;

	plain_list_open(r, &w->lru);
	w->cold = plain_alloc(r, r->npages, sizeof(*w->cold));
}

static void
lruwsr_hit(struct plain_run *r, uint32_t page)
{
	struct lruwsr *w = r->st;

	w->cold[page] = false;
	plain_list_remove(&w->lru, page);
	plain_list_push_head(&w->lru, page);
}

static uint32_t
lruwsr_victim(struct plain_run *r)
{
	struct lruwsr *w = r->st;

	for (;;) {
		uint32_t page = w->lru.tail;

		if (!r->dirty[page] || w->cold[page])
			return (page);
		w->cold[page] = true;
		plain_list_remove(&w->lru, page);
		plain_list_push_head(&w->lru, page);
	}
}

static void
lruwsr_admit(struct plain_run *r, uint32_t page)
{
	struct lruwsr *w = r->st;

	w->cold[page] = false;
	plain_list_push_head(&w->lru, page);
}

static void
lruwsr_drop(struct plain_run *r, uint32_t page)
{
	struct lruwsr *w = r->st;

	plain_list_drop(&w->lru, page);
}

static void
lruwsr_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r)) {
		uint32_t victim = lruwsr_victim(r);

		plain_evict(r, victim);
		lruwsr_drop(r, victim);
	}
	plain_load(r, page);
	lruwsr_admit(r, page);
}

const struct plain plain_lruwsr = {
	.name = "lruwsr",
	.size = sizeof(struct lruwsr),
	.open = lruwsr_open,
	.hit = lruwsr_hit,
	.miss = lruwsr_miss,
	.admit = lruwsr_admit,
	.drop = lruwsr_drop,
};
