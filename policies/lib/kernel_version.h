/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Versions of Linux whose reclaim is modelled.  Those between behave as the one
 * before or the one after (doc/KERNEL.md).
 */
#ifndef POLICIES_LIB_KERNEL_VERSION_H
#define POLICIES_LIB_KERNEL_VERSION_H

#include <stdint.h>
#include <string.h>

#include "policy/policy.h"

enum kernel_version {
	LINUX_6_1,
	LINUX_6_12,
	LINUX_6_12_117, /* stable releases after 6.12.107 */
	LINUX_6_18,
	LINUX_7_3
};

#define KERNEL_VERSIONS "6.1", "6.12", "6.12.117", "6.18", "7.3"

/* Pages that a processor collects before it enters them into the lists
 * (PAGEVEC_SIZE). */
#define KERNEL_BATCH_MAX 31

static inline unsigned
kernel_batch(enum kernel_version v)
{
	return (v == LINUX_6_1 ? 15 : KERNEL_BATCH_MAX);
}

/* Does a swap-in enter the pages collected so far into the lists?  Each that
 * reads pages ahead, and each that writes to its page, if that is collected
 * (lru_add_drain() in mm/swap_state.c and do_swap_page()). */
static inline bool
kernel_drains(enum kernel_version v)
{
	return (v < LINUX_7_3);
}

/* How old the statistics are that reclaim reads: a word, or the references
 * between two copies.  In 6.1 reclaim makes a copy itself at each priority;
 * later kernels do that only when it is long overdue, so what copies them is a
 * timer of 2 s or a reader of memory.stat.  But for the timer's, there is none
 * while too little has changed (stat_updates.h). */
enum kernel_stats { STATS_AUTO, STATS_FRESH, STATS_TIME, STATS_REFERENCES };

#define KERNEL_STATS "auto", "fresh", "time"

#define STATS_DEFAULT 1000

#define STATS_PERIOD_NS UINT64_C(2000000000) /* FLUSH_TIME */

/* Where there is no device that takes time, what was measured on a guest whose
 * instructions take a nanosecond each: nanoseconds of a reference, with what
 * the machine does beside it, of a fault and of an eviction. */
#define KERNEL_NS_REFERENCE 1400
#define KERNEL_NS_FAULT     15000
#define KERNEL_NS_EVICTION  20000

/* Swap on zram, where a page is written and read at once, or on a device that
 * takes its time (sim/swap_io.h). */
enum kernel_swap { SWAP_SYNC, SWAP_ASYNC };

#define KERNEL_SWAPS "sync", "async"
#define KERNEL_SWAP_TEXT                                                       \
	"sync: as on zram, every victim is written and leaves at once; "       \
	"async: "                                                              \
	"as on a disk, a victim stays in its frame until it is written, and "  \
	"the device and think_ns decide when that is"

#define KERNEL_PAGE_CLUSTER_MAX 5
#define KERNEL_PAGE_CLUSTER_TEXT                                               \
	"vm.page-cluster with swap=async: a swap-in reads up to "              \
	"2^page_cluster pages"

/* In the order of enum swap_window. */
#define KERNEL_VMA_RA "auto", "yes", "no"
#define KERNEL_VMA_RA_TEXT                                                     \
	"swap/vma_ra_enabled: read-ahead is by address; no: by slot; auto: "   \
	"by slot on a device of kind disk"

/* The parameters of both policies. */
struct kernel_swap_params {
	int swap; /* an enum kernel_swap */
	uint64_t page_cluster;
	int vma_ra; /* an enum swap_window */
};

/* What a parameter of read-ahead needs, if it asks for any; NULL: nothing. */
static inline const char *
kernel_swap_needs(const struct kernel_swap_params *p, const char *name)
{
	bool asks =
	    (p->page_cluster > 0 && strcmp(name, "page_cluster") == 0) ||
	    (p->vma_ra != 0 && strcmp(name, "vma_ra") == 0);

	return (asks && p->swap == SWAP_SYNC ? "swap=async" : NULL);
}

static inline void
kernel_swap_tell(
    const struct kernel_swap_params *p, int version, struct policy_swap *to)
{
	to->async = p->swap == SWAP_ASYNC;
	to->page_cluster = (unsigned)p->page_cluster;
	to->window = (enum swap_window)p->vma_ra;
	to->free_clusters_first = version < LINUX_6_18;
}

static const char *const kernel_swaps[] = { KERNEL_SWAPS, NULL };
static const char *const kernel_windows[] = { KERNEL_VMA_RA, NULL };

/* Their rows, where 'params' has them as 'member': a macro, because the table
 * of a policy is a constant. */
#define KERNEL_SWAP_ROWS(params, member)                                       \
	{ .name = "swap",                                                      \
		.type = PARAM_CHOICE,                                          \
		.offset = offsetof(params, member.swap),                       \
		.dflt = "sync",                                                \
		.choices = kernel_swaps,                                       \
		.text = KERNEL_SWAP_TEXT },                                    \
	    { .name = "page_cluster",                                          \
		    .type = PARAM_COUNT,                                       \
		    .offset = offsetof(params, member.page_cluster),           \
		    .dflt = "0",                                               \
		    .max = KERNEL_PAGE_CLUSTER_MAX,                            \
		    .text = KERNEL_PAGE_CLUSTER_TEXT },                        \
	{                                                                      \
		.name = "vma_ra", .type = PARAM_CHOICE,                        \
		.offset = offsetof(params, member.vma_ra), .dflt = "auto",     \
		.choices = kernel_windows, .text = KERNEL_VMA_RA_TEXT          \
	}

#endif
