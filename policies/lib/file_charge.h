/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's own memory for pages of files that are in memory: it is charged
 * to the group, too.  A page of a block device has a buffer head, of 104 bytes
 * (fs/buffer.c); most file systems need none.
 */
#ifndef POLICIES_LIB_FILE_CHARGE_H
#define POLICIES_LIB_FILE_CHARGE_H

#include "model/charge.h"
#include "policy/policy.h"

#define FILE_PAGE_BYTES 4096

#define FILE_BYTES_TEXT                                                        \
	"of kernel memory that a page of a file takes while it is in "         \
	"memory: the buffer head of a block device"

struct file_charge {
	uint64_t bytes; /* of kernel memory for each page */
	uint64_t files; /* pages of files in memory */
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

#endif
