/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file that has the pages of files while the running kernel is asked.
 *
 * It is made in a folder of a file system on a disk and loses its name as soon
 * as it is open, so nothing of it is left, however the program ends.  Its
 * blocks are written, so that a page that is read comes from the disk.
 *
 * How far mapped pages are read ahead is a number of the disk that an open file
 * takes when it is opened; it is set for so long, and put back.
 */
#ifndef ORACLE_HEREFILE_H
#define ORACLE_HEREFILE_H

#include <stdint.h>

#include "oracle/guest/touchfile.h"

struct herefile {
	unsigned n;
	int fd[TOUCH_PROCESSES]; /* by process */
};

/* NULL, or what could not be done, with the reason in errno or 0; nothing is
 * left then.  readahead: pages. */
const char *herefile_open(struct herefile *f, const char *folder,
    uint64_t pages, unsigned processes, uint64_t readahead);
void herefile_close(struct herefile *f);

#endif
