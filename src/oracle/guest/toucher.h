/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One process of a replay: its region, and the touches that are its own.
 */
#ifndef ORACLE_GUEST_TOUCHER_H
#define ORACLE_GUEST_TOUCHER_H

#include <stdint.h>

#include "oracle/guest/replayer.h"
#include "oracle/guest/touchfile.h"

struct toucher {
	const struct touch_head *head; /* the file, mapped and read */
	const uint32_t *word;
	unsigned char *region; /* its pages, aligned to a page table's reach */
	unsigned char *seen;   /* by page: touched since it was mapped */
	unsigned char *dummy;  /* mapped to flush the TLB */
	uint64_t page_bytes;
	uint64_t flush, tlb;  /* as in the spec */
	uint64_t *next_flush; /* words; shared by a group */
	uint64_t next_tlb;    /* words */
	uint64_t sum;         /* of what is read, so that the reads are made */
	int stat;             /* memory.stat, open */
	int file;             /* the device of files, open; -1: there is none */
};

/* How many processes the file has; 0: it cannot be read. */
uint32_t toucher_processes(const char *path);

/* Maps all that process 'me' needs.  next_flush: of its group, the word after
 * which memory.stat is read next.  Returns NULL, or what could not be done,
 * with errno. */
const char *toucher_open(struct toucher *t, const struct replay_spec *spec,
    uint32_t me, uint64_t *next_flush);

/* Makes the touches from word *at on, up to a switch to another process, which
 * *at then is the word of, or the end. */
int toucher_run(struct toucher *t, uint64_t *at);

#endif
