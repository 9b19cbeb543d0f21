/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the lists of linux_lru.h are scanned: what mm/vmscan.c does for one
 * memory group whose limit is reached.  A function that has a name there says
 * so.
 *
 * A page of a file that is dirty is not written here: it is activated, and
 * mm/page-writeback.c writes it with the others when there are too many.
 */
#ifndef POLICIES_LIB_LINUX_RECLAIM_H
#define POLICIES_LIB_LINUX_RECLAIM_H

#include "policies/lib/linux_lru.h"

/* Takes up to n frames from the tail of the list. */
static inline unsigned
linux_isolate(struct linux_lru *x, unsigned list, uint64_t n, frame_t *taken)
{
	const uint32_t *released = x->host->released;
	unsigned k = 0;
	frame_t f;

	linux_drain(x);
	while (k < n && (f = frame_lists_tail(&x->lists, list)) != NO_FRAME) {
		frame_t ahead = frame_lists_ahead(&x->lists, f);

		__builtin_prefetch(&x->frames->page[ahead]);
		__builtin_prefetch(&x->frame[ahead], 1);
		frame_lists_remove(&x->lists, list, f);
		x->frame[f].place = ISOLATED;
		taken[k++] = f;
	}
	for (unsigned i = 0; i < k; i++) {
		page_id_t page = x->frames->page[taken[i]];

		__builtin_prefetch(&x->frames->entry[page], 1);
		__builtin_prefetch(&x->shadow[page], 1);
		if (released != NULL)
			__builtin_prefetch(&released[page], 1);
	}
	return (k);
}

/* shrink_active_list(): nothing stays active but accessed code. */
static inline void
linux_shrink_active(struct linux_lru *x, unsigned type, uint64_t n)
{
	frame_t taken[CHARGE_RECLAIM];
	unsigned k = linux_isolate(x, linux_list(type, ACTIVE), n, taken);
	unsigned rotated = 0;

	for (unsigned i = 0; i < k; i++) {
		struct linux_frame *at = &x->frame[taken[i]];
		bool accessed = frame_accessed(x->frames, taken[i]);

		frame_clear_accessed(x->frames, taken[i]);
		if (accessed && (at->file & FILE_CODE) != 0) {
			linux_push(x, ACTIVE, taken[i]);
			x->age++; /* move_folios_to_lru() */
			rotated++;
			continue;
		}
		at->workingset = true;
		linux_push(x, INACTIVE, taken[i]);
	}
	/* Two lists, PGREFILL, PGDEACTIVATE. */
	stat_updated(&x->updates, k);
	stat_updated(&x->updates, k);
	stat_updated_each(&x->updates, k * STAT_LIST);
	stat_updated(&x->updates, k - rotated);
	if (rotated > 0 && !x->counts_writes)
		linux_note_cost(x, type, 0, rotated);
}

/* folio_check_references(): is the page at the inactive tail kept, and on which
 * list? */
static inline bool
linux_keep(struct linux_lru *x, frame_t f, enum linux_list *list)
{
	struct linux_frame *at = &x->frame[f];

	if (!frame_accessed(x->frames, f)) {
		at->referenced = false;
		return (false);
	}
	frame_clear_accessed(x->frames, f);
	*list =
	    at->referenced || (at->file & FILE_CODE) != 0 ? ACTIVE : INACTIVE;
	at->referenced = true;
	return (true);
}

/* What is done with a page at the inactive tail. */
enum linux_verdict { LINUX_KEEP, LINUX_WRITE, LINUX_FREE };

/* shrink_folio_list() for one page; kept and written ones go to *list. */
static inline enum linux_verdict
linux_judge(struct linux_lru *x, frame_t f, enum linux_list *list)
{
	enum policy_io io =
	    x->host->busy == NULL ? IO_NONE : x->host->busy(x->host, f);

	*list = io == IO_WRITE ? ACTIVE : INACTIVE;
	if (io != IO_NONE || linux_keep(x, f, list))
		return (LINUX_KEEP);
	if (x->frame[f].file != 0 && frame_dirty(x->frames, f)) {
		x->frame[f].dirtied = true;
		*list = ACTIVE;
		return (LINUX_KEEP);
	}
	x->host->release(x->host, f);
	return (x->frame[f].place == ISOLATED ? LINUX_WRITE : LINUX_FREE);
}

/* The page in f is written, if it is dirty; one that was waited for goes to the
 * tail of the inactive list (folio_rotate_reclaimable()). */
static inline void
linux_write(struct linux_lru *x, frame_t f)
{
	const unsigned inactive = linux_list(FILES, INACTIVE);
	struct linux_frame *at = &x->frame[f];

	if (!frame_dirty(x->frames, f))
		return;
	x->host->clean(x->host, f);
	dirty_uncount(&x->dirty);
	if (at->dirtied && at->place < NLISTS) {
		frame_lists_remove(&x->lists, at->place, f);
		frame_lists_push_tail(&x->lists, inactive, f);
		at->place = (uint8_t)inactive;
	}
	at->dirtied = false;
}

/* Writes all dirty pages of files. */
static inline void
linux_write_back(struct linux_lru *x)
{
	for (unsigned i = INACTIVE; i <= ACTIVE; i++) {
		frame_t f = frame_lists_tail(&x->lists, linux_list(FILES, i));
		frame_t next;

		for (; f != NO_FRAME; f = next) {
			next = frame_lists_newer(&x->lists, f);
			linux_write(x, f);
		}
	}
	for (unsigned i = 0; i < x->nbatch; i++)
		if (x->frame[x->batch[i]].file != 0)
			linux_write(x, x->batch[i]);
}

/* The time that the process runs: of a fault there is a page that is here or
 * was evicted. */
static inline uint64_t
linux_ns(const struct linux_lru *x)
{
	uint64_t faults = x->nbatch + x->counts.pgsteal;

	for (unsigned i = 0; i < NLISTS; i++)
		faults += x->lists.count[i];
	return (*x->host->now * KERNEL_NS_REFERENCE + faults * KERNEL_NS_FAULT +
		x->counts.pgsteal * KERNEL_NS_EVICTION);
}

/* balance_dirty_pages(), when the page in f becomes dirty. */
static inline bool
linux_balance_dirty(void *st, frame_t f)
{
	struct linux_lru *x = (struct linux_lru *)st;
	enum dirty_verdict v;

	if (!dirty_count(&x->dirty))
		return (false);
	if (x->adds_up)
		linux_flush_old(x);
	v = dirty_look(&x->dirty, &x->charge, linux_ns(x));
	if (v == DIRTY_FEW)
		return (false);
	if (x->dirty.now > 1)
		linux_write_back(x);
	linux_write(x, f);
	if (v == DIRTY_SLEEP && dirty_sleep(&x->dirty, linux_ns(x)))
		linux_flush(x);
	if (v == DIRTY_SLEEP && x->adds_up)
		dirty_awake(&x->dirty);
	return (true);
}

/* shrink_inactive_list(): returns how many pages were evicted.  Those kept go
 * back when all are judged. */
static inline uint64_t
linux_shrink_inactive(struct linux_lru *x, unsigned type, uint64_t n)
{
	frame_t taken[CHARGE_RECLAIM], kept[CHARGE_RECLAIM];
	enum linux_list list[CHARGE_RECLAIM] = { INACTIVE };
	unsigned k = linux_isolate(x, linux_list(type, INACTIVE), n, taken);
	unsigned nkept = 0, written = 0, dirty = 0;

	/* The length of the list, PGSCAN. */
	stat_updated(&x->updates, k);
	stat_updated(&x->updates, k);
	for (unsigned i = 0; i < k; i++) {
		enum linux_verdict v;

		/* folio_check_dirty_writeback(): accessed or not. */
		dirty += x->frame[taken[i]].file != 0 &&
			 frame_dirty(x->frames, taken[i]);
		v = linux_judge(x, taken[i], &list[nkept]);
		written += v == LINUX_WRITE;
		if (v != LINUX_FREE)
			kept[nkept++] = taken[i];
	}
	stat_updated_each(&x->updates,
	    (k - nkept) * (type == FILES ? STAT_DROP : STAT_SWAP_OUT));
	stat_updated(&x->updates, k - nkept); /* PGPGOUT */
	for (unsigned i = 0; i < nkept; i++) {
		linux_push(x, list[i], kept[i]);
		x->age += list[i] == ACTIVE;
		stat_updated_each(&x->updates,
		    STAT_LIST + (list[i] == ACTIVE ? STAT_ACTIVATE : 0));
	}
	x->counts.pgscan += k;
	x->counts.pgsteal += k - nkept;
	if (type == FILES) {
		x->counts.scan_file += k;
		x->counts.steal_file += k - nkept;
	} else if (x->host->submit == NULL) {
		written = k - nkept;
	}
	stat_updated(&x->updates, k - nkept); /* PGSTEAL */
	if (k > 0)
		linux_note_cost(x, type, written, nkept);
	/* wakeup_flusher_threads() */
	if (k > 0 && dirty == k)
		linux_write_back(x);
	return (k - nkept);
}

struct linux_scan {
	uint64_t left[NLISTS], target[NLISTS];
	bool may[NTYPES]; /* be deactivated */
};

/* get_scan_count(): pages of each list to scan at this priority.  With many
 * inactive pages of files, and no reason to scan their active list, anonymous
 * pages are left alone (cache_trim_mode). */
static inline void
linux_scan_count(
    struct linux_lru *x, unsigned priority, struct linux_scan *scan)
{
	bool trim =
	    !scan->may[FILES] && linux_read(x)[FILES].inactive >> priority != 0;
	uint64_t cost = x->cost[ANON] + x->cost[FILES];
	uint64_t anon = cost + x->cost[ANON], file = cost + x->cost[FILES];
	uint64_t part[NTYPES] = { x->swappiness * (anon + file + 1) /
				      (anon + 1),
		(200 - x->swappiness) * (anon + file + 1) / (file + 1) };

	if (x->swappiness == 0 || (trim && priority > 0)) {
		part[ANON] = 0;
		part[FILES] = 1;
	}
	for (unsigned i = 0; i < NLISTS; i++) {
		uint64_t n = x->lists.count[i] >> priority;

		if (priority > 0 || x->swappiness == 0)
			n = n * part[i / LINUX_TYPE] /
			    (part[ANON] + part[FILES]);
		scan->left[i] = scan->target[i] = n;
	}
}

static inline uint64_t
linux_part(uint64_t *left)
{
	uint64_t n = *left < CHARGE_RECLAIM ? *left : CHARGE_RECLAIM;

	*left -= n;
	return (n);
}

/* Of a type, what has not been scanned yet of this percentage. */
static inline void
linux_lessen(struct linux_scan *scan, unsigned type, uint64_t percent)
{
	for (unsigned i = INACTIVE; i <= ACTIVE; i++) {
		unsigned l = linux_list(type, i);
		uint64_t done = scan->target[l] - scan->left[l];
		uint64_t want = scan->target[l] * percent / 100;

		scan->left[l] = want > done ? want - done : 0;
	}
}

/* Enough is free: the type of which less is left is not scanned any more, and
 * the other as far as that was.  false: nothing is left of one. */
static inline bool
linux_scan_rest(struct linux_scan *scan)
{
	uint64_t left[NTYPES], target;
	enum linux_type less;

	for (unsigned t = 0; t < NTYPES; t++)
		left[t] = scan->left[linux_list(t, INACTIVE)] +
			  scan->left[linux_list(t, ACTIVE)];
	if (left[ANON] == 0 || left[FILES] == 0)
		return (false);
	less = left[FILES] > left[ANON] ? ANON : FILES;
	target = scan->target[linux_list(less, INACTIVE)] +
		 scan->target[linux_list(less, ACTIVE)] + 1;
	scan->left[linux_list(less, INACTIVE)] = 0;
	scan->left[linux_list(less, ACTIVE)] = 0;
	linux_lessen(
	    scan, less == ANON ? FILES : ANON, 100 - left[less] * 100 / target);
	return (true);
}

static inline bool
linux_scan_left(const struct linux_scan *scan)
{
	return (scan->left[INACTIVE] > 0 ||
		scan->left[linux_list(FILES, INACTIVE)] > 0 ||
		scan->left[linux_list(FILES, ACTIVE)] > 0);
}

/* shrink_list() for the lists of one type. */
static inline uint64_t
linux_shrink_type(
    struct linux_lru *x, struct linux_scan *scan, unsigned type, bool *skipped)
{
	uint64_t *inactive = &scan->left[linux_list(type, INACTIVE)];
	uint64_t *active = &scan->left[linux_list(type, ACTIVE)], freed = 0;

	if (*inactive > 0)
		freed = linux_shrink_inactive(x, type, linux_part(inactive));
	if (*active == 0)
		return (freed);
	if (scan->may[type])
		linux_shrink_active(x, type, linux_part(active));
	else {
		(void)linux_part(active);
		*skipped = true;
	}
	return (freed);
}

/* shrink_lruvec() at one priority.  Sets *skipped if an active list was not
 * scanned because it may not be. */
static inline uint64_t
linux_shrink(struct linux_lru *x, unsigned priority, bool force, bool *skipped)
{
	struct linux_scan scan;
	uint64_t freed = 0;

	if (x->adds_up)
		linux_flush_old(x);
	for (unsigned t = 0; t < NTYPES; t++)
		scan.may[t] = force ||
			      linux_read(x)[t].activated != x->snapshot[t] ||
			      linux_inactive_is_low(x, t);
	linux_scan_count(x, priority, &scan);
	while (linux_scan_left(&scan)) {
		for (unsigned t = 0; t < NTYPES; t++)
			freed += linux_shrink_type(x, &scan, t, skipped);
		if (freed >= CHARGE_RECLAIM && !linux_scan_rest(&scan))
			break;
	}
	if (x->host->submit != NULL)
		x->host->submit(x->host);
	if (linux_inactive_is_low(x, ANON))
		linux_shrink_active(x, ANON, CHARGE_RECLAIM);
	return (freed);
}

/* do_try_to_free_pages(): if nothing was freed, all is done again; after 6.1
 * first by the same rules, because other groups may have been passed over
 * (memcg_full_walk), then with active lists that were not to be scanned. */
static inline uint64_t
linux_reclaim(struct linux_lru *x)
{
	uint64_t freed = 0;
	bool skipped = false;

	for (unsigned pass = x->walks_again ? 0 : 1; pass < 3; pass++) {
		bool force = pass == 2;

		if (freed > 0 || (force && !skipped))
			break;
		for (int p = LINUX_PRIORITY; p >= 0 && freed < CHARGE_RECLAIM;
		     p--)
			freed += linux_shrink(x, (unsigned)p, force, &skipped);
		for (unsigned t = 0; t < NTYPES; t++)
			x->snapshot[t] = linux_read(x)[t].activated;
	}
	return (freed);
}

#endif
