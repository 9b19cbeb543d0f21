/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known of areas, processes and pages after a trace has been applied to
 * its address spaces.  It does not depend on memory size or policy.
 */
#ifndef MODEL_AREA_H
#define MODEL_AREA_H

#include "model/event.h"
#include "model/page.h"

#define PROCESSES_MAX (UINT32_C(1) << 18)
#define AREAS_MAX     (UINT32_C(1) << 26)

/* Levels of page tables: most pagings have up to five, and Sv57 or LA57 with
 * pages below 4 KiB six: ceil((57 - 4) / 9). */
#define PAGING_LEVELS     5
#define PAGING_LEVELS_MAX 6

/* An area as it was mapped; splitting it does not add another one. */
struct area_fact {
	char name[32];    /* "": the trace has none */
	uint32_t process; /* index into the processes */
	vaddr_t start;
	uint64_t size; /* bytes */
	unsigned flags;
	enum backend_kind backend;
	uint64_t pages; /* touched */
};

struct process_fact {
	uint32_t pid;
	uint32_t parent; /* index; its own if it was not forked */
	uint64_t references;
	uint64_t denied;
	uint64_t pages;       /* touched */
	uint64_t table_bytes; /* of page-table memory at its largest */
	/* By level, the root first. */
	uint64_t tables[PAGING_LEVELS_MAX];
	/* References by kind; 0 where a result document was read. */
	uint64_t reads, writes, fetches;
};

/* Arrays by page number. */
struct page_facts {
	const uint64_t *number;  /* its address >> page shift */
	const uint32_t *area;    /* index into the areas */
	const uint32_t *process; /* index into the processes */
	const uint32_t *pid;     /* by process; NULL: its index */
	const uint8_t *file;     /* FILE_PAGE and so on, else 0; NULL: no
				  * page is of one */
	const bool *files;       /* no page of a file is known while it is
				  * false; NULL: one may be */
};

#endif
