/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mglru: the multi-generational LRU of Linux 6.1 to 7.3, by mm/vmscan.c and
 * mm/workingset.c, for a memory group of anonymous pages, reclaimed
 * by the group's limit.
 */
#include "plain_mglru.h"

#include <stdlib.h>

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
	t->size[number % MGLRU_GENS]++;
	plain_list_push_head(&t->list[t->on[page]], page);
}

void
mglru_take(struct mglru *t, uint32_t page)
{
	t->place[page] = MGLRU_NOWHERE;
	t->size[t->number[page] % MGLRU_GENS]--;
	plain_list_remove(&t->list[t->on[page]], page);
}

void
mglru_renumber(struct mglru *t, uint32_t page, uint64_t number)
{
	t->size[t->number[page] % MGLRU_GENS]--;
	t->number[page] = number;
	t->size[number % MGLRU_GENS]++;
}

/* To the list of its number, or of another. */
void
mglru_relist(struct mglru *t, uint32_t page, uint64_t number, bool tail)
{
	plain_list_remove(&t->list[t->on[page]], page);
	if (number != t->number[page])
		mglru_renumber(t, page, number);
	t->on[page] = number % MGLRU_GENS;
	if (tail)
		plain_list_push_tail(&t->list[t->on[page]], page);
	else
		plain_list_push_head(&t->list[t->on[page]], page);
}

/* The generation of a page that is put on a list as active. */
uint64_t
mglru_active_number(const struct mglru *t, uint32_t page)
{
	if (!mglru_is_new(t) || t->workingset[page])
		return (t->max);
	return (t->max - 1 > t->min ? t->max - 1 : t->min);
}

void
mglru_drain(struct mglru *t)
{
	for (uint32_t i = 0; i < t->batch.n; i++)
		mglru_put(t, t->batch.page[i],
		    mglru_active_number(t, t->batch.page[i]));
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
mglru_mark(struct mglru *t, uint32_t page)
{
	bool known = t->referenced[page] || t->workingset[page];

	if (!known || (t->version == KERNEL_7_3 && !t->referenced[page])) {
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

/* -- tiers: 6.18, 7.3 ---------------------------------------------------- */

int
mglru_tier(const struct mglru *t, uint32_t page)
{
	if (t->workingset[page])
		return (MGLRU_TIERS - 1);
	return (t->referenced[page] && t->refs[page] > 0 ? 1 : 0);
}

/* Pages of a higher tier are protected: those of the next come back more often.
 */
int
mglru_tier_limit(const struct mglru *t)
{
	uint64_t back = t->refaulted[0] + t->refaulted_sum[0];
	uint64_t left = t->left[0] + t->left_sum[0];
	int tier = 0;

	for (; tier < MGLRU_TIERS - 1; tier++) {
		uint64_t r =
		    t->refaulted[tier + 1] + t->refaulted_sum[tier + 1];
		uint64_t n = t->left[tier + 1] + t->left_sum[tier + 1];

		if (r >= 64 && r * (left + 64) * 2 > (back + 1) * n * 3)
			break;
	}
	return (tier);
}

/* The oldest generation without pages is no more.  6.18: of pages of files,
 * too, of which there are none. */
bool
mglru_advance(struct mglru *t)
{
	uint64_t was = t->min, file_min;
	bool files;

	while (t->list[t->min % MGLRU_GENS].n == 0 &&
	       t->min + MGLRU_LEAST <= t->max)
		t->min++;
	file_min = t->max - (t->min + MGLRU_LEAST < t->max ? 2 : 1);
	files = t->version == KERNEL_6_18 && file_min > t->file_min;
	if (files)
		t->file_min = file_min;
	if (t->min == was)
		return (files);
	for (int i = 0; i < MGLRU_TIERS; i++) {
		t->refaulted_sum[i] =
		    (t->refaulted_sum[i] + t->refaulted[i]) / 2;
		t->left_sum[i] = (t->left_sum[i] + t->left[i]) / 2;
		t->refaulted[i] = t->left[i] = 0;
	}
	return (true);
}

/* -- the twin ------------------------------------------------------------ */

struct place {
	uint64_t table;
	uint32_t process, page;
};

static int
by_table(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->process != y->process)
		return (x->process < y->process ? -1 : 1);
	return (x->table < y->table ? -1 : x->table > y->table);
}

/* Numbers the page tables: each is of a process and of so many of its
 * addresses. */
static void
find_tables(struct plain_run *r)
{
	struct mglru *t = r->st;
	struct place *place = plain_alloc(r, r->npages, sizeof(*place));

	t->table = plain_alloc(r, r->npages, sizeof(*t->table));
	for (uint32_t p = 0; p < r->npages; p++)
		place[p] = (struct place){ plain_vpn(r, p) / MGLRU_TABLE,
			r->setup.process != NULL ? r->setup.process[p] : 0, p };
	qsort(place, r->npages, sizeof(*place), by_table);
	for (uint32_t i = 0; i < r->npages; i++) {
		if (i == 0 || by_table(&place[i - 1], &place[i]) != 0)
			t->ntable++;
		t->table[place[i].page] = t->ntable - 1;
	}
}

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
	plain_group_open(&t->group, r->nframes);
	for (int i = 0; i < MGLRU_GENS; i++)
		plain_list_open(r, &t->list[i]);
	t->place = plain_alloc(r, r->npages, sizeof(*t->place));
	t->number = plain_alloc(r, r->npages, sizeof(*t->number));
	t->on = plain_alloc(r, r->npages, sizeof(*t->on));
	t->marked = plain_alloc(r, r->npages, sizeof(*t->marked));
	t->referenced = plain_alloc(r, r->npages, sizeof(*t->referenced));
	t->workingset = plain_alloc(r, r->npages, sizeof(*t->workingset));
	t->refs = plain_alloc(r, r->npages, sizeof(*t->refs));
	t->gone = plain_alloc(r, r->npages, sizeof(*t->gone));
	t->min_then = plain_alloc(r, r->npages, sizeof(*t->min_then));
	t->tier_then = plain_alloc(r, r->npages, sizeof(*t->tier_then));
	find_tables(r);
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

	n->refault += t->version != KERNEL_6_1;
	if (!mglru_is_new(t)) {
		if (t->min_then[page] != t->min)
			return;
		/* WORKINGSET_REFAULT is counted after the test there. */
		n->refault += t->version == KERNEL_6_1;
		n->activate += t->version != KERNEL_6_1;
		n->restore++;
		if (t->version != KERNEL_6_12_117)
			t->refs[page] = MGLRU_FULL_REFS;
		return;
	}
	if (t->max - t->min_then[page] >= MGLRU_GENS)
		return;
	n->activate += t->version != KERNEL_7_3 || t->tier_then[page] == 3;
	n->restore += t->tier_then[page] == 3;
	t->refaulted[t->tier_then[page]]++;
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
	mglru_put(t, last, number > t->min ? number : t->min);
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
		if (t->version == KERNEL_7_3 && t->gone[page])
			drain_before_mapped(t);
		else
			mglru_drain(t);
	}
	t->gone[page] = false;
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
		mglru_relist(t, page, t->min, true);
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

	if (t->swap != NULL) {
		plain_swap_fault(r, t->swap, page);
		return;
	}
	mglru_charge(r, false);
	plain_load(r, page);
	mglru_admit(r, page);
}

static void
mglru_hit(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;

	if (t->swap != NULL && !t->swap->mapped[page])
		plain_swap_fault(r, t->swap, page);
}

static void
mglru_drop(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;

	t->gone[page] = false;
	if (!plain_resident(r, page))
		return;
	plain_batch_drop(&t->activate, page);
	if (!plain_batch_drop(&t->batch, page) &&
	    t->place[page] == MGLRU_LISTED)
		mglru_take(t, page);
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
	.varies = true,
	.always_writes = true,
};
