/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * linux: reclaim.
 */
#include <string.h>

#include "plain_linux.h"

#define PRIORITY 12

static bool
inactive_is_low(struct plain_run *r, int type)
{
	const struct list_copy *c = linux_look_at_copy(r);
	uint64_t gib = (c->inactive[type] + c->active[type]) >> 18, ratio = 1;

	while (gib > 0 && (ratio + 1) * (ratio + 1) <= 10 * gib)
		ratio++;
	return (c->inactive[type] * ratio < c->active[type]);
}

static void
evict(struct plain_run *r, uint32_t page)
{
	struct two_lists *t = r->st;

	t->referenced[page] = t->reclaim[page] = false;
	t->gone[page] = true;
	t->age_then[page] = t->age++;
	t->workingset_then[page] = t->workingset[page];
	if (plain_is_file(r, page))
		plain_group_uncharge_file(&t->group);
	t->group.used--;
	r->counts.pgsteal++;
	r->counts.steal_file += plain_is_file(r, page);
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
	/* Code of files is activated the first time. */
	t->is_active[page] = t->referenced[page] || plain_is_code(r, page);
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
	if (plain_is_file(r, page) && r->dirty[page]) {
		t->reclaim[page] = true;
		t->is_active[page] = true;
		return (ACTIVATED);
	}
	if (s != NULL && plain_swap_out(r, s, page))
		return (HANDED);
	evict(r, page);
	return (EVICTED);
}

/* Of pages that left: what unmapping and removing each changes, one by one; and
 * PGPGOUT. */
static void
changed_by_leaving(struct two_lists *t, int type, uint64_t n)
{
	/* NR_ANON_MAPPED, NR_SWAPCACHE twice, MEMCG_SWAP, NR_WRITEBACK twice;
	 * NR_FILE_MAPPED, NR_FILE_PAGES */
	linux_changed_singly(t, (type == FILES ? 2 : 6) * n);
	linux_changed(t, n);
}

static uint64_t
shrink_inactive(struct plain_run *r, int type, uint32_t most)
{
	struct two_lists *t = r->st;
	uint32_t page[KERNEL_SEVERAL], n, kept = 0, written = 0, dirty = 0;

	linux_drain(r);
	n = isolate(&t->inactive[type], most, page);
	linux_changed(t, n); /* NR_INACTIVE_ANON and so on */
	linux_changed(t, n); /* PGSCAN */
	r->counts.pgscan += n;
	r->counts.scan_file += type == FILES ? n : 0;
	for (uint32_t i = 0; i < n; i++) {
		bool is_dirty = type == FILES && r->dirty[page[i]];
		enum fate fate = judge(r, page[i]);

		dirty += is_dirty;
		written += fate == HANDED ||
			   (fate == EVICTED && type == ANON && t->swap == NULL);
		if (fate != EVICTED)
			page[kept++] = page[i];
	}
	changed_by_leaving(t, type, n - kept);
	for (uint32_t i = 0; i < kept; i++) {
		linux_to_head(r, page[i]);
		t->age += t->is_active[page[i]];
		/* A list's length, PGACTIVATE. */
		linux_changed_singly(t, 1 + t->is_active[page[i]]);
	}
	linux_changed(t, n - kept); /* PGSTEAL */
	if (n > 0)
		linux_note_cost(r, type, written, kept);
	if (n > 0 && dirty == n) /* wakeup_flusher_threads() */
		linux_write_files(r);
	return (n - kept);
}

/* All are deactivated, but for code that was accessed. */
static void
shrink_active(struct plain_run *r, int type, uint32_t most)
{
	struct two_lists *t = r->st;
	uint32_t page[KERNEL_SEVERAL], n, rotated = 0;

	linux_drain(r);
	n = isolate(&t->active[type], most, page);
	linux_changed(t, n);        /* NR_ACTIVE_ANON and so on */
	linux_changed(t, n);        /* PGREFILL */
	linux_changed_singly(t, n); /* NR_INACTIVE_ANON and so on */
	for (uint32_t i = 0; i < n; i++) {
		bool stays = r->accessed[page[i]] && plain_is_code(r, page[i]);

		r->accessed[page[i]] = false;
		rotated += stays;
		t->is_active[page[i]] = stays;
		t->age += stays; /* move_folios_to_lru() */
		t->workingset[page[i]] |= !stays;
		linux_to_head(r, page[i]);
	}
	linux_changed(t, n - rotated); /* PGDEACTIVATE */
	if (rotated > 0 && !t->only_io)
		linux_note_cost(r, type, 0, rotated);
}

/* What is to be scanned, of each list. */
struct targets {
	uint64_t inactive[NTYPES], active[NTYPES];
};

/* get_scan_count() */
static void
get_targets(const struct two_lists *t, int priority, bool only_files,
    bool only_anon, struct targets *n)
{
	uint64_t all = t->cost[ANON] + t->cost[FILES];
	uint64_t anon = all + t->cost[ANON], file = all + t->cost[FILES];
	uint64_t part[NTYPES] = { t->swappiness * (anon + file + 1) /
				      (anon + 1),
		(200 - t->swappiness) * (anon + file + 1) / (file + 1) };
	uint64_t whole = part[ANON] + part[FILES];

	if (only_anon && (priority > 0 || t->swappiness == 0)) {
		part[ANON] = whole = 1;
		part[FILES] = 0;
	} else if (t->swappiness == 0) {
		part[ANON] = 0;
		part[FILES] = whole = 1;
	} else if (priority == 0)
		part[ANON] = part[FILES] = whole = 1;
	else if (only_files) {
		part[ANON] = 0;
		part[FILES] = whole = 1;
	}
	for (int i = 0; i < NTYPES; i++) {
		n->inactive[i] =
		    (t->inactive[i].n >> priority) * part[i] / whole;
		n->active[i] = (t->active[i].n >> priority) * part[i] / whole;
	}
}

static uint32_t
take_some(uint64_t *left)
{
	uint32_t n = *left < KERNEL_SEVERAL ? *left : KERNEL_SEVERAL;

	*left -= n;
	return (n);
}

/* Enough is freed: the type with less to scan is scanned no more, the other
 * until the same share of its target is.  false: one is done. */
static bool
balance(struct targets *left, const struct targets *target)
{
	uint64_t n[NTYPES], percent, want;
	int less, more;

	for (int i = 0; i < NTYPES; i++)
		n[i] = left->inactive[i] + left->active[i];
	if (n[ANON] == 0 || n[FILES] == 0)
		return (false);
	less = n[FILES] > n[ANON] ? ANON : FILES;
	more = less == ANON ? FILES : ANON;
	percent =
	    n[less] * 100 / (target->inactive[less] + target->active[less] + 1);
	left->inactive[less] = left->active[less] = 0;
	want = target->inactive[more] * (100 - percent) / 100;
	n[more] = target->inactive[more] - left->inactive[more];
	left->inactive[more] = want > n[more] ? want - n[more] : 0;
	want = target->active[more] * (100 - percent) / 100;
	n[more] = target->active[more] - left->active[more];
	left->active[more] = want > n[more] ? want - n[more] : 0;
	return (true);
}

/* prepare_scan_control(): where memory is that of a machine, and free pages and
 * those of files are not more than its upper mark, anonymous ones alone are
 * scanned, unless their active list is, too. */
static bool
file_is_tiny(struct plain_run *r, int priority, bool may)
{
	struct two_lists *t = r->st;
	const struct plain_machine *m = &t->group.machine;
	uint64_t files = t->inactive[FILES].n + t->active[FILES].n;

	return (t->group.is_machine && !may &&
		files + plain_machine_free(r, m) <= m->high &&
		t->inactive[ANON].n >> priority > 0);
}

/* One priority, until so many are freed; *skipped: an active list was to be
 * scanned and was not. */
static uint64_t
shrink(
    struct plain_run *r, int priority, uint64_t want, bool force, bool *skipped)
{
	struct two_lists *t = r->st;
	struct targets target, left;
	uint64_t freed = 0;
	bool may[NTYPES], only_files;

	if (t->copies_itself)
		linux_refresh_copy(r);
	for (int i = 0; i < NTYPES; i++)
		may[i] = force ||
			 linux_look_at_copy(r)->activated[i] !=
			     t->activated_then[i] ||
			 inactive_is_low(r, i);
	/* cache_trim_mode */
	only_files = !may[FILES] &&
		     linux_look_at_copy(r)->inactive[FILES] >> priority > 0;
	get_targets(t, priority, only_files,
	    file_is_tiny(r, priority, may[ANON]), &target);
	left = target;
	while (left.inactive[ANON] > 0 || left.active[FILES] > 0 ||
	       left.inactive[FILES] > 0) {
		for (int i = 0; i < NTYPES; i++) {
			if (left.inactive[i] > 0)
				freed += shrink_inactive(
				    r, i, take_some(&left.inactive[i]));
			if (left.active[i] == 0)
				continue;
			if (may[i])
				shrink_active(r, i, take_some(&left.active[i]));
			else {
				take_some(&left.active[i]);
				*skipped = true;
			}
		}
		if (freed >= want && !balance(&left, &target))
			break;
	}
	if (t->swap != NULL)
		plain_swap_submit(r, t->swap);
	if (inactive_is_low(r, ANON))
		shrink_active(r, ANON, KERNEL_SEVERAL);
	return (freed);
}

uint64_t
linux_reclaim(struct plain_run *r)
{
	struct two_lists *t = r->st;
	bool full_walk = !t->walks_partly, force = false, skipped = false;
	uint64_t freed = 0;

	for (;;) {
		/* proportional_reclaim in shrink_lruvec(): the first pass goes
		 * on. */
		for (int p = PRIORITY; p >= 0 && freed < KERNEL_SEVERAL; p--)
			freed += shrink(r, p,
			    p == PRIORITY && t->group.is_machine
				? UINT64_MAX
				: KERNEL_SEVERAL,
			    force, &skipped);
		memcpy(t->activated_then, linux_look_at_copy(r)->activated,
		    sizeof(t->activated_then));
		if (freed > 0)
			return (freed);
		if (!full_walk)
			full_walk = true;
		else if (skipped && !force)
			force = true;
		else
			return (0);
	}
}

uint64_t
linux_pass(struct plain_run *r, uint64_t want, unsigned *priority)
{
	struct two_lists *t = r->st;
	uint64_t before = r->counts.pgscan;
	bool skipped;

	if (want == 0) {
		memcpy(t->activated_then, linux_look_at_copy(r)->activated,
		    sizeof(t->activated_then));
		return (0);
	}
	if (inactive_is_low(r, ANON)) /* kswapd_age_node() */
		shrink_active(r, ANON, KERNEL_SEVERAL);
	shrink(r, (int)*priority, want, false, &skipped);
	return (r->counts.pgscan - before);
}

/* No frame is free although pages may be charged: they are pinned. */
void
linux_evict_one(struct plain_run *r)
{
	struct two_lists *t = r->st;

	while (plain_full(r)) {
		int type = ANON;
		uint32_t p;

		linux_drain(r);
		if (t->inactive[FILES].n + t->active[FILES].n >
		    t->inactive[ANON].n + t->active[ANON].n)
			type = FILES;
		if (t->inactive[type].n == 0)
			shrink_active(r, type, KERNEL_SEVERAL);
		p = t->inactive[type].tail;
		plain_list_remove(&t->inactive[type], p);
		r->counts.pgscan++;
		r->counts.scan_file += type == FILES;
		if (!r->accessed[p]) {
			if (t->swap != NULL && type == ANON)
				plain_swap_force_out(r, t->swap, p);
			evict(r, p);
			continue;
		}
		second_chance(r, p);
		t->age += t->is_active[p];
		linux_to_head(r, p);
	}
}
