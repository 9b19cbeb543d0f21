/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * linux: the classic two lists of Linux, by mm/vmscan.c, mm/workingset.c and
 * mm/swap.c of 6.1 to 7.3, for anonymous pages and pages of files, reclaimed by
 * the limit of a memory group or where a machine's memory is short.
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
	t->walks_partly = version != KERNEL_6_1;
	t->batch.most = version == KERNEL_6_1 ? 15 : KERNEL_BATCH;
	plain_group_open(r, &t->group);
	t->group.machine.pass = linux_pass;
	for (int i = 0; i < NTYPES; i++) {
		plain_list_open(r, &t->inactive[i]);
		plain_list_open(r, &t->active[i]);
	}
	t->is_active = plain_alloc(r, r->npages, sizeof(bool));
	t->referenced = plain_alloc(r, r->npages, sizeof(bool));
	t->workingset = plain_alloc(r, r->npages, sizeof(bool));
	t->reclaim = plain_alloc(r, r->npages, sizeof(bool));
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
	linux_refresh_copy(r);
}

static uint64_t
linux_period(struct plain_run *r)
{
	struct two_lists *t = r->st;

	return (t->period != 0 ? t->period : PLAIN_TICK);
}

/* The page waits in the batch. */
static void
linux_admit(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	if (plain_batch_add(&t->batch, page))
		linux_drain(r);
}

/* It was written: the next to be evicted, unless it is isolated or in a batch.
 */
static void
linux_rotate(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;
	int type = plain_type(r, page);
	struct plain_list *l =
	    t->is_active[page] ? &t->active[type] : &t->inactive[type];

	if (!l->has[page])
		return;
	plain_list_remove(l, page);
	t->is_active[page] = false;
	plain_list_push_tail(&t->inactive[type], page);
}

/* Writes the page, if it is dirty; one that reclaim met is the next to be
 * evicted. */
static void
write_page(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	if (!r->dirty[page])
		return;
	plain_clean(r, page);
	r->counts.file_writes++;
	if (t->swap != NULL)
		plain_swap_write_file(r, t->swap);
	if (t->reclaim[page])
		linux_rotate(r, page);
	t->reclaim[page] = false;
}

static void
write_list(struct plain_run *r, const struct plain_list *l)
{
	uint32_t next;

	for (uint32_t p = l->tail; p != PLAIN_NONE; p = next) {
		next = l->newer[p];
		write_page(r, p);
	}
}

void
linux_write_files(struct plain_run *r)
{
	struct two_lists *t = r->st;

	write_list(r, &t->inactive[FILES]);
	write_list(r, &t->active[FILES]);
	for (uint32_t i = 0; i < t->batch.n; i++)
		if (plain_is_file(r, t->batch.page[i]))
			write_page(r, t->batch.page[i]);
}

/* References, and what faults and evictions take on the emulated machine. */
static uint64_t
linux_time(struct plain_run *r)
{
	struct two_lists *t = r->st;
	uint64_t faults = t->batch.n + r->counts.pgsteal;

	for (int i = 0; i < NTYPES; i++)
		faults += t->inactive[i].n + t->active[i].n;
	return (
	    (r->now + 1) * 1400 + faults * 15000 + r->counts.pgsteal * 20000);
}

static bool
linux_dirtied(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;
	enum plain_dirty dirty;

	(void)page;
	if (!plain_group_counts_dirty(&t->group))
		return (false);
	if (t->copies_itself)
		linux_refresh_copy(r);
	dirty = plain_group_look_at_dirty(&t->group, linux_time(r));
	if (dirty == PLAIN_FEW)
		return (false);
	linux_write_files(r);
	if (dirty == PLAIN_SLEEPS &&
	    plain_group_sleeps(&t->group, linux_time(r)))
		linux_make_copy(r);
	if (dirty == PLAIN_SLEEPS && t->copies_itself)
		t->group.wait = 2; /* it adds them up, and goes on */
	return (true);
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

/* Pages that the lists would have room for beside the one that comes back:
 * workingset_refault(). */
static uint64_t
workingset_size(struct plain_run *r, int type)
{
	const struct list_copy *c = linux_look_at_copy(r);

	return (c->active[FILES] + c->active[ANON] +
		c->inactive[type == FILES ? ANON : FILES]);
}

/* The page was evicted and comes back. */
static void
refault(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;
	int type = plain_type(r, page);

	r->counts.refault++;
	r->counts.refault_file += type == FILES;
	if (t->age - t->age_then[page] > workingset_size(r, type))
		return;
	t->is_active[page] = true;
	t->age++;
	t->activated[type]++;
	linux_changed(t, 1); /* WORKINGSET_ACTIVATE */
	r->counts.activate++;
	r->counts.activate_file += type == FILES;
	if (!t->workingset_then[page])
		return;
	t->workingset[page] = true;
	r->counts.restore++;
	linux_changed(t, 1); /* WORKINGSET_RESTORE */
	linux_note_cost(r, type, 1, 0);
}

static void
linux_arrive(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	t->referenced[page] = t->workingset[page] = t->is_active[page] = false;
	/* PGFAULT, PGPGIN, NR_ANON_MAPPED; PGMAJFAULT, WORKINGSET_REFAULT,
	 * MEMCG_SWAP.  Of files: PGFAULT, PGMAJFAULT, PGPGIN, NR_FILE_PAGES,
	 * NR_FILE_MAPPED; WORKINGSET_REFAULT. */
	if (plain_is_file(r, page))
		linux_changed_singly(t, t->gone[page] ? 6 : 5);
	else
		linux_changed_singly(t, t->gone[page] ? 6 : 3);
	if (t->gone[page])
		refault(r, page);
	t->gone[page] = false;
	linux_admit(r, page);
}

/* do_swap_page() and read-ahead call lru_add_drain() before 7.3. */
static void
linux_drain_now(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	if (t->drains &&
	    (page == PLAIN_NONE || plain_batch_has(&t->batch, page)))
		linux_drain(r);
}

static const struct plain_swap_hooks hooks = { linux_charge, linux_arrive,
	linux_rotate, linux_drain_now };

static void
linux_miss(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;
	bool first = !r->came[page] && !plain_is_file(r, page);

	if (t->swap != NULL && !plain_is_file(r, page)) {
		plain_swap_fault(r, t->swap, page);
		return;
	}
	if (t->swap != NULL)
		plain_swap_file_fault(r, t->swap);
	plain_group_fault(&t->group, r, first);
	linux_charge(r, false);
	if (plain_is_file(r, page))
		plain_group_charge_file(&t->group);
	plain_load(r, page);
	if (plain_is_file(r, page)) {
		r->counts.pgmajfault++;
		r->counts.file_reads++;
	}
	linux_arrive(r, page);
	if (t->swap != NULL)
		plain_swap_read_file(r, t->swap);
}

static void
linux_wake(struct plain_run *r)
{
	struct two_lists *t = r->st;

	if (t->group.is_machine)
		plain_machine_run(r, &t->group.machine);
}

static void
linux_hit(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	if (t->swap != NULL && !plain_is_file(r, page) &&
	    !t->swap->mapped[page])
		plain_swap_fault(r, t->swap, page);
}

static void
linux_drop(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	t->gone[page] = t->reclaim[page] = false;
	if (!plain_resident(r, page))
		return;
	if (!plain_batch_drop(&t->batch, page)) {
		plain_list_drop(&t->inactive[plain_type(r, page)], page);
		plain_list_drop(&t->active[plain_type(r, page)], page);
	}
	t->referenced[page] = t->workingset[page] = t->is_active[page] = false;
	if (plain_is_file(r, page))
		plain_group_uncharge_file(&t->group);
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
	.wake = linux_wake,
	.tick = linux_tick,
	.dirtied = linux_dirtied,
	.period = linux_period,
	.varies = true,
	.always_writes = true,
};
