/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How the lists of linux_lru.h are scanned: what mm/vmscan.c does for one
 * memory group whose limit is reached.  A function that has a name there says
 * so.
 */
#ifndef POLICIES_LIB_LINUX_RECLAIM_H
#define POLICIES_LIB_LINUX_RECLAIM_H

#include "policies/lib/linux_files.h"

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

/* One pass over the lists: of how many pages, and whether it goes on when so
 * many are freed. */
struct linux_pass {
	unsigned priority;
	bool force, whole;
	uint64_t want;
};

/* file_is_tiny, of the memory of a machine: with so few pages of files only
 * anonymous ones are scanned. */
static inline bool
linux_few_files(
    const struct linux_lru *x, const struct linux_scan *scan, unsigned priority)
{
	const frame_t *n = x->lists.count, *free = x->host->nfree;

	return (free != NULL && !scan->may[ANON] &&
		n[INACTIVE] >> priority != 0 &&
		(uint64_t)n[linux_list(FILES, INACTIVE)] +
			n[linux_list(FILES, ACTIVE)] + *free <=
		    x->host->high);
}

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

	bool few = linux_few_files(x, scan, priority);

	few = few && (priority > 0 || x->swappiness == 0);
	if (few) {
		part[ANON] = 1;
		part[FILES] = 0;
	} else if (x->swappiness == 0 || (trim && priority > 0)) {
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
linux_shrink(struct linux_lru *x, const struct linux_pass *pass, bool *skipped)
{
	struct linux_scan scan;
	uint64_t freed = 0;

	if (x->adds_up)
		linux_flush_old(x);
	for (unsigned t = 0; t < NTYPES; t++)
		scan.may[t] = pass->force ||
			      linux_read(x)[t].activated != x->snapshot[t] ||
			      linux_inactive_is_low(x, t);
	linux_scan_count(x, pass->priority, &scan);
	while (linux_scan_left(&scan)) {
		for (unsigned t = 0; t < NTYPES; t++)
			freed += linux_shrink_type(x, &scan, t, skipped);
		if (freed >= pass->want && !pass->whole &&
		    !linux_scan_rest(&scan))
			break;
	}
	if (x->host->submit != NULL)
		x->host->submit(x->host);
	if (linux_inactive_is_low(x, ANON))
		linux_shrink_active(x, ANON, CHARGE_RECLAIM);
	return (freed);
}

/* snapshot_refaults() */
static inline void
linux_snapshot(struct linux_lru *x)
{
	for (unsigned t = 0; t < NTYPES; t++)
		x->snapshot[t] = linux_read(x)[t].activated;
}

/* do_try_to_free_pages(): if nothing was freed, all is done again; after 6.1
 * first by the same rules, because other groups may have been passed over
 * (memcg_full_walk), then with active lists that were not to be scanned. */
static inline uint64_t
linux_reclaim(struct linux_lru *x)
{
	uint64_t freed = 0;
	bool skipped = false;

	for (unsigned walk = x->walks_again ? 0 : 1; walk < 3; walk++) {
		bool force = walk == 2;

		if (freed > 0 || (force && !skipped))
			break;
		for (int p = LINUX_PRIORITY; p >= 0 && freed < CHARGE_RECLAIM;
		     p--) {
			bool whole =
			    x->host->nfree != NULL && p == LINUX_PRIORITY;
			const struct linux_pass pass = { (unsigned)p, force,
				whole, CHARGE_RECLAIM };

			freed += linux_shrink(x, &pass, &skipped);
		}
		linux_snapshot(x);
	}
	return (freed);
}

/* kswapd_age_node() and kswapd_shrink_node(): returns the pages looked at. */
static inline uint64_t
linux_background(struct linux_lru *x, uint64_t want, unsigned priority)
{
	const struct linux_pass pass = { priority, false, false, want };
	uint64_t before = x->counts.pgscan;
	bool skipped;

	if (linux_inactive_is_low(x, ANON))
		linux_shrink_active(x, ANON, CHARGE_RECLAIM);
	(void)linux_shrink(x, &pass, &skipped);
	return (x->counts.pgscan - before);
}

/* policy_ops.background */
static inline uint64_t
linux_run_pass(void *st, frame_t n, unsigned *priority)
{
	struct linux_lru *x = (struct linux_lru *)st;

	linux_flush_due(x);
	if (n > 0)
		return (linux_background(x, n, *priority));
	linux_snapshot(x);
	return (0);
}

#endif
