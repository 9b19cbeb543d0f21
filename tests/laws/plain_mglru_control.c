/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mglru: which tiers are protected, which type is evicted, which generations
 * are over, and how dirty pages of files are written.
 */
#include "plain_mglru.h"

int
mglru_tier(const struct mglru *t, uint32_t page)
{
	if (t->workingset[page])
		return (MGLRU_TIERS - 1);
	return (t->referenced[page] && t->refs[page] > 0 ? 1 : 0);
}

/* Refaults and pages that left: of a tier, or of all. */
struct position {
	uint64_t refaulted, total, gain;
};

static struct position
position(const struct mglru *t, int type, int from, int to, uint64_t gain)
{
	struct position p = { .gain = gain };

	for (int i = from; i <= to; i++) {
		p.refaulted +=
		    t->refaulted[type][i] + t->refaulted_sum[type][i];
		p.total += t->left[type][i] + t->left_sum[type][i];
	}
	return (p);
}

/* positive_ctrl_err(): the second has few refaults, or a lower share of them.
 */
static bool
is_better(struct position first, struct position second)
{
	return (second.refaulted < 64 ||
		second.refaulted * (first.total + 64) * first.gain <=
		    (first.refaulted + 1) * second.total * second.gain);
}

/* Pages of a higher tier are protected: those of the next come back more often.
 */
int
mglru_tier_limit(const struct mglru *t, int type)
{
	int tier = 0;

	while (tier < MGLRU_TIERS - 1 &&
	       is_better(position(t, type, 0, 0, 2),
		   position(t, type, tier + 1, tier + 1, 3)))
		tier++;
	return (tier);
}

/* isolate_folios(), get_type_to_scan() */
int
mglru_type_to_scan(const struct mglru *t)
{
	int to = mglru_is_new(t) ? MGLRU_TIERS - 1 : 0;

	if (t->swappiness == 0)
		return (FILES);
	if (!mglru_is_new(t) && t->min[ANON] < t->min[FILES])
		return (ANON);
	if (t->swappiness == 1)
		return (FILES);
	if (t->swappiness == 200)
		return (ANON);
	return (is_better(position(t, ANON, 0, to, t->swappiness),
		    position(t, FILES, 0, to, 200 - t->swappiness))
		    ? FILES
		    : ANON);
}

bool
mglru_evictable(const struct mglru *t, int type)
{
	return (type == FILES || t->swappiness > 0);
}

uint64_t
mglru_oldest(const struct mglru *t)
{
	if (t->swappiness == 0)
		return (t->min[FILES]);
	if (mglru_is_new(t) && t->min[FILES] < t->min[ANON])
		return (t->min[FILES]);
	return (t->min[ANON]);
}

/* A generation of a type ends: reset_ctrl_pos(). */
static void
decay(struct mglru *t, int type)
{
	for (int i = 0; i < MGLRU_TIERS; i++) {
		t->refaulted_sum[type][i] =
		    (t->refaulted_sum[type][i] + t->refaulted[type][i]) / 2;
		t->left_sum[type][i] =
		    (t->left_sum[type][i] + t->left[type][i]) / 2;
		t->refaulted[type][i] = t->left[type][i] = 0;
	}
}

/* try_to_inc_min_seq(): the oldest generation without pages is no more.  The
 * types stay together, from 6.18 on one may be ahead. */
bool
mglru_advance(struct mglru *t)
{
	uint64_t min[NTYPES] = { t->min[ANON], t->min[FILES] };
	uint64_t third = t->max - MGLRU_LEAST;
	bool did = false;

	for (int i = 0; i < NTYPES; i++)
		while (mglru_evictable(t, i) &&
		       min[i] + MGLRU_LEAST <= t->max &&
		       t->list[min[i] % MGLRU_GENS][i].n == 0)
			min[i]++;
	if (t->swappiness > 0 && !mglru_is_new(t)) {
		if (min[FILES] < min[ANON])
			min[ANON] = min[FILES];
		min[FILES] =
		    min[ANON] > t->min[FILES] ? min[ANON] : t->min[FILES];
	} else if (t->swappiness > 0) {
		if (min[ANON] > third && min[FILES] < third)
			min[ANON] = third;
		else if (min[FILES] > third && min[ANON] < third)
			min[FILES] = third;
	}
	for (int i = 0; i < NTYPES; i++) {
		if (min[i] <= t->min[i])
			continue;
		decay(t, i);
		t->min[i] = min[i];
		did = true;
	}
	return (did);
}

/* Writes the page, if it is dirty; one that eviction met is the next to be
 * evicted. */
static void
write_page(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;

	if (!r->dirty[page])
		return;
	plain_clean(r, page);
	r->counts.file_writes++;
	if (t->swap != NULL)
		plain_swap_write_file(r, t->swap);
	if (t->met[page] && t->place[page] == MGLRU_LISTED)
		mglru_relist(t, page, t->min[FILES], true);
	t->met[page] = false;
}

void
mglru_write_files(struct plain_run *r)
{
	struct mglru *t = r->st;
	uint32_t next;

	t->ran_again = true;
	for (int i = 0; i < MGLRU_GENS; i++)
		for (uint32_t p = t->list[i][FILES].tail; p != PLAIN_NONE;
		     p = next) {
			next = t->list[i][FILES].newer[p];
			write_page(r, p);
		}
	for (uint32_t i = 0; i < t->batch.n; i++)
		if (t->type[t->batch.page[i]] == FILES)
			write_page(r, t->batch.page[i]);
}

void
mglru_tick(struct plain_run *r)
{
	struct mglru *t = r->st;
	uint64_t files = 0;

	for (int i = 0; i < MGLRU_GENS; i++)
		files += t->list[i][FILES].n;
	plain_group_copy_dirty(&t->group, r, files);
}

bool
mglru_dirtied(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;
	enum plain_dirty dirty;

	(void)page;
	if (!plain_group_counts_dirty(&t->group))
		return (false);
	if (t->version == KERNEL_6_1)
		mglru_tick(r);
	dirty = plain_group_look_at_dirty(&t->group, mglru_time(r));
	if (dirty == PLAIN_FEW)
		return (false);
	mglru_write_files(r);
	if (dirty == PLAIN_SLEEPS &&
	    plain_group_sleeps(&t->group, mglru_time(r)))
		mglru_tick(r);
	if (dirty == PLAIN_SLEEPS && t->version == KERNEL_6_1)
		t->group.wait = 2; /* it adds them up, and goes on */
	return (true);
}
