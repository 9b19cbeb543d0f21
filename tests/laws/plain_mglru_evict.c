/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mglru: eviction.
 */
#include "plain_mglru.h"

#define SCAN_MOST    4096
#define ISOLATE_MOST 64
#define EVICT_NS     20000

void
mglru_evict_page(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;
	int tier = mglru_tier(t, page);

	plain_batch_drop(&t->activate, page);
	t->left[t->type[page]][tier]++;
	t->place[page] = MGLRU_NOWHERE;
	t->gone[page] = true;
	t->met[page] = false;
	t->min_then[page] = t->min[t->type[page]];
	t->tier_then[page] = (uint8_t)tier;
	t->ns += EVICT_NS;
	if (plain_is_file(r, page))
		plain_group_uncharge_file(&t->group);
	t->group.used--;
	t->freed++;
	r->counts.pgsteal++;
	r->counts.steal_file += plain_is_file(r, page);
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
	int type = t->type[page];
	uint64_t min = t->min[type];

	if (t->number[page] != min) {
		mglru_relist(t, page, t->number[page], false);
		return (true);
	}
	if (!mglru_is_new(t) && t->refs[page] == MGLRU_FULL_REFS) {
		r->counts.activate += t->version == KERNEL_6_1;
		t->refs[page] = 0;
		r->counts.activate_file +=
		    t->version == KERNEL_6_1 && type == FILES;
		mglru_relist(t, page, min + 1, true);
		return (true);
	}
	if (mglru_is_new(t) && mglru_tier(t, page) > limit) {
		t->left[type][mglru_tier(t, page)]++;
		t->referenced[page] = false;
		t->refs[page] = 0;
		mglru_relist(t, page, min + 1, false);
		return (true);
	}
	if (takes_busy(t))
		return (false);
	if (type == FILES && r->dirty[page]) {
		t->met[page] = true;
		t->judged++;
		t->dirty++;
	} else {
		if (t->swap == NULL)
			return (false);
		plain_swap_look(r, t->swap);
		if (!plain_swap_locked(r, t->swap, page) &&
		    !t->swap->writing[page])
			return (false);
		/* It waits for the device. */
		t->swap->reclaim[page] = true;
	}
	t->referenced[page] = false;
	t->refs[page] = 0;
	mglru_relist(t, page, min + 1, false);
	return (true);
}

/* Isolates pages of the oldest list; *seen: how many were looked at. */
static uint32_t
isolate(struct plain_run *r, int type, uint64_t most,
    uint32_t page[ISOLATE_MOST], uint64_t *seen)
{
	struct mglru *t = r->st;
	struct plain_list *l = &t->list[t->min[type] % MGLRU_GENS][type];
	int limit = mglru_tier_limit(t, type);
	uint32_t n = 0;

	*seen = 0;
	if (t->min[type] + MGLRU_LEAST > t->max)
		return (0);
	for (; l->n > 0 && n < ISOLATE_MOST && *seen < most; ++*seen) {
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
	r->counts.scan_file += type == FILES ? n : 0;
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
	if (fate == KEPT && t->type[page] == FILES)
		number = t->max - 3 +
			 (t->workingset[page] ||
			     (t->version == KERNEL_7_3 && t->referenced[page]));
	if (fate == ACTIVATED)
		number = mglru_active_number(t, page);
	if (fate == LOCKED) /* as one that is in the swap cache alone */
		number =
		    t->max - 3 + (t->workingset[page] || t->referenced[page]);
	if (number <= t->min[t->type[page]]) {
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
	bool dirty = plain_is_file(r, page) && r->dirty[page];

	t->judged += plain_is_file(r, page);
	t->dirty += dirty;
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
		    mglru_is_new(t) && mglru_mark(r, page) ? ACTIVATED : KEPT);
	}
	t->met[page] = dirty;
	if (dirty)
		return (ACTIVATED);
	if (s != NULL && plain_swap_out(r, s, page))
		return (HANDED);
	mglru_evict_page(r, page);
	return (EVICTED);
}

/* Pages that were written while others were still judged had no list whose tail
 * they could go to, and are judged once more. */
static void
shrink_pages(struct plain_run *r, const uint32_t *page, uint32_t n)
{
	struct mglru *t = r->st;
	enum fate fate[ISOLATE_MOST];
	const uint64_t dirty = t->dirty;
	uint32_t again[ISOLATE_MOST], nagain = 0;

	for (uint32_t i = 0; i < n; i++)
		fate[i] = judge(r, page[i]);
	for (uint32_t i = 0; i < n; i++)
		if (fate[i] == HANDED && !t->swap->writing[page[i]])
			again[nagain++] = page[i];
		else if (fate[i] != EVICTED)
			put_back(t, page[i], fate[i]);
	t->scanned += n + nagain;
	if (t->version == KERNEL_7_3 && n > 0 && t->dirty - dirty == n)
		mglru_write_files(r); /* handle_reclaim_writeback() */
	for (uint32_t i = 0; i < nagain; i++) {
		plain_swap_look(r, t->swap);
		(void)plain_swap_out(r, t->swap, again[i]);
		mglru_evict_page(r, again[i]);
	}
}

/* isolate_folios(): of one type, or of the other if that has none.  Returns
 * what counts as scanned. */
static uint64_t
isolate_any(struct plain_run *r, uint64_t most, uint32_t page[ISOLATE_MOST],
    uint32_t *n)
{
	struct mglru *t = r->st;
	int type = mglru_type_to_scan(t), tries = t->swappiness > 0 ? 2 : 1;
	uint64_t sum = 0, seen;

	for (int i = 0; i < tries; i++) {
		*n = isolate(r, type, most, page, &seen);
		if (t->version == KERNEL_7_3) {
			sum += seen;
			if (*n > 0)
				return (sum);
			if (seen == 0)
				type = type == ANON ? FILES : ANON;
			continue;
		}
		if (*n > 0 || (seen > 0 && seen == most))
			return (seen);
		type = type == ANON ? FILES : ANON;
	}
	return (sum);
}

/* Returns what counts as scanned. */
uint64_t
mglru_evict(struct plain_run *r, uint64_t most)
{
	struct mglru *t = r->st;
	uint32_t page[ISOLATE_MOST], n = 0;
	uint64_t scanned;

	if (!mglru_is_new(t) || most > SCAN_MOST)
		most = SCAN_MOST;
	if (t->version == KERNEL_7_3) {
		if (most > ISOLATE_MOST)
			most = ISOLATE_MOST;
		mglru_advance(t);
		scanned = isolate_any(r, most, page, &n);
		if (scanned > 0)
			mglru_advance(t);
	} else {
		scanned = isolate_any(r, most, page, &n);
		scanned += mglru_advance(t);
		if (mglru_too_few(t))
			scanned = 0;
	}
	shrink_pages(r, page, n);
	return (scanned);
}
