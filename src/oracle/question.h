/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a real kernel is asked, and what it answers.
 */
#ifndef ORACLE_QUESTION_H
#define ORACLE_QUESTION_H

#include "base/param.h"
#include "oracle/guest/replayer.h"
#include "oracle/guest/swapdev.h"

enum oracle_lru { ORACLE_CLASSIC, ORACLE_MGLRU };
extern const char *const oracle_lru_names[]; /* NULL-ended */

/* What the kernel is set to; the text of a run's policy. */
struct oracle_conditions {
	const char *release; /* as uname -r */
	bool here;           /* it is the one that ran */
	int lru;             /* enum oracle_lru */
	int swap;            /* enum swapdev_kind */
	uint64_t latency_ns;
	bool rotating;
	uint64_t swappiness;
	uint64_t page_cluster;
	uint64_t file_readahead; /* pages */
	uint64_t boost;          /* vm.watermark_boost_factor */
	uint64_t flush;
	uint64_t tlb;
};

extern const struct param oracle_table[];

struct question {
	struct oracle_conditions conditions;
	size_t kernel;  /* the number of the boot that answers it */
	uint64_t limit; /* pages; of all groups */
	/* By comma (guest/group.h): of each group, and of each process. */
	const char *limits, *members;
	/* The limit is that of the machine's memory, and groups have none. */
	bool machine;
	uint64_t min_kib, wmark_step; /* guest/wholememory.h */
};

/* Zeroed: there is none yet. */
struct oracle_answer {
	bool there;
	char release[64];
	uint64_t majflt, minflt, kernel_pages, ooms;
	uint64_t pages_read; /* of the running kernel alone */
	struct counters counted;
	char failed[160];
};

#endif
