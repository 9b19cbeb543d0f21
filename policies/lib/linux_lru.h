/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lists of policies/linux.c and how they are scanned: what mm/vmscan.c and
 * mm/workingset.c do for the anonymous pages of one memory group.  A function
 * that has a name there says so.
 */
#ifndef POLICIES_LIB_LINUX_LRU_H
#define POLICIES_LIB_LINUX_LRU_H

#include <stdbool.h>

#include "policies/lib/charge.h"
#include "policies/lib/frame_lists.h"
#include "policies/lib/kernel_version.h"
#include "policy/policy.h"

#define LINUX_PRIORITY 12 /* DEF_PRIORITY */

/* Above a gibibyte of pages the active list may be longer than the inactive
 * one: by the root of ten times the gibibytes. */
#define LINUX_GIB_SHIFT 18

enum linux_list { INACTIVE, ACTIVE, NLISTS };

/* Where a frame is; the first two are lists. */
enum linux_place {
	ON_INACTIVE = INACTIVE,
	ON_ACTIVE = ACTIVE,
	IN_BATCH, /* not in the lists yet */
	ISOLATED, /* taken from a list, to be judged */
	PINNED,   /* charged, but not the policy's */
	NOWHERE,
};

struct linux_frame {
	uint8_t place;
	bool referenced; /* accessed once at the inactive tail */
	bool workingset; /* was active before */
	bool activate;   /* in the batch: enters the active list */
};

struct linux_stat {
	uint64_t inactive, active; /* lengths */
	uint64_t activated;        /* refaults that became active */
};

struct linux_lru {
	struct policy_host *host;
	const struct frame_table *frames;
	struct charge charge;
	struct frame_lists lists;
	struct linux_frame *frame; /* by frame */
	uint64_t *shadow;          /* by page: 0, or age * 2 + 2 + workingset */
	uint64_t age;
	uint64_t cost; /* of reclaiming anonymous pages */
	uint64_t swappiness;
	bool fresh;
	struct linux_stat stat; /* as of the last flush */
	sim_ns next_flush;      /* stats=time */
	uint64_t snapshot;      /* stat.activated at the last reclaim */
	struct reclaim_counts counts;
	unsigned batch_max, nbatch;
	frame_t batch[KERNEL_BATCH_MAX];
};

static inline void
linux_push(struct linux_lru *x, enum linux_list list, frame_t f)
{
	frame_lists_push_head(&x->lists, list, f);
	x->frame[f].place = (uint8_t)list;
}

/* Enters the pages that were collected into the lists. */
static inline void
linux_drain(struct linux_lru *x)
{
	for (unsigned i = 0; i < x->nbatch; i++) {
		frame_t f = x->batch[i];

		linux_push(x, x->frame[f].activate ? ACTIVE : INACTIVE, f);
	}
	x->nbatch = 0;
}

static inline void
linux_flush(struct linux_lru *x)
{
	x->stat.inactive = x->lists.count[INACTIVE];
	x->stat.active = x->lists.count[ACTIVE];
	x->stat.activated = x->counts.activate;
}

/* flush_memcg_stats_dwork(): to be called before the lists change. */
static inline void
linux_flush_due(struct linux_lru *x)
{
	sim_ns now;

	if (x->next_flush == 0 ||
	    (now = x->host->time(x->host)) < x->next_flush)
		return;
	linux_flush(x);
	x->next_flush = now - now % STATS_PERIOD_NS + STATS_PERIOD_NS;
}

/* The statistics as reclaim reads them. */
static inline const struct linux_stat *
linux_read(struct linux_lru *x)
{
	if (x->fresh)
		linux_flush(x);
	return (&x->stat);
}

static inline uint64_t
linux_root(uint64_t n)
{
	uint64_t r = 0;

	while ((r + 1) * (r + 1) <= n)
		r++;
	return (r);
}

/* inactive_is_low() */
static inline bool
linux_inactive_is_low(struct linux_lru *x)
{
	const struct linux_stat *s = linux_read(x);
	uint64_t gib = (s->inactive + s->active) >> LINUX_GIB_SHIFT;
	uint64_t ratio = gib > 0 ? linux_root(10 * gib) : 1;

	return (s->inactive * ratio < s->active);
}

/* lru_note_cost(): pages written or read back, and pages kept. */
static inline void
linux_note_cost(struct linux_lru *x, uint64_t io, uint64_t kept)
{
	const struct linux_stat *s = linux_read(x);

	x->cost += CHARGE_RECLAIM * io + kept;
	if (x->cost > (s->inactive + s->active) / 4)
		x->cost /= 2;
}

/* workingset_refault(): does the page come back early?  Sets what its shadow
 * says. */
static inline bool
linux_refault(struct linux_lru *x, struct linux_frame *f, uint64_t shadow)
{
	x->counts.refault++;
	if (x->age - (shadow / 2 - 1) > linux_read(x)->active)
		return (false);
	x->age++;
	x->counts.activate++;
	if ((shadow & 1) != 0) {
		f->workingset = true;
		x->counts.restore++;
		linux_note_cost(x, 1, 0);
	}
	return (true);
}

/* Takes up to n frames from the tail of the list. */
static inline unsigned
linux_isolate(
    struct linux_lru *x, enum linux_list list, uint64_t n, frame_t *taken)
{
	unsigned k = 0;
	frame_t f;

	linux_drain(x);
	while (k < n && (f = frame_lists_tail(&x->lists, list)) != NO_FRAME) {
		frame_lists_remove(&x->lists, list, f);
		x->frame[f].place = ISOLATED;
		__builtin_prefetch(&x->frames->page[f]);
		taken[k++] = f;
	}
	for (unsigned i = 0; i < k; i++) {
		page_id_t page = x->frames->page[taken[i]];

		__builtin_prefetch(&x->frames->entry[page], 1);
		__builtin_prefetch(&x->shadow[page], 1);
	}
	return (k);
}

/* shrink_active_list(): nothing stays active. */
static inline void
linux_shrink_active(struct linux_lru *x, uint64_t n)
{
	frame_t taken[CHARGE_RECLAIM];
	unsigned k = linux_isolate(x, ACTIVE, n, taken);

	for (unsigned i = 0; i < k; i++) {
		frame_clear_accessed(x->frames, taken[i]);
		x->frame[taken[i]].workingset = true;
		linux_push(x, INACTIVE, taken[i]);
	}
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
	*list = at->referenced ? ACTIVE : INACTIVE;
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
	x->host->release(x->host, f);
	return (x->frame[f].place == ISOLATED ? LINUX_WRITE : LINUX_FREE);
}

/* shrink_inactive_list(): returns how many pages were evicted.  Those kept go
 * back when all are judged. */
static inline uint64_t
linux_shrink_inactive(struct linux_lru *x, uint64_t n)
{
	frame_t taken[CHARGE_RECLAIM], kept[CHARGE_RECLAIM];
	enum linux_list list[CHARGE_RECLAIM] = { INACTIVE };
	unsigned k = linux_isolate(x, INACTIVE, n, taken), nkept = 0;
	unsigned written = 0;

	for (unsigned i = 0; i < k; i++) {
		enum linux_verdict v = linux_judge(x, taken[i], &list[nkept]);

		written += v == LINUX_WRITE;
		if (v != LINUX_FREE)
			kept[nkept++] = taken[i];
	}
	for (unsigned i = 0; i < nkept; i++) {
		linux_push(x, list[i], kept[i]);
		x->age += list[i] == ACTIVE;
	}
	x->counts.pgscan += k;
	x->counts.pgsteal += k - nkept;
	linux_note_cost(
	    x, x->host->submit == NULL ? k - nkept : written, nkept);
	return (k - nkept);
}

/* get_scan_count(): pages of each list to scan at this priority. */
static inline void
linux_scan_count(const struct linux_lru *x, unsigned priority, uint64_t *scan)
{
	uint64_t file = x->cost, anon = 2 * x->cost, total = file + anon + 1;
	uint64_t ap = x->swappiness * total / (anon + 1);
	uint64_t fp = (200 - x->swappiness) * total / (file + 1);

	for (unsigned i = 0; i < NLISTS; i++) {
		scan[i] = x->lists.count[i] >> priority;
		if (priority > 0 || x->swappiness == 0)
			scan[i] = scan[i] * ap / (ap + fp);
	}
}

static inline uint64_t
linux_part(uint64_t *left)
{
	uint64_t n = *left < CHARGE_RECLAIM ? *left : CHARGE_RECLAIM;

	*left -= n;
	return (n);
}

/* shrink_lruvec() at one priority.  Sets *skipped if the active list was not
 * scanned because it may not be. */
static inline uint64_t
linux_shrink(struct linux_lru *x, unsigned priority, bool force, bool *skipped)
{
	bool may = force || linux_read(x)->activated != x->snapshot ||
		   linux_inactive_is_low(x);
	uint64_t scan[NLISTS], freed = 0;

	linux_scan_count(x, priority, scan);
	while (scan[INACTIVE] > 0 && freed < CHARGE_RECLAIM) {
		freed += linux_shrink_inactive(x, linux_part(&scan[INACTIVE]));
		if (scan[ACTIVE] == 0)
			continue;
		if (may)
			linux_shrink_active(x, linux_part(&scan[ACTIVE]));
		else
			*skipped = true;
	}
	if (x->host->submit != NULL)
		x->host->submit(x->host);
	if (linux_inactive_is_low(x))
		linux_shrink_active(x, CHARGE_RECLAIM);
	return (freed);
}

/* try_to_free_mem_cgroup_pages() */
static inline uint64_t
linux_reclaim(struct linux_lru *x)
{
	uint64_t freed = 0;
	bool skipped = false;

	for (int force = 0; force < 2; force++) {
		for (int p = LINUX_PRIORITY; p >= 0 && freed < CHARGE_RECLAIM;
		     p--)
			freed +=
			    linux_shrink(x, (unsigned)p, force != 0, &skipped);
		x->snapshot = linux_read(x)->activated;
		if (freed > 0 || !skipped)
			break;
	}
	return (freed);
}

#endif
