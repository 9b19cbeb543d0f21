/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes the memory of a machine short: all but some of its free pages are taken
 * and locked, and its watermarks are set.
 */
#ifndef ORACLE_GUEST_WHOLEMEMORY_H
#define ORACLE_GUEST_WHOLEMEMORY_H

#include <stdint.h>

#define WHOLEMEMORY_RANGES 16

struct wholememory_spec {
	uint64_t pages;   /* that stay free */
	uint64_t min_kib; /* vm.min_free_kbytes */
	uint64_t step;    /* from one watermark to the next, pages */
};

struct wholememory {
	struct {
		void *at;
		uint64_t bytes;
	} range[WHOLEMEMORY_RANGES];
	unsigned n;
};

/* NULL: the pages that are free are as many as asked for, or a few less; else
 * what failed, errno may have the reason. */
const char *wholememory_take(
    struct wholememory *m, const struct wholememory_spec *spec);

/* Zeroed: nothing was taken. */
void wholememory_give(const struct wholememory *m);

#endif
