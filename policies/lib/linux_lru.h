/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The lists of policies/linux.c: what mm/vmscan.c and mm/workingset.c keep of
 * one memory group.  A function that has a name there says so.
 *
 * Anonymous pages and those of files have two lists each, and costs, refaults
 * and statistics of their own; the age of evicted pages is common.
 */
#ifndef POLICIES_LIB_LINUX_LRU_H
#define POLICIES_LIB_LINUX_LRU_H

#include <stdbool.h>

#include "model/charge.h"
#include "policies/lib/dirty_balance.h"
#include "policies/lib/file_charge.h"
#include "policies/lib/frame_lists.h"
#include "policies/lib/kernel_version.h"
#include "policies/lib/stat_updates.h"
#include "policy/policy.h"

#define LINUX_PRIORITY 12 /* DEF_PRIORITY */

/* Above a gibibyte of pages the active list may be longer than the inactive
 * one: by the root of ten times the gibibytes. */
#define LINUX_GIB_SHIFT 18

/* Of anonymous pages; those of files are LINUX_TYPE further on. */
enum linux_list { INACTIVE, ACTIVE, LINUX_TYPE, NLISTS = 2 * LINUX_TYPE };

enum linux_type { ANON, FILES, NTYPES };

/* Where a frame is; the first four are lists. */
enum linux_place {
	ON_INACTIVE = INACTIVE,
	ON_ACTIVE = ACTIVE,
	IN_BATCH = NLISTS, /* not in the lists yet */
	ISOLATED,          /* taken from a list, to be judged */
	PINNED,            /* charged, but not the policy's */
	NOWHERE,
};

struct linux_frame {
	uint8_t place;
	bool referenced; /* accessed once at the inactive tail */
	bool workingset; /* was active before */
	bool activate;   /* in the batch: enters the active list */
	bool dirtied; /* found dirty at the inactive tail, and activated: when
		       * it is written it goes there again (PG_reclaim) */
	uint8_t file; /* policy_setup.file */
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
	uint64_t cost[NTYPES]; /* of reclaiming them */
	uint64_t swappiness;
	bool fresh;                     /* stats=fresh */
	bool adds_up;                   /* 6.1: reclaim does, by itself */
	bool counts_writes;             /* 6.1: cost is that of pages alone */
	bool walks_again;               /* after 6.1: linux_reclaim() */
	bool drains;                    /* after a swap-in: kernel_drains() */
	struct linux_stat stat[NTYPES]; /* as of the last flush */
	struct stat_updates updates;    /* since then */
	sim_ns next_flush;              /* stats=time */
	uint64_t snapshot[NTYPES];      /* stat.activated at the last reclaim */
	struct reclaim_counts counts;
	const uint8_t *file;  /* policy_setup.file */
	const bool *any_file; /* policy_setup.files */
	struct file_charge files;
	struct dirty_balance dirty;
	unsigned batch_max, nbatch;
	frame_t batch[KERNEL_BATCH_MAX];
};

static inline enum linux_type
linux_type(const struct linux_frame *f)
{
	return (f->file != 0 ? FILES : ANON);
}

static inline unsigned
linux_list(unsigned type, unsigned list)
{
	return (type * LINUX_TYPE + list);
}

/* To the head of the inactive or the active list of its type. */
static inline void
linux_push(struct linux_lru *x, enum linux_list list, frame_t f)
{
	unsigned to = linux_list(linux_type(&x->frame[f]), list);

	frame_lists_push_head(&x->lists, to, f);
	x->frame[f].place = (uint8_t)to;
}

/* Enters the pages that were collected into the lists. */
static inline void
linux_drain(struct linux_lru *x)
{
	for (unsigned i = 0; i < x->nbatch; i++) {
		frame_t f = x->batch[i];

		linux_push(x, x->frame[f].activate ? ACTIVE : INACTIVE, f);
		stat_updated_each(&x->updates, STAT_LIST);
	}
	x->nbatch = 0;
}

static inline void
linux_flush(struct linux_lru *x)
{
	const frame_t *count = x->lists.count;

	for (unsigned t = 0; t < NTYPES; t++) {
		x->stat[t].inactive = count[linux_list(t, INACTIVE)];
		x->stat[t].active = count[linux_list(t, ACTIVE)];
	}
	x->stat[ANON].activated = x->counts.activate - x->counts.activate_file;
	x->stat[FILES].activated = x->counts.activate_file;
	dirty_copy(&x->dirty, x->stat[FILES].inactive + x->stat[FILES].active);
	stat_added_up(&x->updates);
}

/* mem_cgroup_flush_stats() */
static inline void
linux_flush_old(struct linux_lru *x)
{
	if (stat_is_old(&x->updates))
		linux_flush(x);
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
	return (x->stat);
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
linux_inactive_is_low(struct linux_lru *x, unsigned type)
{
	const struct linux_stat *s = &linux_read(x)[type];
	uint64_t gib = (s->inactive + s->active) >> LINUX_GIB_SHIFT;
	uint64_t ratio = gib > 0 ? linux_root(10 * gib) : 1;

	return (s->inactive * ratio < s->active);
}

/* lru_note_cost(): pages written or read back, and after 6.1 pages kept.  Older
 * costs fade also when there is none. */
static inline void
linux_note_cost(struct linux_lru *x, unsigned type, uint64_t io, uint64_t kept)
{
	const struct linux_stat *s = linux_read(x);
	uint64_t pages = s[ANON].inactive + s[ANON].active + s[FILES].inactive +
			 s[FILES].active;

	x->cost[type] += x->counts_writes ? io : CHARGE_RECLAIM * io + kept;
	if (x->cost[ANON] + x->cost[FILES] <= pages / 4)
		return;
	x->cost[ANON] /= 2;
	x->cost[FILES] /= 2;
}

/* workingset_test_recent(): an evicted page comes back early if the lists have
 * aged by no more than what could have been evicted in its place. */
static inline uint64_t
linux_workingset(const struct linux_stat *s, unsigned type)
{
	return (s[ANON].active + s[FILES].active +
		(type == ANON ? s[FILES].inactive : s[ANON].inactive));
}

/* workingset_refault(): does the page come back early?  Sets what its shadow
 * says. */
static inline bool
linux_refault(struct linux_lru *x, struct linux_frame *f, uint64_t shadow)
{
	unsigned type = linux_type(f);

	x->counts.refault++;
	x->counts.refault_file += type == FILES;
	if (x->age - (shadow / 2 - 1) > linux_workingset(linux_read(x), type))
		return (false);
	x->age++;
	stat_updated_each(&x->updates, STAT_ACTIVATE);
	x->counts.activate++;
	x->counts.activate_file += type == FILES;
	if ((shadow & 1) != 0) {
		f->workingset = true;
		x->counts.restore++;
		stat_updated_each(&x->updates, STAT_ACTIVATE);
		linux_note_cost(x, type, 1, 0);
	}
	return (true);
}

#endif
