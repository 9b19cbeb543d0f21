/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Twins that order pages by their last reference: lru, mru, slru.
 *
 * lru: the least recent reference is evicted, reads and writes alike.  mru: the
 * most recent among the resident pages; the one being loaded is not among them.
 *
 * slru (Karedla, Love and Wherry, IEEE Computer 27(3), 1994): two lists by
 * recency.  A page loads at the head of probation; hit there it moves to the
 * head of protected; a page that leaves the tail of protected moves to the head
 * of probation.  The tail of probation is evicted, or
 * that of protected if probation is empty.  protected= is its capacity.
 */
#include "plain.h"

struct recency {
	struct plain_list list;
};

static void
recency_open(struct plain_run *r)
{
	struct recency *t = r->st;

	plain_list_open(r, &t->list);
}

static void
recency_hit(struct plain_run *r, uint32_t page)
{
	struct recency *t = r->st;

	plain_list_remove(&t->list, page);
	plain_list_push_head(&t->list, page);
}

static void
recency_admit(struct plain_run *r, uint32_t page)
{
	struct recency *t = r->st;

	plain_list_push_head(&t->list, page);
}

static void
recency_drop(struct plain_run *r, uint32_t page)
{
	struct recency *t = r->st;

	plain_list_drop(&t->list, page);
}

static void
recency_replace(struct plain_run *r, uint32_t victim, uint32_t page)
{
	if (plain_full(r)) {
		plain_evict(r, victim);
		recency_drop(r, victim);
	}
	plain_load(r, page);
	recency_admit(r, page);
}

static void
lru_miss(struct plain_run *r, uint32_t page)
{
	struct recency *t = r->st;

	recency_replace(r, t->list.tail, page);
}

static void
mru_miss(struct plain_run *r, uint32_t page)
{
	struct recency *t = r->st;

	recency_replace(r, t->list.head, page);
}

struct slru {
	struct plain_list probation;
	struct plain_list protected;
	uint64_t capacity; /* of protected */
};

static void
slru_open(struct plain_run *r)
{
	struct slru *t = r->st;

	t->capacity = plain_amount(r, "protected", "80%", r->nframes);
	plain_list_open(r, &t->probation);
	plain_list_open(r, &t->protected);
}

static void
slru_hit(struct plain_run *r, uint32_t page)
{
	struct slru *t = r->st;
	uint32_t pushed_out;

	plain_list_drop(&t->probation, page);
	plain_list_drop(&t->protected, page);
	plain_list_push_head(&t->protected, page);
	if (t->protected.n > t->capacity) {
		pushed_out = t->protected.tail;
		plain_list_remove(&t->protected, pushed_out);
		plain_list_push_head(&t->probation, pushed_out);
	}
}

static void
slru_admit(struct plain_run *r, uint32_t page)
{
	struct slru *t = r->st;

	plain_list_push_head(&t->probation, page);
}

static void
slru_drop(struct plain_run *r, uint32_t page)
{
	struct slru *t = r->st;

	plain_list_drop(&t->probation, page);
	plain_list_drop(&t->protected, page);
}

static void
slru_miss(struct plain_run *r, uint32_t page)
{
	struct slru *t = r->st;
	uint32_t victim;

	if (plain_full(r)) {
		victim =
		    t->probation.n > 0 ? t->probation.tail : t->protected.tail;
		plain_evict(r, victim);
		slru_drop(r, victim);
	}
	plain_load(r, page);
	slru_admit(r, page);
}

const struct plain plain_lru = {
	.name = "lru",
	.size = sizeof(struct recency),
	.open = recency_open,
	.hit = recency_hit,
	.miss = lru_miss,
	.admit = recency_admit,
	.drop = recency_drop,
};

const struct plain plain_mru = {
	.name = "mru",
	.size = sizeof(struct recency),
	.open = recency_open,
	.hit = recency_hit,
	.miss = mru_miss,
	.admit = recency_admit,
	.drop = recency_drop,
};

const struct plain plain_slru = {
	.name = "slru",
	.size = sizeof(struct slru),
	.open = slru_open,
	.hit = slru_hit,
	.miss = slru_miss,
	.admit = slru_admit,
	.drop = slru_drop,
};
