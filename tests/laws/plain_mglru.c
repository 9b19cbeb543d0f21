/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mglru: the multi-generational LRU of Linux 6.1 to 7.3, by mm/vmscan.c and
 * mm/workingset.c, for anonymous pages and pages of files, reclaimed by the
 * limit of a memory group or where a machine's memory is short.
 */
#include "plain_mglru.h"

#define FAULT_NS 15000

bool
mglru_is_new(const struct mglru *t)
{
	return (t->version == KERNEL_6_18 || t->version == KERNEL_7_3);
}

void
mglru_put(struct mglru *t, uint32_t page, uint64_t number)
{
	t->place[page] = MGLRU_LISTED;
	t->number[page] = number;
	t->on[page] = number % MGLRU_GENS;
	t->size[number % MGLRU_GENS][t->type[page]]++;
	plain_list_push_head(&t->list[t->on[page]][t->type[page]], page);
}

void
mglru_take(struct mglru *t, uint32_t page)
{
	t->place[page] = MGLRU_NOWHERE;
	t->size[t->number[page] % MGLRU_GENS][t->type[page]]--;
	plain_list_remove(&t->list[t->on[page]][t->type[page]], page);
}

void
mglru_renumber(struct mglru *t, uint32_t page, uint64_t number)
{
	t->size[t->number[page] % MGLRU_GENS][t->type[page]]--;
	t->number[page] = number;
	t->size[number % MGLRU_GENS][t->type[page]]++;
}

/* To the list of its number, or of another. */
void
mglru_relist(struct mglru *t, uint32_t page, uint64_t number, bool tail)
{
	int type = t->type[page];

	plain_list_remove(&t->list[t->on[page]][type], page);
	if (number != t->number[page])
		mglru_renumber(t, page, number);
	t->on[page] = number % MGLRU_GENS;
	if (tail)
		plain_list_push_tail(&t->list[t->on[page]][type], page);
	else
		plain_list_push_head(&t->list[t->on[page]][type], page);
}

/* The generation of a page that is put on a list as active. */
uint64_t
mglru_active_number(const struct mglru *t, uint32_t page)
{
	if (!mglru_is_new(t) || t->workingset[page])
		return (t->max);
	return (t->max - 1 > t->min[t->type[page]] ? t->max - 1
						   : t->min[t->type[page]]);
}

/* folio_add_lru(): where a page that came in goes. */
static uint64_t
first_number(const struct mglru *t, uint32_t page)
{
	/* 7.3: a page of a file is not active, unless it was before. */
	if (t->version == KERNEL_7_3 && t->type[page] == FILES &&
	    !t->workingset[page])
		return (
		    t->max - 2 > t->min[FILES] ? t->max - 2 : t->min[FILES]);
	return (mglru_active_number(t, page));
}

void
mglru_drain(struct mglru *t)
{
	for (uint32_t i = 0; i < t->batch.n; i++)
		mglru_put(
		    t, t->batch.page[i], first_number(t, t->batch.page[i]));
	t->batch.n = 0;
}

void
mglru_activate(struct mglru *t)
{
	for (uint32_t i = 0; i < t->activate.n; i++) {
		uint32_t page = t->activate.page[i];

		if (t->place[page] != MGLRU_LISTED)
			continue;
		mglru_take(t, page);
		mglru_put(t, page, mglru_active_number(t, page));
	}
	t->activate.n = 0;
}

bool
mglru_mark(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;
	bool known = t->referenced[page] || t->workingset[page];

	if (!known && t->version == KERNEL_7_3 && plain_is_code(r, page)) {
		t->workingset[page] = true;
		t->refs[page] = 0;
		known = true;
	} else if (!known ||
		   (t->version == KERNEL_7_3 && !t->referenced[page])) {
		t->referenced[page] = true;
		t->refs[page] = 0;
	} else if (t->version == KERNEL_7_3 && t->refs[page] == 0)
		t->refs[page] = 1;
	else {
		t->referenced[page] = false;
		t->refs[page] = 0;
		t->workingset[page] = true;
	}
	return (known);
}

/* -- the twin ------------------------------------------------------------ */

static const struct plain_swap_hooks hooks;

static void
mglru_open(struct plain_run *r)
{
	/* In the order of enum mglru_walk. */
	static const char *const walks[] = { "clock", "always", "once",
		"notices", NULL };
	struct mglru *t = r->st;

	t->version = plain_kernel_version(r);
	t->walk = plain_choice(r, "walk", walks);
	t->batch.most = t->version == KERNEL_6_1 ? 15 : KERNEL_BATCH;
	t->activate.most = t->batch.most;
	t->max = MGLRU_GENS - 1;
	plain_group_open(r, &t->group);
	t->group.machine.pass = mglru_pass;
	t->swappiness = plain_count(r, "swappiness", 60);
	for (int i = 0; i < MGLRU_GENS; i++)
		for (int type = 0; type < NTYPES; type++)
			plain_list_open(r, &t->list[i][type]);
	t->type = plain_alloc(r, r->npages, sizeof(*t->type));
	for (uint32_t p = 0; p < r->npages; p++)
		t->type[p] = plain_type(r, p);
	t->place = plain_alloc(r, r->npages, sizeof(*t->place));
	t->number = plain_alloc(r, r->npages, sizeof(*t->number));
	t->on = plain_alloc(r, r->npages, sizeof(*t->on));
	t->marked = plain_alloc(r, r->npages, sizeof(*t->marked));
	t->referenced = plain_alloc(r, r->npages, sizeof(*t->referenced));
	t->workingset = plain_alloc(r, r->npages, sizeof(*t->workingset));
	t->refs = plain_alloc(r, r->npages, sizeof(*t->refs));
	t->met = plain_alloc(r, r->npages, sizeof(*t->met));
	t->gone = plain_alloc(r, r->npages, sizeof(*t->gone));
	t->min_then = plain_alloc(r, r->npages, sizeof(*t->min_then));
	t->tier_then = plain_alloc(r, r->npages, sizeof(*t->tier_then));
	mglru_find_tables(r);
	for (int i = 0; i < 2; i++)
		t->bloom[i] = plain_alloc(r, t->ntable, sizeof(bool));
	t->swap = plain_swap_open(r, &hooks);
	r->always_writes = t->swap == NULL;
}

/* It comes back while the generation that it left is young. */
static void
refault(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;
	struct plain_counts *n = &r->counts;
	int type = t->type[page];
	bool active;

	n->refault += t->version != KERNEL_6_1;
	n->refault_file += t->version != KERNEL_6_1 && type == FILES;
	if (!mglru_is_new(t)) {
		if (t->min_then[page] != t->min[type])
			return;
		/* WORKINGSET_REFAULT is counted after the test there. */
		n->refault += t->version == KERNEL_6_1;
		n->refault_file += t->version == KERNEL_6_1 && type == FILES;
		n->activate += t->version != KERNEL_6_1;
		n->activate_file += t->version != KERNEL_6_1 && type == FILES;
		t->refaulted[type][0]++;
		n->restore++;
		if (t->version != KERNEL_6_12_117)
			t->refs[page] = MGLRU_FULL_REFS;
		return;
	}
	if (t->max - t->min_then[page] >= MGLRU_GENS)
		return;
	active = t->version != KERNEL_7_3 || t->tier_then[page] == 3;
	n->activate += active;
	n->activate_file += active && type == FILES;
	n->restore += t->tier_then[page] == 3;
	t->refaulted[type][t->tier_then[page]]++;
	t->workingset[page] = t->tier_then[page] == 3;
	t->referenced[page] &= !t->workingset[page];
}

/* 7.3: the page that fills the batch is in the swap cache, for its contents are
 * not read yet.  If it is not active, it gets the number before the last two.
 */
static void
drain_before_mapped(struct mglru *t)
{
	uint32_t last = t->batch.page[--t->batch.n];
	uint64_t number = t->max - 2;

	mglru_drain(t);
	if (t->workingset[last])
		number = t->max;
	mglru_put(t, last, number > t->min[ANON] ? number : t->min[ANON]);
}

static void
mglru_admit(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;

	t->ns += FAULT_NS;
	t->referenced[page] = t->version == KERNEL_7_3;
	t->workingset[page] = false;
	t->refs[page] = 0;
	if (t->gone[page])
		refault(r, page);
	if (plain_batch_add(&t->batch, page)) {
		if (t->version == KERNEL_7_3 && t->gone[page] &&
		    t->type[page] == ANON)
			drain_before_mapped(t);
		else
			mglru_drain(t);
	}
	t->gone[page] = false;
}

static uint64_t
mglru_period(struct plain_run *r)
{
	(void)r;
	return (PLAIN_TICK);
}

static bool
mglru_charge(struct plain_run *r, bool ahead)
{
	struct mglru *t = r->st;

	if (!ahead)
		plain_group_charge(&t->group, r, mglru_reclaim);
	else if (!plain_group_try(&t->group, r, mglru_reclaim))
		return (false);
	mglru_evict_one(r);
	return (true);
}

/* It was written: to the tail of the oldest list, unless it is on none. */
static void
mglru_rotate(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;

	if (t->place[page] == MGLRU_LISTED)
		mglru_relist(t, page, t->min[t->type[page]], true);
}

/* Before 7.3, at swap-ins. */
static void
mglru_drain_now(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;

	if (t->version == KERNEL_7_3 ||
	    (page != PLAIN_NONE && !plain_batch_has(&t->batch, page)))
		return;
	mglru_drain(t);
	mglru_activate(t);
}

static const struct plain_swap_hooks hooks = { mglru_charge, mglru_admit,
	mglru_rotate, mglru_drain_now };

static void
mglru_miss(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;
	bool first = !r->came[page] && !plain_is_file(r, page);

	if (t->swap != NULL && !plain_is_file(r, page)) {
		plain_swap_fault(r, t->swap, page);
		return;
	}
	if (t->swap != NULL)
		plain_swap_file_fault(r, t->swap);
	plain_group_fault(&t->group, r, first);
	mglru_charge(r, false);
	if (plain_is_file(r, page)) {
		plain_group_charge_file(&t->group);
		r->counts.pgmajfault++;
		r->counts.file_reads++;
	}
	plain_load(r, page);
	mglru_admit(r, page);
	if (t->swap != NULL)
		plain_swap_read_file(r, t->swap);
}

static void
mglru_wake(struct plain_run *r)
{
	struct mglru *t = r->st;

	if (t->group.is_machine)
		plain_machine_run(r, &t->group.machine);
}

static void
mglru_hit(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;

	if (t->swap != NULL && !plain_is_file(r, page) &&
	    !t->swap->mapped[page])
		plain_swap_fault(r, t->swap, page);
}

static void
mglru_drop(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;

	t->gone[page] = t->met[page] = false;
	if (!plain_resident(r, page))
		return;
	plain_batch_drop(&t->activate, page);
	if (!plain_batch_drop(&t->batch, page) &&
	    t->place[page] == MGLRU_LISTED)
		mglru_take(t, page);
	if (plain_is_file(r, page))
		plain_group_uncharge_file(&t->group);
	if (!r->pinning)
		t->group.used--;
}

const struct plain plain_mglru = {
	.name = "mglru",
	.size = sizeof(struct mglru),
	.open = mglru_open,
	.hit = mglru_hit,
	.miss = mglru_miss,
	.admit = mglru_admit,
	.drop = mglru_drop,
	.wake = mglru_wake,
	.tick = mglru_tick,
	.dirtied = mglru_dirtied,
	.period = mglru_period,
	.varies = true,
	.always_writes = true,
};
