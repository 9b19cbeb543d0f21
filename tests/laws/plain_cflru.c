/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CFLRU (Park et al., CASES 2006): least recently used, but among the last
 * 'window' pages of the list a clean one is evicted before any dirty one.
 */
#include "plain.h"

struct cflru {
	struct plain_list lru;
	uint64_t window;
};

static void
cflru_open(struct plain_run *r)
{
	struct cflru *c = r->st;

	plain_list_open(r, &c->lru);
	c->window = plain_amount(r, "window", "25%", r->nframes);
}

static void
cflru_hit(struct plain_run *r, uint32_t page)
{
	struct cflru *c = r->st;

	plain_list_remove(&c->lru, page);
	plain_list_push_head(&c->lru, page);
}

static uint32_t
cflru_victim(struct plain_run *r)
{
	struct cflru *c = r->st;
	uint32_t page = c->lru.tail;

	for (uint64_t i = 0; i < c->window && page != PLAIN_NONE; i++) {
		if (!r->dirty[page])
			return (page);
		page = c->lru.newer[page];
	}
	return (c->lru.tail);
}

static void
cflru_admit(struct plain_run *r, uint32_t page)
{
	struct cflru *c = r->st;

	plain_list_push_head(&c->lru, page);
}

static void
cflru_drop(struct plain_run *r, uint32_t page)
{
	struct cflru *c = r->st;

	plain_list_drop(&c->lru, page);
}

static void
cflru_miss(struct plain_run *r, uint32_t page)
{
	if (plain_full(r)) {
		uint32_t victim = cflru_victim(r);

		plain_evict(r, victim);
		cflru_drop(r, victim);
	}
	plain_load(r, page);
	cflru_admit(r, page);
}

const struct plain plain_cflru = {
	.name = "cflru",
	.size = sizeof(struct cflru),
	.open = cflru_open,
	.hit = cflru_hit,
	.miss = cflru_miss,
	.admit = cflru_admit,
	.drop = cflru_drop,
};
