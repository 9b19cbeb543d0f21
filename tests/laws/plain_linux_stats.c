/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * linux: the lists, the copies of their numbers, and the cost of reclaim.
 */
#include "plain_linux.h"

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
linux_make_copy(struct plain_run *r)
{
	struct two_lists *t = r->st;
	struct list_changes *c = &t->changes;

	for (int i = 0; i < NTYPES; i++) {
		t->copy.inactive[i] = t->inactive[i].n;
		t->copy.active[i] = t->active[i].n;
		t->copy.activated[i] = t->activated[i];
	}
	plain_group_copy_dirty(
	    &t->group, r, t->inactive[FILES].n + t->active[FILES].n);
	c->told = 0;
	if (!c->batches)
		c->collected = 0;
}

void
linux_refresh_copy(struct plain_run *r)
{
	struct two_lists *t = r->st;
	if (t->changes.told > (t->changes.batches ? 1 : 64))
		linux_make_copy(r);
}

const struct list_copy *
linux_look_at_copy(struct plain_run *r)
{
	struct two_lists *t = r->st;
	if (t->period == 0)
		linux_make_copy(r);
	return (&t->copy);
}

void
linux_to_head(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;
	int type = plain_type(r, page);

	plain_list_push_head(
	    t->is_active[page] ? &t->active[type] : &t->inactive[type], page);
}

void
linux_drain(struct plain_run *r)
{
	struct two_lists *t = r->st;

	for (uint32_t i = 0; i < t->batch.n; i++) {
		linux_to_head(r, t->batch.page[i]);
		linux_changed(t, 1); /* NR_INACTIVE_ANON and so on */
	}
	t->batch.n = 0;
}

/* lru_note_cost() */
void
linux_note_cost(struct plain_run *r, int type, uint64_t io, uint64_t rotated)
{
	struct two_lists *t = r->st;
	const struct list_copy *c = linux_look_at_copy(r);
	uint64_t pages = 0;

	t->cost[type] += t->only_io ? io : 32 * io + rotated;
	for (int i = 0; i < NTYPES; i++)
		pages += c->inactive[i] + c->active[i];
	if (t->cost[ANON] + t->cost[FILES] > pages / 4) {
		t->cost[ANON] /= 2;
		t->cost[FILES] /= 2;
	}
}
