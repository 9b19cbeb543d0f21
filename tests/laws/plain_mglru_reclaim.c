/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mglru: reclaim, and when generations begin.
 */
#include "plain_mglru.h"

#define PRIORITY 12

static uint64_t
all_pages(const struct mglru *t)
{
	uint64_t n = 0;

	for (int i = 0; i < MGLRU_GENS; i++)
		for (int type = 0; type < NTYPES; type++)
			n += mglru_evictable(t, type) ? t->size[i][type] : 0;
	return (n);
}

static bool
needs_age(const struct mglru *t)
{
	uint64_t young = 0, old = 0;

	if (mglru_too_few(t))
		return (true);
	if (mglru_oldest(t) + MGLRU_LEAST < t->max)
		return (false);
	if (mglru_is_new(t))
		return (true);
	for (int i = 0; i < NTYPES; i++) {
		if (!mglru_evictable(t, i))
			continue;
		young += t->size[t->max % MGLRU_GENS][i];
		old += t->size[(t->max - MGLRU_LEAST) % MGLRU_GENS][i];
	}
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
		if (mglru_too_few(t) || (needs_age(t) && priority < PRIORITY))
			mglru_age(r);
		scanned = mglru_evict(r, left);
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
		most = mglru_too_few(t) ? 0 : all_pages(t) >> priority;
		if (needs_age(t) && priority < PRIORITY) {
			mglru_age(r);
			if (t->version != KERNEL_6_1)
				return;
			ages++;
			most = all_pages(t) >> priority;
		}
		if (most == 0)
			return;
		scanned = mglru_evict(r, most);
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
		t->judged = t->dirty = 0;
		mglru_notices(r, false);
		if (p < 4 || t->scanned >= 512) { /* vmpressure() */
			t->ran_again |= t->version != KERNEL_7_3;
			t->scanned = 0;
		}
		shrink(r, p);
		/* Before .117 and in 6.1 the flusher is not woken. */
		if ((t->version == KERNEL_6_12_117 ||
			t->version == KERNEL_6_18) &&
		    t->dirty > 0 && t->dirty == t->judged)
			mglru_write_files(r);
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
	uint64_t first;

	if (plain_full(r)) {
		mglru_drain(t);
		mglru_activate(t);
	}
	first = t->min[ANON] < t->min[FILES] ? t->min[ANON] : t->min[FILES];
	for (uint64_t i = first; plain_full(r);) {
		uint32_t page = t->list[i % MGLRU_GENS][FILES].tail;

		if (page == PLAIN_NONE)
			page = t->list[i % MGLRU_GENS][ANON].tail;
		if (page == PLAIN_NONE) {
			i = i == t->max ? first : i + 1;
			continue;
		}
		mglru_take(t, page);
		r->counts.pgscan++;
		r->counts.scan_file += plain_is_file(r, page);
		if (!r->accessed[page]) {
			if (t->swap != NULL && !plain_is_file(r, page))
				plain_swap_force_out(r, t->swap, page);
			mglru_evict_page(r, page);
			continue;
		}
		r->accessed[page] = false;
		mglru_put(t, page, t->max);
	}
}
