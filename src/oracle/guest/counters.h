/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a kernel counted: one row for each counter.
 *
 * A counter is that of the memory group where the group's memory.stat has it,
 * else that of the machine in /proc/vmstat, where it may be a sum of two.
 */
#ifndef ORACLE_GUEST_COUNTERS_H
#define ORACLE_GUEST_COUNTERS_H

#include <stdint.h>

enum counter {
	COUNT_PSWPIN,
	COUNT_PSWPOUT,
	COUNT_PGSCAN,
	COUNT_PGSTEAL,
	COUNT_REFAULT,
	COUNT_ACTIVATE,
	COUNT_RESTORE,
	COUNT_SWAP_RA,
	COUNT_SWAP_RA_HIT,
	COUNT_SCAN_FILE,
	COUNT_STEAL_FILE,
	COUNT_REFAULT_FILE,
	COUNT_ACTIVATE_FILE,
	COUNT_PGPGIN,  /* KiB */
	COUNT_PGPGOUT, /* KiB */
	COUNTERS,
};

struct counter_row {
	const char *name;      /* in the answer */
	const char *group[2];  /* keys of memory.stat; NULL: none */
	const char *system[2]; /* keys of /proc/vmstat */
};

extern const struct counter_row counter_rows[COUNTERS];

struct counters {
	uint64_t n[COUNTERS];
};

struct groups;

/* A counter of groups is the sum over them.  -1: errno has the reason. */
int counters_read(struct counters *c, const struct groups *g);

/* The number behind a key at the beginning of a line of the text; 0 where it is
 * not there, and *found is left as it is. */
uint64_t counters_find(const char *text, const char *key, int *found);

/* Reads a small file into buf, NUL-ended; -1: errno has the reason. */
int counters_text(const char *path, char *buf, unsigned long size);

#endif
