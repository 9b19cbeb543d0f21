/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the two halves of the twin of linux share: lists and faults
 * (plain_linux.c), and reclaim (plain_linux_reclaim.c).
 */
#ifndef LAWS_PLAIN_LINUX_H
#define LAWS_PLAIN_LINUX_H

#include "plain_kernel.h"
#include "plain_swap.h"

/* By type. */
struct list_copy {
	uint64_t inactive[NTYPES], active[NTYPES]; /* pages on the lists */
	uint64_t activated[NTYPES]; /* pages that came back to the active one */
};

/* memcg_rstat_updated(): a processor collects changes of the group's numbers
 * and tells of them when there are 64, in 6.1 more than 64.  Who reads the
 * numbers has them added up when more than 64 were told, in 6.1 two batches. */
struct list_changes {
	uint64_t collected, told;
	bool batches; /* 6.1 */
};

struct two_lists {
	struct plain_group group;
	struct plain_batch batch;
	bool drains;       /* at swap-ins, too */
	bool only_io;      /* 6.1: costs nothing to keep a page */
	bool walks_partly; /* after 6.1: at first, some of the groups */
	struct plain_list inactive[NTYPES], active[NTYPES];
	bool *is_active;  /* by page; of one in the batch: where it will go */
	bool *referenced; /* by page */
	bool *workingset; /* by page: it has been active */
	bool *reclaim;    /* by page of a file: reclaim met it dirty */
	bool *gone;       /* by page: evicted and not back, with a shadow: */
	uint64_t *age_then;
	bool *workingset_then;
	uint64_t age; /* pages evicted and activated */
	uint64_t activated[NTYPES];
	struct list_copy copy;
	struct list_changes changes; /* since the copy was made */
	bool copies_itself;          /* 6.1: a reclaim does at each priority */
	uint64_t activated_then[NTYPES]; /* at the last reclaim */
	uint64_t cost[NTYPES];
	uint64_t swappiness;
	uint64_t period;         /* 0: the copy is always fresh */
	struct plain_swap *swap; /* NULL: it is synchronous */
};

/* A number of the group changes by so much. */
void linux_changed(struct two_lists *t, uint64_t by);
/* So many times, by one. */
void linux_changed_singly(struct two_lists *t, uint64_t times);
void linux_make_copy(struct plain_run *r);
/* All dirty pages of files that are on lists are written. */
void linux_write_files(struct plain_run *r);
/* Unless little has changed. */
void linux_refresh_copy(struct plain_run *r);
const struct list_copy *linux_look_at_copy(struct plain_run *r);
/* To the head of its list. */
void linux_to_head(struct plain_run *r, uint32_t page);
/* Puts the batch on the lists. */
void linux_drain(struct plain_run *r);
void linux_note_cost(
    struct plain_run *r, int type, uint64_t io, uint64_t rotated);
uint64_t linux_reclaim(struct plain_run *r);
/* plain_machine.pass */
uint64_t linux_pass(struct plain_run *r, uint64_t want, unsigned *priority);
/* Evicts a page where no frame is free. */
void linux_evict_one(struct plain_run *r);

#endif
