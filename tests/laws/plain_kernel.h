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

#include "plain.h"

#define KERNEL_SEVERAL 32 /* pages reclaimed and scanned at a time */
#define KERNEL_BATCH   31 /* pages not on a list yet; 6.1: 15 */

/* enum of version= */
enum { KERNEL_6_1, KERNEL_6_12, KERNEL_6_12_117, KERNEL_6_18, KERNEL_7_3 };
extern const char *const plain_kernel_versions[]; /* 6.12 first */
int plain_kernel_version(struct plain_run *r);

struct plain_group {
	uint64_t limit, used, stock;
};

void plain_group_open(struct plain_group *g, uint32_t limit);
/* reclaim: frees about so many pages, returns how many.  false: there is none
 * to be had. */
bool plain_group_try(struct plain_group *g, struct plain_run *r,
    uint64_t (*reclaim)(struct plain_run *r));
/* The same, and beyond the limit if need be. */
void plain_group_charge(struct plain_group *g, struct plain_run *r,
    uint64_t (*reclaim)(struct plain_run *r));

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
