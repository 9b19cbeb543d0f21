/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mglru: which pages were accessed.  lru_gen_look_around() and the walk of
 * try_to_inc_max_seq() in mm/vmscan.c.
 */
#include <stdlib.h>

#include "plain_mglru.h"

#define WINDOW     64 /* pages that are looked at around one */
#define FEW        15 /* 6.1: so many are not activated one by one */
#define CACHE_LINE 8  /* entries of a page table in it */

/* What things take, estimated, because a process that did not run since its
 * last walk is not walked again. */
#define TICK_NS      4000000
#define REFERENCE_NS 1400
#define ALONE_NS     660 /* a reference where nothing else runs */
#define YOUNG_NS     150
#define ENTRY_NS     20

/* The page is in the newest generation from now on; which list it is on stays.
 */
static void
promote(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;

	if (mglru_is_new(t)) {
		/* 7.3: code is active the first time. */
		if (!t->referenced[page] && !t->workingset[page] &&
		    !(t->version == KERNEL_7_3 && plain_is_code(r, page))) {
			t->referenced[page] = true;
			return;
		}
		t->workingset[page] = true;
		t->referenced[page] = false;
	}
	/* folio_update_gen(): one in no list keeps its references. */
	if (t->place[page] != MGLRU_LISTED)
		return;
	t->refs[page] = 0;
	mglru_renumber(t, page, t->max);
}

static void
activate_later(struct mglru *t, uint32_t page)
{
	plain_batch_drop(&t->activate, page);
	if (plain_batch_add(&t->activate, page))
		mglru_activate(t);
}

/* A page that was seen accessed beside an isolated one; false: 6.1 decides
 * later, by how many they are. */
static bool
saw_neighbour(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;

	if (mglru_is_new(t)) {
		if (t->context)
			promote(r, page);
		else if (mglru_mark(r, page) &&
			 t->place[page] == MGLRU_LISTED &&
			 t->number[page] != t->max)
			activate_later(t, page);
		return (true);
	}
	if (t->place[page] == MGLRU_ISOLATED)
		t->marked[page] = true;
	else if (t->version == KERNEL_6_1)
		return (t->place[page] != MGLRU_LISTED ||
			t->number[page] == t->max);
	else if (t->context)
		promote(r, page);
	else if (t->place[page] == MGLRU_LISTED && t->number[page] != t->max)
		activate_later(t, page);
	return (true);
}

/* First and last + 1 of the entries that are looked at. */
static void
window(uint32_t at, uint32_t *first, uint32_t *end)
{
	*first = 0;
	*end = MGLRU_TABLE;
	if (at < WINDOW / 2)
		*end = WINDOW;
	else if (MGLRU_TABLE - at < WINDOW / 2)
		*first = MGLRU_TABLE - WINDOW;
	else {
		*first = at - WINDOW / 2;
		*end = at + WINDOW / 2;
	}
}

/* The resident pages of a table, from one entry to another, by address;
 * returns how many. */
static uint32_t
pages_of(const struct plain_run *r, uint32_t table, uint32_t first,
    uint32_t end, uint32_t page[MGLRU_TABLE])
{
	const struct mglru *t = r->st;
	uint32_t n = 0;

	for (uint32_t f = 0; f < r->nframes; f++) {
		uint32_t p = r->page[f], i = n;
		uint64_t at;

		if (p == PLAIN_NONE || t->table[p] != table ||
		    !plain_evictable(r, p))
			continue;
		at = plain_vpn(r, p) % MGLRU_TABLE;
		if (at < first || at >= end)
			continue;
		for (; i > 0 && plain_vpn(r, page[i - 1]) > plain_vpn(r, p);
		     i--)
			page[i] = page[i - 1];
		page[i] = p;
		n++;
	}
	return (n);
}

void
mglru_look_around(struct plain_run *r, uint32_t page)
{
	struct mglru *t = r->st;
	const uint32_t table = t->table[page];
	uint32_t first, end, young = 0, later[WINDOW], nlater = 0;
	uint32_t near[MGLRU_TABLE], n;

	window(plain_vpn(r, page) % MGLRU_TABLE, &first, &end);
	n = pages_of(r, table, first, end, near);
	for (uint32_t i = 0; i < n; i++) {
		uint32_t q = near[i];

		if (!r->accessed[q])
			continue;
		if (q != page && t->place[q] == MGLRU_ISOLATED &&
		    mglru_is_new(t))
			continue;
		r->accessed[q] = false;
		young++;
		if (q != page && !saw_neighbour(r, q))
			later[nlater++] = q;
	}
	for (uint32_t i = 0; i < nlater; i++)
		if (nlater < FEW && !t->context)
			activate_later(t, later[i]);
		else
			promote(r, later[i]);
	if (young * CACHE_LINE >= end - first)
		t->bloom[t->max % 2][table] = true;
}

static void
walk_table(struct plain_run *r, uint32_t table)
{
	struct mglru *t = r->st;
	uint32_t page[MGLRU_TABLE], young = 0;
	uint32_t n = pages_of(r, table, 0, MGLRU_TABLE, page);

	if (n == 0)
		return;
	for (uint32_t i = 0; i < n; i++)
		if (r->accessed[page[i]] &&
		    mglru_evictable(t, t->type[page[i]])) {
			r->accessed[page[i]] = false;
			young++;
			promote(r, page[i]);
		}
	t->ns += ENTRY_NS * MGLRU_TABLE + YOUNG_NS * young;
	if (young * CACHE_LINE >= MGLRU_TABLE)
		t->bloom[(t->max + 1) % 2][table] = true;
}

uint64_t
mglru_time(const struct plain_run *r)
{
	const struct mglru *t = r->st;

	if (t->walk == MGLRU_NOTICES)
		return ((r->now + 1) * ALONE_NS + t->ns);
	return ((r->now + 1) * REFERENCE_NS + t->ns);
}

static uint64_t
ticks(const struct plain_run *r)
{
	const struct mglru *t = r->st;

	return ((mglru_time(r) + t->group.slept) / TICK_NS);
}

static bool
is_walk_due(const struct plain_run *r)
{
	const struct mglru *t = r->st;

	if (t->walk == MGLRU_ALWAYS)
		return (true);
	if (t->walk == MGLRU_ONCE)
		return (!t->walked_now);
	if (!t->walked || t->ran_again)
		return (true);
	/* Others run at each tick. */
	return (t->walk == MGLRU_CLOCK && ticks(r) != t->walk_tick);
}

/* kernel/cgroup/cgroup.c, HZ=250: a notice within three ticks of the last is
 * put off by a timer, to the tick after them.  'event': there is one. */
void
mglru_notices(struct plain_run *r, bool event)
{
	struct mglru *t = r->st;
	uint64_t tick = ticks(r);

	if (t->walk != MGLRU_NOTICES)
		return;
	if (t->tell_later && tick - t->told_tick > 3) {
		t->ran_again = true;
		t->told_tick = t->told_tick + 4;
		t->tell_later = false;
	}
	if (!event)
		return;
	if (t->told && tick - t->told_tick <= 3) {
		t->tell_later = true;
		return;
	}
	t->ran_again = t->told = true;
	t->told_tick = tick;
}

/* walk_pmd_range(): does the walk go into the table?  Not if no translation has
 * used its entry since a walk cleared that, unless the walk is forced.  A page
 * that is pinned is of a locked area with tables of its own, which a walk does
 * not look at (should_skip_vma()). */
static bool
goes_into(const struct plain_run *r, uint32_t table, bool force)
{
	const struct mglru *t = r->st;
	bool young = force;

	for (uint32_t p = 0; p < r->npages; p++)
		young = young ||
			(t->table[p] == table && r->used[p] && !r->pinned[p]);
	return (young && (!t->made[t->max % 2] || t->bloom[t->max % 2][table]));
}

void
mglru_age(struct plain_run *r)
{
	struct mglru *t = r->st;

	t->context = true;
	if (is_walk_due(r)) {
		/* The first iteration of a group's list. */
		const bool force = !t->walked;

		t->walked = true;
		t->walked_now = true;
		t->ran_again = false;
		t->walk_tick = ticks(r);
		for (uint32_t i = 0; i < t->ntable; i++)
			t->bloom[(t->max + 1) % 2][i] = false;
		for (uint32_t i = 0; i < t->ntable; i++)
			if (goes_into(r, i, force))
				walk_table(r, i);
		/* pmdp_test_and_clear_young() of all; 6.1 does it always. */
		for (uint32_t p = 0; p < r->npages; p++)
			r->used[p] &=
			    r->pinned[p] || (force && t->version != KERNEL_6_1);
		t->made[(t->max + 1) % 2] = true;
	}
	/* Pages that may not be evicted keep their list: inc_max_seq(). */
	for (int i = 0; i < NTYPES; i++)
		if (t->max - t->min[i] + 1 == MGLRU_GENS)
			t->min[i]++;
	t->max++;
}

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

void
mglru_find_tables(struct plain_run *r)
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
