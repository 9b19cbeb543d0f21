/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mglru: tiers, eviction and reclaim.
 */
#include "plain_mglru.h"

#define PRIORITY     12
#define LEAST_GENS   2
#define SCAN_MOST    4096
#define ISOLATE_MOST 64
#define TIERS        4
#define EVICT_NS     20000

/* -- tiers: 6.18, 7.3 ---------------------------------------------------- */

static int
tier_of(const struct mglru *t, uint32_t page)
{
	if (t->workingset[page])
		return (TIERS - 1);
	return (t->referenced[page] && t->refs[page] > 0 ? 1 : 0);
}

/* Pages of a higher tier are protected: those of the next come back more often.
 */
static int
tier_limit(const struct mglru *t)
{
	uint64_t back = t->refaulted[0] + t->refaulted_sum[0];
	uint64_t left = t->left[0] + t->left_sum[0];
	int tier = 0;

	for (; tier < TIERS - 1; tier++) {
		uint64_t r =
		    t->refaulted[tier + 1] + t->refaulted_sum[tier + 1];
		uint64_t n = t->left[tier + 1] + t->left_sum[tier + 1];

		if (r >= 64 && r * (left + 64) * 2 > (back + 1) * n * 3)
			break;
	}
	return (tier);
}

/* The oldest generation without pages is no more. */
static bool
advance(struct mglru *t)
{
	uint64_t was = t->min;

	while (t->list[t->min % MGLRU_GENS].n == 0 &&
	       t->min + LEAST_GENS <= t->max)
		t->min++;
	if (t->min == was)
		return (false);
	for (int i = 0; i < TIERS; i++) {
		t->refaulted_sum[i] =
		    (t->refaulted_sum[i] + t->refaulted[i]) / 2;
		t->left_sum[i] = (t->left_sum[i] + t->left[i]) / 2;
		t->refaulted[i] = t->left[i] = 0;
	}
	return (true);
}

/* -- eviction ------------------------------------------------------------ */

static void
evict(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;
	int tier = tier_of(t, page);

	plain_batch_drop(&t->activate, page);
	t->left[tier]++;
	t->place[page] = MGLRU_NOWHERE;
	t->gone[page] = true;
	t->min_then[page] = t->min;
	t->tier_then[page] = (uint8_t)tier;
	t->ns += EVICT_NS;
	t->group.used--;
	t->freed++;
	r->counts.pgsteal++;
	plain_evict(r, page);
	mglru_forget_table(r, t->table[page]);
}

/* A page at the tail of the oldest list that is not to be evicted goes to
 * another list. */
static bool
sort_page(struct plain_run *r, uint32_t page, int limit)
{
	struct mglru *t = r->st;

	if (t->number[page] != t->min) {
		mglru_relist(t, page, t->number[page], false);
		return (true);
	}
	if (!mglru_is_new(t) && t->refs[page] == MGLRU_FULL_REFS) {
		r->counts.activate += t->version == KERNEL_6_1;
		t->refs[page] = 0;
		mglru_relist(t, page, t->min + 1, true);
		return (true);
	}
	if (mglru_is_new(t) && tier_of(t, page) > limit) {
		t->left[tier_of(t, page)]++;
		t->referenced[page] = false;
		t->refs[page] = 0;
		mglru_relist(t, page, t->min + 1, false);
		return (true);
	}
	if (t->swap == NULL)
		return (false);
	plain_swap_look(r, t->swap);
	if (!plain_swap_locked(r, t->swap, page) && !t->swap->writing[page])
		return (false);
	/* It waits for the device. */
	t->swap->reclaim[page] = true;
	mglru_relist(t, page, t->min + 1, false);
	return (true);
}

/* Isolates pages of the oldest list; *seen: how many were looked at. */
static uint32_t
isolate(struct plain_run *r, uint64_t most, uint32_t page[ISOLATE_MOST],
    uint64_t *seen)
{
	struct mglru *t = r->st;
	struct plain_list *l = &t->list[t->min % MGLRU_GENS];
	int limit = tier_limit(t);
	uint32_t n = 0;

	for (*seen = 0; l->n > 0 && n < ISOLATE_MOST && *seen < most; ++*seen) {
		uint32_t p = l->tail;

		if (sort_page(r, p, limit))
			continue;
		mglru_take(t, p);
		t->place[p] = MGLRU_ISOLATED;
		if (!mglru_is_new(t) || !t->referenced[p])
			t->refs[p] = 0;
		if (t->swap != NULL)
			t->swap->reclaim[p] = false;
		page[n++] = p;
	}
	r->counts.pgscan += n;
	return (n);
}

/* A page that was accessed goes back. */
static void
keep(struct mglru *t, uint32_t page, bool active)
{
	uint64_t number = t->max - 1;

	t->marked[page] = false;
	if (!mglru_is_new(t)) {
		t->refs[page] = 0;
		mglru_put(t, page, t->max);
		return;
	}
	if (active)
		number = mglru_active_number(t, page);
	if (number <= t->min) {
		t->referenced[page] = false;
		t->refs[page] = 0;
		number = mglru_active_number(t, page);
	}
	mglru_put(t, page, number);
}

enum fate { KEPT, ACTIVATED, HANDED, EVICTED };

static enum fate
judge(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;

	if (t->marked[page])
		return (KEPT);
	if (r->accessed[page]) {
		mglru_look_around(r, page);
		return (
		    mglru_is_new(t) && mglru_mark(t, page) ? ACTIVATED : KEPT);
	}
	if (t->swap != NULL && plain_swap_out(r, t->swap, page))
		return (HANDED);
	evict(r, page);
	return (EVICTED);
}

static void
shrink_pages(struct plain_run *r, const uint32_t *page, uint32_t n)
{
	struct mglru *t = r->st;
	enum fate fate[ISOLATE_MOST];

	for (uint32_t i = 0; i < n; i++)
		fate[i] = judge(r, page[i]);
	for (uint32_t i = 0; i < n; i++)
		if (fate[i] == KEPT || fate[i] == ACTIVATED)
			keep(t, page[i], fate[i] == ACTIVATED);
	for (uint32_t i = 0; i < n; i++)
		if (fate[i] == HANDED)
			mglru_put(t, page[i], t->max - 1);
}

static bool
too_few_generations(const struct mglru *t)
{
	return (t->min + LEAST_GENS > t->max);
}

/* Returns what counts as scanned. */
static uint64_t
evict_pages(struct plain_run *r, uint64_t most)
{
	struct mglru *t = r->st;
	uint32_t page[ISOLATE_MOST], n = 0;
	uint64_t seen = 0, scanned;

	if (t->version == KERNEL_7_3)
		advance(t);
	if (!mglru_is_new(t) || most > SCAN_MOST)
		most = SCAN_MOST;
	if (t->version == KERNEL_7_3 && most > ISOLATE_MOST)
		most = ISOLATE_MOST;
	if (!too_few_generations(t))
		n = isolate(r, most, page, &seen);
	scanned = n > 0 || seen == most ? seen : 0;
	scanned += advance(t);
	if (too_few_generations(t))
		scanned = 0;
	if (t->version == KERNEL_7_3)
		scanned = seen;
	shrink_pages(r, page, n);
	return (scanned);
}

/* -- reclaim ------------------------------------------------------------- */

static uint64_t
all_pages(const struct mglru *t)
{
	uint64_t n = 0;

	for (int i = 0; i < MGLRU_GENS; i++)
		n += t->size[i];
	return (n);
}

static bool
needs_age(const struct mglru *t)
{
	uint64_t young, old;

	if (too_few_generations(t))
		return (true);
	if (t->min + LEAST_GENS < t->max)
		return (false);
	if (mglru_is_new(t))
		return (true);
	young = t->size[t->max % MGLRU_GENS];
	old = t->size[(t->max - LEAST_GENS) % MGLRU_GENS];
	return (young * LEAST_GENS > all_pages(t) ||
		old * (LEAST_GENS + 2) < all_pages(t));
}

/* 7.3: what there is to scan is fixed, and a generation begins whenever there
 * are too few. */
static void
shrink_7_3(struct plain_run *r, int priority)
{
	struct mglru *t = r->st;
	uint64_t left = all_pages(t) >> priority, scanned;

	while (left > 0) {
		if (too_few_generations(t) ||
		    (needs_age(t) && priority < PRIORITY))
			mglru_age(r);
		scanned = evict_pages(r, left);
		if (scanned == 0 || t->freed >= KERNEL_SEVERAL)
			break;
		left -= scanned;
	}
}

static void
shrink(struct plain_run *r, int priority)
{
	struct mglru *t = r->st;
	uint64_t sum = 0, most, scanned;
	int ages = 0;

	mglru_drain(t);
	mglru_activate(t);
	if (t->version == KERNEL_7_3) {
		shrink_7_3(r, priority);
		return;
	}
	for (;;) {
		most = too_few_generations(t) ? 0 : all_pages(t) >> priority;
		if (needs_age(t) && priority < PRIORITY) {
			mglru_age(r);
			if (t->version != KERNEL_6_1)
				return;
			ages++;
			most = all_pages(t) >> priority;
		}
		if (most == 0)
			return;
		scanned = evict_pages(r, most);
		sum += scanned;
		if (scanned == 0 || sum >= most)
			return;
		if (t->version == KERNEL_6_1 &&
		    (t->freed >= KERNEL_SEVERAL || ages > 1))
			return;
	}
}

uint64_t
mglru_reclaim(struct plain_run *r)
{
	struct mglru *t = r->st;

	t->freed = 0;
	t->walked_now = false;
	for (int p = PRIORITY; p >= 0 && t->freed < KERNEL_SEVERAL; p--) {
		t->context = false;
		shrink(r, p);
		if (t->swap != NULL)
			plain_swap_submit(r, t->swap);
	}
	return (t->freed);
}

/* No frame is free although pages may be charged: they are pinned.  The lists
 * from the oldest on, each from its tail; an accessed page goes to the newest.
 */
void
mglru_evict_one(struct plain_run *r)
{
	struct mglru *t = r->st;

	if (plain_full(r)) {
		mglru_drain(t);
		mglru_activate(t);
	}
	for (uint64_t i = t->min; plain_full(r);) {
		uint32_t page = t->list[i % MGLRU_GENS].tail;

		if (page == PLAIN_NONE) {
			i = i == t->max ? t->min : i + 1;
			continue;
		}
		mglru_take(t, page);
		r->counts.pgscan++;
		if (!r->accessed[page]) {
			if (t->swap != NULL)
				plain_swap_force_out(r, t->swap, page);
			evict(r, page);
			continue;
		}
		r->accessed[page] = false;
		mglru_put(t, page, t->max);
	}
}
