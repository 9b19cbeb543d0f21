/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reference string as a file of touches for a real kernel
 * (guest/touchfile.h).
 *
 * A page keeps its place within the 512 pages of its page table, because
 * kernels look at neighbours in page tables; tables that are not touched are
 * left out, so each process has one region with no large gaps.
 */
#ifndef ORACLE_TOUCHES_H
#define ORACLE_TOUCHES_H

#include "study/refstring.h"

struct touches {
	uint64_t touches; /* references */
	uint64_t first;   /* of these: to a page that is not mapped */
	uint32_t processes;
	uint64_t region_pages; /* of all regions */
	uint64_t file_first;   /* of the first touches, those of files */
	uint64_t file_pages;   /* of the device that has the files; 0: none */
};

/* Writes the file.  What no kernel can be made to do is refused: forks, pinned
 * pages, page-outs by the trace, a warm-up, more than TOUCH_PROCESSES
 * processes. */
int touches_write(
    struct touches *t, FILE *to, const struct refstring *s, struct err *err);

#endif
