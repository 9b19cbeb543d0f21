/* SPDX-License-Identifier: BSD-2-Clause */
#include "oracle/question.h"

const char *const oracle_lru_names[] = {
	[ORACLE_CLASSIC] = "classic",
	[ORACLE_MGLRU] = "mglru",
	NULL,
};

#define AT(member) offsetof(struct oracle_conditions, member)

const struct param oracle_table[] = {
	{ "release", PARAM_TEXT, AT(release), NULL, 0, 0, NULL, NULL,
	    "the kernel, as uname -r names it" },
	{ "here", PARAM_BOOL, AT(here), "no", 0, 0, NULL, NULL,
	    "the kernel that ran, and no emulated one" },
	{ "lru", PARAM_CHOICE, AT(lru), "classic", 0, 0, oracle_lru_names, NULL,
	    "two lists, or generations" },
	{ "swap", PARAM_CHOICE, AT(swap), "zram", 0, 0, swapdev_names, NULL,
	    "the swap device: compressed memory; null_blk; with --here also a "
	    "loop device or a file" },
	{ "latency", PARAM_TIME, AT(latency_ns), "60us", 0,
	    UINT64_C(1000000000), NULL, "time",
	    "of a request to null; 0: it is synchronous" },
	{ "rotating", PARAM_BOOL, AT(rotating), "no", 0, 0, NULL, NULL,
	    "null is said to be a rotating disk" },
	{ "swappiness", PARAM_COUNT, AT(swappiness), "60", 0, 200, NULL, NULL,
	    "vm.swappiness" },
	{ "page_cluster", PARAM_COUNT, AT(page_cluster), "0", 0, 10, NULL, NULL,
	    "vm.page-cluster: read-ahead of 2 to this power pages" },
	{ "file_readahead", PARAM_COUNT, AT(file_readahead), "0", 0, 8192, NULL,
	    "pages", "read_ahead_kb of the device that files are on" },
	{ "boost", PARAM_COUNT, AT(boost), "15000", 0, 100000, NULL, NULL,
	    "vm.watermark_boost_factor, with memory of a machine" },
	{ "flush", PARAM_COUNT, AT(flush), "1000", 0, UINT64_C(1) << 32, NULL,
	    "references",
	    "between two reads of memory.stat, which make the kernel flush "
	    "the group's statistics; 0: never" },
	{ "tlb", PARAM_COUNT, AT(tlb), "100", 0, UINT64_C(1) << 32, NULL,
	    "references",
	    "between two flushes of the TLB, which in an emulator has no end; "
	    "0: never" },
	{ .name = NULL },
};
