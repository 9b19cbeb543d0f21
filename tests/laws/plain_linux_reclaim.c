/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * linux: the lists and their copies, and reclaim.
 */
#include "plain_linux.h"

#define PRIORITY 12

void
linux_changed(struct two_lists *t, uint64_t by)
{
	struct list_changes *c = &t->changes;

	c->collected += by;
	if (c->batches ? c->collected > 64 : c->collected >= 64) {
		if (c->batches && c->told < 2)
			c->told += c->collected / 64;
		if (!c->batches && c->told <= 64)
			c->told += c->collected;
		c->collected = 0;
	}
}

void
linux_changed_singly(struct two_lists *t, uint64_t times)
{
	for (uint64_t i = 0; i < times; i++)
		linux_changed(t, 1);
}

void
linux_make_copy(struct two_lists *t)
{
	struct list_changes *c = &t->changes;

	t->copy =
	    (struct list_copy){ t->inactive.n, t->active.n, t->activated };
	c->told = 0;
	if (!c->batches)
		c->collected = 0;
}

void
linux_refresh_copy(struct two_lists *t)
{
	if (t->changes.told > (t->changes.batches ? 1 : 64))
		linux_make_copy(t);
}

const struct list_copy *
linux_look_at_copy(struct two_lists *t)
{
	if (t->period == 0)
		linux_make_copy(t);
	return (&t->copy);
}

void
linux_to_head(struct two_lists *t, uint32_t page)
{
	plain_list_push_head(
	    t->is_active[page] ? &t->active : &t->inactive, page);
}

void
linux_drain(struct two_lists *t)
{
	for (uint32_t i = 0; i < t->batch.n; i++) {
		linux_to_head(t, t->batch.page[i]);
		linux_changed(t, 1); /* NR_INACTIVE_ANON or NR_ACTIVE_ANON */
	}
	t->batch.n = 0;
}

void
linux_note_cost(struct two_lists *t, uint64_t io, uint64_t rotated)
{
	const struct list_copy *c = linux_look_at_copy(t);

	t->cost += t->only_io ? io : 32 * io + rotated;
	if (t->cost > (c->inactive + c->active) / 4)
		t->cost /= 2;
}

static bool
inactive_is_low(struct two_lists *t)
{
	const struct list_copy *c = linux_look_at_copy(t);
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
	r->counts.pgsteal++;
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

enum fate { KEPT, ACTIVATED, HANDED, EVICTED };

/* A page that was accessed stays, the second time as active. */
static enum fate
second_chance(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	r->accessed[page] = false;
	t->is_active[page] = t->referenced[page];
	t->referenced[page] = true;
	return (t->is_active[page] ? ACTIVATED : KEPT);
}

static enum fate
judge(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;
	struct plain_swap *s = t->swap;

	if (s != NULL) {
		plain_swap_look(r, s);
		if (plain_swap_locked(r, s, page))
			return (KEPT);
		if (s->writing[page]) {
			s->reclaim[page] = true;
			t->is_active[page] = true;
			return (ACTIVATED);
		}
	}
	if (r->accessed[page])
		return (second_chance(r, page));
	t->referenced[page] = false;
	if (s != NULL && plain_swap_out(r, s, page))
		return (HANDED);
	evict(r, page);
	return (EVICTED);
}

static uint64_t
shrink_inactive(struct plain_run *r, uint32_t most)
{
	struct two_lists *t = r->st;
	uint32_t page[KERNEL_SEVERAL], n, kept = 0, handed = 0;

	linux_drain(t);
	n = isolate(&t->inactive, most, page);
	linux_changed(t, n); /* NR_INACTIVE_ANON */
	linux_changed(t, n); /* PGSCAN */
	r->counts.pgscan += n;
	for (uint32_t i = 0; i < n; i++) {
		enum fate fate = judge(r, page[i]);

		handed += fate == HANDED;
		if (fate != EVICTED)
			page[kept++] = page[i];
	}
	/* Of each that left: NR_ANON_MAPPED, NR_SWAPCACHE twice, MEMCG_SWAP,
	 * NR_WRITEBACK twice. */
	linux_changed_singly(t, 6 * (n - kept));
	linux_changed(t, n - kept); /* PGPGOUT */
	for (uint32_t i = 0; i < kept; i++) {
		linux_to_head(t, page[i]);
		t->age += t->is_active[page[i]];
		/* A list's length, PGACTIVATE. */
		linux_changed_singly(t, 1 + t->is_active[page[i]]);
	}
	linux_changed(t, n - kept); /* PGSTEAL */
	if (n > 0)
		linux_note_cost(t, t->swap != NULL ? handed : n - kept, kept);
	return (n - kept);
}

static void
shrink_active(struct plain_run *r, uint32_t most)
{
	struct two_lists *t = r->st;
	uint32_t page[KERNEL_SEVERAL], n;

	linux_drain(t);
	n = isolate(&t->active, most, page);
	linux_changed(t, n);        /* NR_ACTIVE_ANON */
	linux_changed(t, n);        /* PGREFILL */
	linux_changed_singly(t, n); /* NR_INACTIVE_ANON */
	linux_changed(t, n);        /* PGDEACTIVATE */
	for (uint32_t i = 0; i < n; i++) {
		r->accessed[page[i]] = false;
		t->workingset[page[i]] = true;
		t->is_active[page[i]] = false;
		linux_to_head(t, page[i]);
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
	uint64_t inactive = scan_share(t, t->inactive.n, priority);
	uint64_t active = scan_share(t, t->active.n, priority), freed = 0;
	bool may;

	if (t->copies_itself)
		linux_refresh_copy(t);
	may = force || linux_look_at_copy(t)->activated != t->activated_then ||
	      inactive_is_low(t);
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
	if (t->swap != NULL)
		plain_swap_submit(r, t->swap);
	if (inactive_is_low(t))
		shrink_active(r, KERNEL_SEVERAL);
	return (freed);
}

uint64_t
linux_reclaim(struct plain_run *r)
{
	struct two_lists *t = r->st;
	bool skipped = false;
	uint64_t freed = 0;

	for (int attempt = 0; attempt < 2; attempt++) {
		for (int p = PRIORITY; p >= 0 && freed < KERNEL_SEVERAL; p--)
			freed += shrink(r, p, attempt == 1, &skipped);
		t->activated_then = linux_look_at_copy(t)->activated;
		if (freed > 0 || !skipped)
			break;
	}
	return (freed);
}

/* No frame is free although pages may be charged: they are pinned. */
void
linux_evict_one(struct plain_run *r)
{
	struct two_lists *t = r->st;

	while (plain_full(r)) {
		uint32_t p;

		linux_drain(t);
		if (t->inactive.n == 0)
			shrink_active(r, KERNEL_SEVERAL);
		p = t->inactive.tail;
		plain_list_remove(&t->inactive, p);
		r->counts.pgscan++;
		if (!r->accessed[p]) {
			if (t->swap != NULL)
				plain_swap_force_out(r, t->swap, p);
			evict(r, p);
			continue;
		}
		r->accessed[p] = false;
		t->is_active[p] = t->referenced[p];
		t->age += t->is_active[p];
		t->referenced[p] = true;
		linux_to_head(t, p);
	}
}
