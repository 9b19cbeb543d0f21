/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * linux: the classic two lists of Linux, by mm/vmscan.c, mm/workingset.c and
 * mm/swap.c of 6.1 to 7.3, for a memory group of anonymous pages, reclaimed by
 * the group's limit.
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
#include "plain_linux.h"

static const struct plain_swap_hooks hooks;

static void
linux_open(struct plain_run *r)
{
	struct two_lists *t = r->st;
	int version = plain_kernel_version(r);

	t->swappiness = plain_count(r, "swappiness", 60);
	/* The word "fresh" is no number, and so 0. */
	t->period = plain_count(r, "stats", 1000);
	t->copies_itself = t->changes.batches = version == KERNEL_6_1;
	t->drains = version != KERNEL_7_3;
	t->only_io = version == KERNEL_6_1;
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
	t->swap = plain_swap_open(r, &hooks);
	r->always_writes = t->swap == NULL;
}

static void
linux_tick(struct plain_run *r)
{
	struct two_lists *t = r->st;

	if (t->swap != NULL)
		plain_swap_complete(r, t->swap);
	linux_refresh_copy(t);
}

static uint64_t
linux_period(struct plain_run *r)
{
	struct two_lists *t = r->st;

	return (t->period);
}

/* The page waits in the batch. */
static void
linux_admit(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	if (plain_batch_add(&t->batch, page))
		linux_drain(t);
}

static bool
linux_charge(struct plain_run *r, bool ahead)
{
	struct two_lists *t = r->st;

	if (!ahead)
		plain_group_charge(&t->group, r, linux_reclaim);
	else if (!plain_group_try(&t->group, r, linux_reclaim))
		return (false);
	linux_evict_one(r);
	return (true);
}

static void
linux_arrive(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	t->referenced[page] = t->workingset[page] = t->is_active[page] = false;
	/* PGFAULT, PGPGIN, NR_ANON_MAPPED; PGMAJFAULT, WORKINGSET_REFAULT,
	 * MEMCG_SWAP. */
	linux_changed_singly(t, t->gone[page] ? 6 : 3);
	r->counts.refault += t->gone[page];
	if (t->gone[page] &&
	    t->age - t->age_then[page] <= linux_look_at_copy(t)->active) {
		t->is_active[page] = true;
		t->age++;
		t->activated++;
		linux_changed(t, 1); /* WORKINGSET_ACTIVATE */
		r->counts.activate++;
		if (t->workingset_then[page]) {
			t->workingset[page] = true;
			r->counts.restore++;
			linux_changed(t, 1); /* WORKINGSET_RESTORE */
			linux_note_cost(t, 1, 0);
		}
	}
	t->gone[page] = false;
	linux_admit(r, page);
}

/* It was written: the next to be evicted, unless it is isolated or in a batch.
 */
static void
linux_rotate(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;
	struct plain_list *l = t->is_active[page] ? &t->active : &t->inactive;

	if (!l->has[page])
		return;
	plain_list_remove(l, page);
	t->is_active[page] = false;
	plain_list_push_tail(&t->inactive, page);
}

/* do_swap_page() and read-ahead call lru_add_drain() before 7.3. */
static void
linux_drain_now(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	if (t->drains &&
	    (page == PLAIN_NONE || plain_batch_has(&t->batch, page)))
		linux_drain(t);
}

static const struct plain_swap_hooks hooks = { linux_charge, linux_arrive,
	linux_rotate, linux_drain_now };

static void
linux_miss(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	if (t->swap != NULL) {
		plain_swap_fault(r, t->swap, page);
		return;
	}
	linux_charge(r, false);
	plain_load(r, page);
	linux_arrive(r, page);
}

static void
linux_hit(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	if (t->swap != NULL && !t->swap->mapped[page])
		plain_swap_fault(r, t->swap, page);
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
