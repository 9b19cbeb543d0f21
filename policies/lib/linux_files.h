/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How dirty pages of files are written (mm/page-writeback.c).  Reclaim does not
 * write one: it is activated, and written with the others when there are too
 * many.
 */
#ifndef POLICIES_LIB_LINUX_FILES_H
#define POLICIES_LIB_LINUX_FILES_H

#include "policies/lib/linux_lru.h"

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

#endif
