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

/* should_abort_scan(): of memory of a machine; with a limit only 7.3 asks it.
 */
static bool
is_enough(const struct plain_run *r, int priority)
{
	const struct mglru *t = r->st;
	const struct plain_machine *m = &t->group.machine;

	if (!t->group.is_machine)
		return (t->version == KERNEL_7_3 && t->freed >= t->want);
	if (t->version == KERNEL_6_1)
		return (t->daemon && t->freed >= t->want && priority <= 10 &&
			plain_machine_free(r, m) >= m->high);
	if (t->freed >= t->want)
		return (true);
	return (t->daemon && plain_machine_free(r, m) > m->high + 64);
}

/* 7.3: what there is to scan is fixed, and a generation begins whenever there
 * are too few. */
static void
shrink_7_3(struct plain_run *r, int priority)
{
	struct mglru *t = r->st;
	uint64_t left = all_pages(t) >> priority, scanned;

	while (left > 0) {
		bool ages =
		    mglru_too_few(t) || (needs_age(t) && priority < PRIORITY);

		if (ages)
			mglru_age(r);
		scanned = mglru_evict(r, left);
		if (scanned == 0 || is_enough(r, priority))
			break;
		/* root_reclaim(): other groups are to have their turn. */
		if (ages && t->group.is_machine)
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
		bool needs = needs_age(t);

		most = mglru_too_few(t) ? 0 : all_pages(t) >> priority;
		if (needs && priority < PRIORITY) {
			/* It is left to lru_gen_age_node(). */
			if (t->version == KERNEL_6_1 && t->daemon)
				return;
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
		if (scanned == 0)
			return;
		if (sum >= most || is_enough(r, priority)) {
			if (t->freed >= 64 && !needs && t->daemon)
				t->ages = false;
			return;
		}
		if (t->version == KERNEL_6_1 && !t->daemon &&
		    (t->freed >= KERNEL_SEVERAL || ages > 1))
			return;
	}
}

static void
pass(struct plain_run *r, int priority)
{
	struct mglru *t = r->st;

	t->context = t->daemon; /* pgdat->mm_walk, of kswapd */
	t->judged = t->dirty = 0;
	shrink(r, priority);
	/* Before .117 and in 6.1 the flusher is not woken. */
	if ((t->version == KERNEL_6_12_117 || t->version == KERNEL_6_18) &&
	    t->dirty > 0 && t->dirty == t->judged)
		mglru_write_files(r);
	if (t->swap != NULL)
		plain_swap_submit(r, t->swap);
}

static int
fls(uint64_t n)
{
	int bits = 0;

	while (n >> bits != 0)
		bits++;
	return (bits);
}

/* set_initial_priority() */
static unsigned
first_priority(const struct mglru *t)
{
	uint64_t inactive = 0;
	int priority;

	for (uint64_t i = 0; i < MGLRU_GENS; i++)
		for (int type = 0; type < NTYPES; type++)
			if (i != t->max % MGLRU_GENS &&
			    i != (t->max - 1) % MGLRU_GENS)
				inactive += t->size[i][type];
	priority = fls(inactive) - 1 - fls(t->want - 1);
	if (priority < PRIORITY / 2)
		priority = PRIORITY / 2;
	return (priority < PRIORITY ? (unsigned)priority : PRIORITY);
}

uint64_t
mglru_pass(struct plain_run *r, uint64_t want, unsigned *priority)
{
	struct mglru *t = r->st;
	uint64_t before = r->counts.pgscan;

	if (want == 0) {
		t->ages = false;
		return (0);
	}
	t->freed = 0;
	t->want = want;
	t->daemon = true;
	t->walked_now = false;
	if (t->version != KERNEL_6_1) {
		if (*priority == PRIORITY && want >= 64)
			*priority = first_priority(t);
	} else {
		if (t->ages && needs_age(t)) /* lru_gen_age_node() */
			mglru_age(r);
		t->ages = true;
	}
	pass(r, (int)*priority);
	return (r->counts.pgscan - before);
}

uint64_t
mglru_reclaim(struct plain_run *r)
{
	struct mglru *t = r->st;

	t->freed = 0;
	t->want = KERNEL_SEVERAL;
	t->daemon = false;
	t->walked_now = false;
	mglru_notices(r, true);
	for (int p = PRIORITY; p >= 0 && t->freed < KERNEL_SEVERAL; p--) {
		mglru_notices(r, false);
		if (p < 4 || t->scanned >= 512) { /* vmpressure() */
			t->ran_again |= t->version != KERNEL_7_3;
			t->scanned = 0;
		}
		pass(r, p);
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
