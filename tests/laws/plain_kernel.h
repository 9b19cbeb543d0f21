/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the twins of Linux's policies share: the memory group that pages are
 * charged to, and the batch of pages that are not on a list yet.
 *
 * A charge takes a page of a stock.  An empty stock is filled with 64 pages if
 * the limit allows that, else one page is charged alone.  At the limit, reclaim
 * is asked for pages until one can be charged; the 18th reclaim that frees
 * nothing charges beyond the limit (out of memory).  A group begins with three
 * pages of the kernel's, as part of a stock of 64 if the limit allows it.
 */
#ifndef LAWS_PLAIN_KERNEL_H
#define LAWS_PLAIN_KERNEL_H

#include "plain_machine.h"

#define KERNEL_SEVERAL 32   /* pages reclaimed and scanned at a time */
#define PLAIN_TICK     1000 /* references; linux: where stats= says none */
#define KERNEL_BATCH   31   /* pages not on a list yet; 6.1: 15 */

/* enum of version= */
enum { KERNEL_6_1, KERNEL_6_12, KERNEL_6_12_117, KERNEL_6_18, KERNEL_7_3 };
extern const char *const plain_kernel_versions[]; /* 6.12 first */
int plain_kernel_version(struct plain_run *r);

/* Pages are of two types, with lists of their own. */
enum { ANON, FILES, NTYPES };

static inline int
plain_type(const struct plain_run *r, uint32_t page)
{
	return (plain_is_file(r, page) ? FILES : ANON);
}

/* Of a file, and may be executed. */
static inline bool
plain_is_code(const struct plain_run *r, uint32_t page)
{
	return (
	    plain_is_file(r, page) && (r->setup.file[page] & PLAIN_CODE) != 0);
}

struct plain_group {
	bool is_machine; /* it has no limit */
	struct plain_machine machine;
	uint64_t fault_ns;
	uint64_t limit, used, stock;
	uint64_t file_bytes; /* of kernel memory, for a page of a file */
	uint64_t bytes;      /* charged and not used */
	/* Dirty pages of files: how many there were, and of files, at the last
	 * copy of the statistics; made since the last look at that, and the
	 * next look is after so many; what the limit was, since when; how long
	 * the process has slept. */
	uint64_t then_dirty, then_files;
	uint64_t made_dirty, wait;
	uint64_t dirty_limit, limit_at;
	uint64_t slept;
	bool looked;
};

void plain_group_open(struct plain_run *r, struct plain_group *g);
/* reclaim: frees about so many pages, returns how many.  false: there is none
 * to be had. */
bool plain_group_try(struct plain_group *g, struct plain_run *r,
    uint64_t (*reclaim)(struct plain_run *r));
/* The same, and beyond the limit if need be. */
void plain_group_charge(struct plain_group *g, struct plain_run *r,
    uint64_t (*reclaim)(struct plain_run *r));

/* The fault that charges next: its page comes for the first time, or is read.
 */
void plain_group_fault(struct plain_group *g, struct plain_run *r, bool first);
/* Kernel memory for a page of a file, beyond the limit if it must be, and its
 * end: obj_cgroup_charge(), refill_obj_stock(). */
void plain_group_charge_file(struct plain_group *g);
void plain_group_uncharge_file(struct plain_group *g);
/* balance_dirty_pages() in mm/page-writeback.c.  The statistics are copied;
 * 'files' are on lists. */
void plain_group_copy_dirty(
    struct plain_group *g, struct plain_run *r, uint64_t files);
/* A page is made dirty; true: it is looked. */
bool plain_group_counts_dirty(struct plain_group *g);
/* ns: the time without sleeps. */
enum plain_dirty { PLAIN_FEW, PLAIN_MANY, PLAIN_SLEEPS };
enum plain_dirty plain_group_look_at_dirty(struct plain_group *g, uint64_t ns);
/* The process sleeps; true: meanwhile the timer copies the statistics. */
bool plain_group_sleeps(struct plain_group *g, uint64_t ns);

struct plain_batch {
	uint32_t page[KERNEL_BATCH];
	uint32_t n, most;
};

/* Adds a page; true: it is full now. */
bool plain_batch_add(struct plain_batch *b, uint32_t page);
bool plain_batch_has(const struct plain_batch *b, uint32_t page);
/* Takes the page out, if it is there. */
bool plain_batch_drop(struct plain_batch *b, uint32_t page);

#endif
