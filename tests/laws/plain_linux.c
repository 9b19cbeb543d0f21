/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * linux: the classic two lists of Linux, by mm/vmscan.c, mm/workingset.c and
 * mm/swap.c of 6.1 to 7.3, for a memory group of anonymous pages on synchronous
 * swap, reclaimed by the group's limit.
 *
 * A page that comes in waits in a batch.  A full batch, and any scan of a list,
 * puts it at the head of the inactive list, or of the active one if it comes
 * back soon: if no more pages were evicted and activated since it was evicted
 * than the active list has.  At the tail of the inactive list a page that was
 * accessed goes back to the head once and is activated the second time; one
 * that was not is evicted.  From the tail of the active list every page is
 * deactivated.
 *
 * The sizes of the lists and the count of activations that decisions are made
 * by are copies, made at times.
 */
#include "plain_kernel.h"

#define PRIORITY 12

struct list_copy {
	uint64_t inactive, active; /* pages on the lists */
	uint64_t activated;        /* pages that came back to the active one */
};

struct two_lists {
	struct plain_group group;
	struct plain_batch batch;
	struct plain_list inactive, active;
	bool *is_active;  /* by page; of one in the batch: where it will go */
	bool *referenced; /* by page */
	bool *workingset; /* by page: it has been active */
	bool *gone;       /* by page: evicted and not back, with a shadow: */
	uint64_t *age_then;
	bool *workingset_then;
	uint64_t age; /* pages evicted and activated */
	uint64_t activated;
	struct list_copy copy;
	uint64_t activated_then; /* at the last reclaim */
	uint64_t cost;
	uint64_t swappiness;
	uint64_t period; /* 0: the copy is always fresh */
};

static void
linux_open(struct plain_run *r)
{
	struct two_lists *t = r->st;
	int version = plain_kernel_version(r);

	t->swappiness = plain_count(r, "swappiness", 60);
	/* The word "fresh" is no number, and so 0. */
	t->period = plain_count(r, "stats", version == KERNEL_6_1 ? 0 : 1000);
	t->batch.most = version == KERNEL_6_1 ? 15 : KERNEL_BATCH;
	plain_group_open(&t->group, r->nframes);
	plain_list_open(r, &t->inactive);
	plain_list_open(r, &t->active);
	t->is_active = plain_alloc(r, r->npages, sizeof(bool));
	t->referenced = plain_alloc(r, r->npages, sizeof(bool));
	t->workingset = plain_alloc(r, r->npages, sizeof(bool));
	t->gone = plain_alloc(r, r->npages, sizeof(bool));
	t->age_then = plain_alloc(r, r->npages, sizeof(uint64_t));
	t->workingset_then = plain_alloc(r, r->npages, sizeof(bool));
}

static void
make_copy(struct two_lists *t)
{
	t->copy =
	    (struct list_copy){ t->inactive.n, t->active.n, t->activated };
}

static const struct list_copy *
look_at_copy(struct two_lists *t)
{
	if (t->period == 0)
		make_copy(t);
	return (&t->copy);
}

static void
linux_tick(struct plain_run *r)
{
	make_copy(r->st);
}

static uint64_t
linux_period(struct plain_run *r)
{
	struct two_lists *t = r->st;

	return (t->period);
}

static void
to_head(struct two_lists *t, uint32_t page)
{
	plain_list_push_head(
	    t->is_active[page] ? &t->active : &t->inactive, page);
}

static void
drain(struct two_lists *t)
{
	for (uint32_t i = 0; i < t->batch.n; i++)
		to_head(t, t->batch.page[i]);
	t->batch.n = 0;
}

static void
note_cost(struct two_lists *t, uint64_t io, uint64_t rotated)
{
	const struct list_copy *c = look_at_copy(t);

	if (io == 0 && rotated == 0)
		return;
	t->cost += 32 * io + rotated;
	if (t->cost > (c->inactive + c->active) / 4)
		t->cost /= 2;
}

static bool
inactive_is_low(struct two_lists *t)
{
	const struct list_copy *c = look_at_copy(t);
	uint64_t gib = (c->inactive + c->active) >> 18, ratio = 1;

	while (gib > 0 && (ratio + 1) * (ratio + 1) <= 10 * gib)
		ratio++;
	return (c->inactive * ratio < c->active);
}

static void
evict(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	t->referenced[page] = false;
	t->gone[page] = true;
	t->age_then[page] = t->age++;
	t->workingset_then[page] = t->workingset[page];
	t->group.used--;
	plain_evict(r, page);
}

/* At most so many pages from the tail of a list. */
static uint32_t
isolate(struct plain_list *l, uint32_t most, uint32_t page[KERNEL_SEVERAL])
{
	uint32_t n = 0;

	while (n < most && l->n > 0) {
		page[n++] = l->tail;
		plain_list_remove(l, l->tail);
	}
	return (n);
}

static uint64_t
shrink_inactive(struct plain_run *r, uint32_t most)
{
	struct two_lists *t = r->st;
	uint32_t page[KERNEL_SEVERAL], n, kept = 0;

	drain(t);
	n = isolate(&t->inactive, most, page);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t p = page[i];

		if (!r->accessed[p]) {
			evict(r, p);
			continue;
		}
		r->accessed[p] = false;
		t->is_active[p] = t->referenced[p];
		t->referenced[p] = true;
		page[kept++] = p;
	}
	for (uint32_t i = 0; i < kept; i++) {
		to_head(t, page[i]);
		t->age += t->is_active[page[i]];
	}
	note_cost(t, n - kept, kept);
	return (n - kept);
}

static void
shrink_active(struct plain_run *r, uint32_t most)
{
	struct two_lists *t = r->st;
	uint32_t page[KERNEL_SEVERAL], n;

	drain(t);
	n = isolate(&t->active, most, page);
	for (uint32_t i = 0; i < n; i++) {
		r->accessed[page[i]] = false;
		t->workingset[page[i]] = true;
		t->is_active[page[i]] = false;
		to_head(t, page[i]);
	}
}

/* A list's share of its pages at a priority, where file pages, of which there
 * are none, would get the other one. */
static uint64_t
scan_share(const struct two_lists *t, uint64_t pages, int priority)
{
	uint64_t anon = 2 * t->cost, file = t->cost, all = anon + file;
	uint64_t ap = t->swappiness * (all + 1) / (anon + 1);
	uint64_t fp = (200 - t->swappiness) * (all + 1) / (file + 1);

	pages >>= priority;
	return (priority == 0 && t->swappiness > 0 ? pages
						   : pages * ap / (ap + fp));
}

static uint32_t
take_some(uint64_t *left)
{
	uint32_t n = *left < KERNEL_SEVERAL ? *left : KERNEL_SEVERAL;

	*left -= n;
	return (n);
}

/* One priority; *skipped: the active list was to be scanned and was not. */
static uint64_t
shrink(struct plain_run *r, int priority, bool force, bool *skipped)
{
	struct two_lists *t = r->st;
	bool may = force || look_at_copy(t)->activated != t->activated_then ||
		   inactive_is_low(t);
	uint64_t inactive = scan_share(t, t->inactive.n, priority);
	uint64_t active = scan_share(t, t->active.n, priority), freed = 0;

	while (inactive > 0 && freed < KERNEL_SEVERAL) {
		freed += shrink_inactive(r, take_some(&inactive));
		if (active == 0)
			continue;
		if (may)
			shrink_active(r, take_some(&active));
		else {
			take_some(&active);
			*skipped = true;
		}
	}
	if (inactive_is_low(t))
		shrink_active(r, KERNEL_SEVERAL);
	return (freed);
}

static uint64_t
reclaim(struct plain_run *r)
{
	struct two_lists *t = r->st;
	bool skipped = false;
	uint64_t freed = 0;

	for (int attempt = 0; attempt < 2; attempt++) {
		for (int p = PRIORITY; p >= 0 && freed < KERNEL_SEVERAL; p--)
			freed += shrink(r, p, attempt == 1, &skipped);
		t->activated_then = look_at_copy(t)->activated;
		if (freed > 0 || !skipped)
			break;
	}
	return (freed);
}

/* No frame is free although pages may be charged: they are pinned. */
static void
evict_one(struct plain_run *r)
{
	struct two_lists *t = r->st;

	while (plain_full(r)) {
		uint32_t p;

		drain(t);
		if (t->inactive.n == 0)
			shrink_active(r, KERNEL_SEVERAL);
		p = t->inactive.tail;
		plain_list_remove(&t->inactive, p);
		if (!r->accessed[p]) {
			evict(r, p);
			continue;
		}
		r->accessed[p] = false;
		t->is_active[p] = t->referenced[p];
		t->age += t->is_active[p];
		t->referenced[p] = true;
		to_head(t, p);
	}
}

/* The page waits in the batch. */
static void
linux_admit(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	if (plain_batch_add(&t->batch, page))
		drain(t);
}

static void
linux_miss(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	plain_group_charge(&t->group, r, reclaim);
	evict_one(r);
	plain_load(r, page);
	t->referenced[page] = t->workingset[page] = t->is_active[page] = false;
	if (t->gone[page] &&
	    t->age - t->age_then[page] <= look_at_copy(t)->active) {
		t->is_active[page] = true;
		t->age++;
		t->activated++;
		if (t->workingset_then[page]) {
			t->workingset[page] = true;
			note_cost(t, 1, 0);
		}
	}
	t->gone[page] = false;
	linux_admit(r, page);
}

static void
linux_hit(struct plain_run *r, uint32_t page)
{
	(void)r;
	(void)page;
}

static void
linux_drop(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	t->gone[page] = false;
	if (!plain_resident(r, page))
		return;
	if (!plain_batch_drop(&t->batch, page)) {
		plain_list_drop(&t->inactive, page);
		plain_list_drop(&t->active, page);
	}
	t->referenced[page] = t->workingset[page] = t->is_active[page] = false;
	if (!r->pinning)
		t->group.used--;
}

const struct plain plain_linux = {
	.name = "linux",
	.size = sizeof(struct two_lists),
	.open = linux_open,
	.hit = linux_hit,
	.miss = linux_miss,
	.admit = linux_admit,
	.drop = linux_drop,
	.tick = linux_tick,
	.period = linux_period,
	.varies = true,
	.always_writes = true,
};
