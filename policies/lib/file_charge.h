/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's own memory for pages of files that are in memory: it is charged
 * to the group, too.  A page of a block device has a buffer head, of 104 bytes
 * (fs/buffer.c); most file systems need none.
 */
#ifndef POLICIES_LIB_FILE_CHARGE_H
#define POLICIES_LIB_FILE_CHARGE_H

#include "model/charge.h"
#include "policies/lib/frame_lists.h"
#include "policy/policy.h"

#define FILE_PAGE_BYTES 4096

#define FILE_BYTES_TEXT                                                        \
	"of kernel memory that a page of a file takes while it is in "         \
	"memory: the buffer head of a block device"

struct file_charge {
	uint64_t bytes;    /* of kernel memory for each page */
	uint64_t files;    /* pages of files in memory */
	bool written_back; /* dirty ones were, at the last copy of statistics */
};

static inline uint64_t
file_charge_pages(const struct file_charge *f)
{
	return ((f->files * f->bytes + FILE_PAGE_BYTES - 1) / FILE_PAGE_BYTES);
}

/* A page of a file comes in (1) or leaves (-1). */
static inline void
file_charge_count(struct file_charge *f, struct charge *c, int change)
{
	uint64_t before = file_charge_pages(f), after;

	f->files += (uint64_t)(int64_t)change;
	after = file_charge_pages(f);
	for (; before < after; before++)
		charge_page(c);
	for (; before > after; before--)
		uncharge_page(c);
}

/* vm.dirty_background_ratio, in percent. */
#define FILE_DIRTY_BACKGROUND 10

/* Dirty pages in the lists from 'first' on, below 'end'. */
static inline uint64_t
file_charge_count_dirty(const struct frame_lists *lists,
    const struct frame_table *frames, unsigned first, unsigned end)
{
	uint64_t n = 0;

	for (unsigned i = first; i < end; i++) {
		frame_t f = frame_lists_tail(lists, i);

		for (; f != NO_FRAME; f = frame_lists_newer(lists, f))
			n += frame_dirty(frames, f);
	}
	return (n);
}

/* balance_dirty_pages(), by statistics that are copied now and then: are all
 * dirty pages to be written?  Yes if there are too many (domain_dirty_limits():
 * a share of the group's pages of files and of what it may still charge), and
 * once more at the next copy, of what became dirty up to it. */
static inline bool
file_charge_writes(
    struct file_charge *f, const struct charge *c, uint64_t dirty)
{
	uint64_t more =
	    c->used < c->limit ? c->limit - c->used + c->stock : c->stock;
	bool many = dirty * 100 > (f->files + more) * FILE_DIRTY_BACKGROUND;
	bool writes = many || f->written_back;

	f->written_back = many && !f->written_back;
	return (writes);
}

#endif
