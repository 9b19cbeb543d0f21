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
	bool wrote;          /* dirty pages of files, at the last tick */
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
/* balance_dirty_pages(), at a tick: are all dirty pages of files to be written?
 * Yes with more than a tenth of the pages of files and of what may still be
 * charged, and once more at the next tick. */
bool plain_group_writes_files(
    struct plain_group *g, struct plain_run *r, uint64_t dirty);

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
