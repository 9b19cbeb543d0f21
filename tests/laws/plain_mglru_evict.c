/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mglru: eviction and reclaim.
 */
#include "plain_mglru.h"

#define PRIORITY     12
#define SCAN_MOST    4096
#define ISOLATE_MOST 64
#define EVICT_NS     20000

/* -- eviction ------------------------------------------------------------ */

static void
evict(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;
	int tier = mglru_tier(t, page);

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
}

/* These take pages that wait for the device like others. */
static bool
takes_busy(const struct mglru *t)
{
	return (t->version == KERNEL_6_12_117 || t->version == KERNEL_7_3);
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
	if (mglru_is_new(t) && mglru_tier(t, page) > limit) {
		t->left[mglru_tier(t, page)]++;
		t->referenced[page] = false;
		t->refs[page] = 0;
		mglru_relist(t, page, t->min + 1, false);
		return (true);
	}
	if (t->swap == NULL || takes_busy(t))
		return (false);
	plain_swap_look(r, t->swap);
	if (!plain_swap_locked(r, t->swap, page) && !t->swap->writing[page])
		return (false);
	/* It waits for the device. */
	t->swap->reclaim[page] = true;
	t->referenced[page] = false;
	t->refs[page] = 0;
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
	int limit = mglru_tier_limit(t);
	uint32_t n = 0;

	for (*seen = 0; l->n > 0 && n < ISOLATE_MOST && *seen < most; ++*seen) {
		uint32_t p = l->tail;

		if (sort_page(r, p, limit))
			continue;
		mglru_take(t, p);
		t->place[p] = MGLRU_ISOLATED;
		if (!mglru_is_new(t) || !t->referenced[p])
			t->refs[p] = 0;
		if (t->swap != NULL && !takes_busy(t))
			t->swap->reclaim[p] = false;
		page[n++] = p;
	}
	r->counts.pgscan += n;
	return (n);
}

enum fate { KEPT, ACTIVATED, LOCKED, HANDED, EVICTED };

/* The page goes back to a list. */
static void
put_back(struct mglru *t, uint32_t page, enum fate fate)
{
	uint64_t number = t->max - 1;

	t->marked[page] = false;
	if (!mglru_is_new(t)) {
		if (fate != HANDED) {
			t->refs[page] = 0;
			number = t->max;
		}
		mglru_put(t, page, number);
		return;
	}
	if (fate == ACTIVATED)
		number = mglru_active_number(t, page);
	if (fate == LOCKED) /* as one that is in the swap cache alone */
		number =
		    t->max - 3 + (t->workingset[page] || t->referenced[page]);
	if (number <= t->min) {
		t->referenced[page] = false;
		t->refs[page] = 0;
		number = mglru_active_number(t, page);
	}
	mglru_put(t, page, number);
}

static enum fate
judge(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;
	struct plain_swap *s = t->swap;

	if (s != NULL && takes_busy(t)) {
		plain_swap_look(r, s);
		if (plain_swap_locked(r, s, page))
			return (LOCKED);
		if (s->writing[page]) {
			s->reclaim[page] = true;
			return (ACTIVATED);
		}
	}
	if (t->marked[page])
		return (KEPT);
	if (r->accessed[page]) {
		mglru_look_around(r, page);
		return (
		    mglru_is_new(t) && mglru_mark(t, page) ? ACTIVATED : KEPT);
	}
	if (s != NULL && plain_swap_out(r, s, page))
		return (HANDED);
	evict(r, page);
	return (EVICTED);
}

/* Pages that were written while others were still judged had no list whose tail
 * they could go to, and are judged once more. */
static void
shrink_pages(struct plain_run *r, const uint32_t *page, uint32_t n)
{
	struct mglru *t = r->st;
	enum fate fate[ISOLATE_MOST];
	uint32_t again[ISOLATE_MOST], nagain = 0;

	for (uint32_t i = 0; i < n; i++)
		fate[i] = judge(r, page[i]);
	for (uint32_t i = 0; i < n; i++)
		if (fate[i] == HANDED && !t->swap->writing[page[i]])
			again[nagain++] = page[i];
		else if (fate[i] != EVICTED)
			put_back(t, page[i], fate[i]);
	t->scanned += n + nagain;
	for (uint32_t i = 0; i < nagain; i++) {
		plain_swap_look(r, t->swap);
		(void)plain_swap_out(r, t->swap, again[i]);
		evict(r, again[i]);
	}
}

static bool
too_few_generations(const struct mglru *t)
{
	return (t->min + MGLRU_LEAST > t->max);
}

/* Returns what counts as scanned. */
static uint64_t
evict_pages(struct plain_run *r, uint64_t most)
{
	struct mglru *t = r->st;
	uint32_t page[ISOLATE_MOST], n = 0;
	uint64_t seen = 0, scanned;

	if (t->version == KERNEL_7_3)
		mglru_advance(t);
	if (!mglru_is_new(t) || most > SCAN_MOST)
		most = SCAN_MOST;
	if (t->version == KERNEL_7_3 && most > ISOLATE_MOST)
		most = ISOLATE_MOST;
	if (!too_few_generations(t))
		n = isolate(r, most, page, &seen);
	scanned = n > 0 || seen == most ? seen : 0;
	scanned += mglru_advance(t);
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
	if (t->min + MGLRU_LEAST < t->max)
		return (false);
	if (mglru_is_new(t))
		return (true);
	young = t->size[t->max % MGLRU_GENS];
	old = t->size[(t->max - MGLRU_LEAST) % MGLRU_GENS];
	return (young * MGLRU_LEAST > all_pages(t) ||
		old * (MGLRU_LEAST + 2) < all_pages(t));
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
	mglru_notices(r, true);
	for (int p = PRIORITY; p >= 0 && t->freed < KERNEL_SEVERAL; p--) {
		t->context = false;
		mglru_notices(r, false);
		if (p < 4 || t->scanned >= 512) { /* vmpressure() */
			t->ran_again |= t->version != KERNEL_7_3;
			t->scanned = 0;
		}
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
