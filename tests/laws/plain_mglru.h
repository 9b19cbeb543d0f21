/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the two halves of the twin of mglru share: generations
 * (plain_mglru.c), and finding which pages were accessed
 * (plain_mglru_walk.c).
 *
 * A page has the number of a generation, and is on the list of one, which may
 * be another: a page that a walk promotes gets a number alone.
 */
#ifndef LAWS_PLAIN_MGLRU_H
#define LAWS_PLAIN_MGLRU_H

#include "plain_kernel.h"
#include "plain_swap.h"

#define MGLRU_GENS  4
#define MGLRU_LEAST 2 /* of them */
#define MGLRU_TIERS 4
#define MGLRU_TABLE 512 /* pages of a page table */

/* 6.1, 6.12 before .117: of a page that came back soon and is spared once. */
#define MGLRU_FULL_REFS 4

/* Whether a generation begins with a walk. */
enum mglru_walk { MGLRU_CLOCK, MGLRU_ALWAYS, MGLRU_ONCE, MGLRU_NOTICES };

enum mglru_place { MGLRU_NOWHERE, MGLRU_LISTED, MGLRU_ISOLATED };

struct mglru {
	int version;
	struct plain_group group;
	struct plain_batch batch;    /* pages that came in */
	struct plain_batch activate; /* pages to move to the newest list */
	struct plain_list list[MGLRU_GENS][NTYPES];
	uint64_t size[MGLRU_GENS][NTYPES]; /* pages by number */
	uint64_t min[NTYPES], max;         /* generations */
	uint64_t swappiness;

	/* By page. */
	uint8_t *place; /* enum mglru_place */
	uint64_t *number;
	uint8_t *type;
	uint8_t *on;  /* which list */
	bool *marked; /* 6.1, 6.12: a neighbour saw that it was accessed, when
		       * it was isolated */
	bool *referenced, *workingset;
	uint8_t *refs;
	bool *gone; /* evicted and not back, with a shadow: */
	uint64_t *min_then;
	uint8_t *tier_then;

	/* By type and tier: refaults and evictions of this generation, and
	 * their decayed sums. */
	uint64_t refaulted[NTYPES][4], left[NTYPES][4];
	uint64_t refaulted_sum[NTYPES][4], left_sum[NTYPES][4];

	/* Page tables, each of a process and of so many of its addresses. */
	uint32_t ntable;
	uint32_t *table; /* by page */
	bool *bloom[2];  /* by table */
	bool made[2]; /* filters that a walk has filled; one that none has lets
		       * all tables pass */
	bool walked;  /* the process was walked before */
	int walk;     /* an enum mglru_walk */
	bool walked_now;  /* in this reclaim */
	bool context;     /* reclaim has a walk's context */
	bool ran_again;   /* another task ran between since the last walk */
	uint64_t scanned; /* pages judged since such work was last queued */
	/* Estimated time of faults, evictions and walks so far. */
	uint64_t ns;
	/* The tick of the last walk.  memory.events: the tick at which those
	 * who wait were told last, and whether a timer is to tell them again.
	 */
	bool told, tell_later;
	uint64_t told_tick, walk_tick;

	uint64_t freed; /* by this reclaim, or this pass of the daemon */
	uint64_t want;  /* pages that it is to free */
	bool daemon;    /* it is the daemon's */
	bool ages;      /* 6.1: memcgs_need_aging */
	uint64_t judged,
	    dirty; /* pages of files, in this pass; of them dirty */
	bool *met; /* by page of a file: eviction found it dirty */
	struct plain_swap *swap; /* NULL: it is synchronous */
};

/* 6.18 and 7.3 differ from both before them. */
bool mglru_is_new(const struct mglru *t);

/* Puts the page at the head of the list of its generation. */
void mglru_put(struct mglru *t, uint32_t page, uint64_t number);
void mglru_take(struct mglru *t, uint32_t page);
void mglru_renumber(struct mglru *t, uint32_t page, uint64_t number);

/* To the head or tail of the list of a generation, whose number it gets. */
void mglru_relist(struct mglru *t, uint32_t page, uint64_t number, bool tail);
/* The generation of a page that is put on a list as active. */
uint64_t mglru_active_number(const struct mglru *t, uint32_t page);
/* Moves the pages that came in to their lists. */
void mglru_drain(struct mglru *t);

/* The page was seen accessed: 6.18 and 7.3.  Is it to be active? */
bool mglru_mark(struct plain_run *r, uint32_t page);

/* Of an isolated or listed page; and the last tier that is not protected. */
int mglru_tier(const struct mglru *t, uint32_t page);
int mglru_tier_limit(const struct mglru *t, int type);
/* The type to be evicted first. */
int mglru_type_to_scan(const struct mglru *t);
/* Its pages may be evicted. */
bool mglru_evictable(const struct mglru *t, int type);
/* The oldest generation that matters for aging. */
uint64_t mglru_oldest(const struct mglru *t);
static inline bool
mglru_too_few(const struct mglru *t)
{
	return (mglru_oldest(t) + MGLRU_LEAST > t->max);
}
/* Ends oldest generations without pages; true: there was one. */
bool mglru_advance(struct mglru *t);

/* Moves the pages of the batch 'activate' to the newest list. */
void mglru_activate(struct mglru *t);

/* Numbers the page tables: each is of a process and of so many of its
 * addresses. */
void mglru_find_tables(struct plain_run *r);
/* The accessed bits around an isolated page whose own is set; all are cleared.
 */
void mglru_look_around(struct plain_run *r, uint32_t page);
/* A new generation, after a walk of the page tables, if one is due. */
void mglru_age(struct plain_run *r);
/* Tells of events of the group, and of those that were put off. */
void mglru_notices(struct plain_run *r, bool event);

/* Takes pages of the oldest generation and judges them, 'most' at most; returns
 * what counts as scanned. */
uint64_t mglru_evict(struct plain_run *r, uint64_t most);
void mglru_evict_page(struct plain_run *r, uint32_t page);
/* The time that the process runs, in nanoseconds. */
uint64_t mglru_time(const struct plain_run *r);
/* The statistics are copied. */
void mglru_tick(struct plain_run *r);
bool mglru_dirtied(struct plain_run *r, uint32_t page);
/* All dirty pages of files are written. */
void mglru_write_files(struct plain_run *r);
uint64_t mglru_reclaim(struct plain_run *r);
/* plain_machine.pass */
uint64_t mglru_pass(struct plain_run *r, uint64_t want, unsigned *priority);
/* Evicts a page where no frame is free. */
void mglru_evict_one(struct plain_run *r);

#endif
