/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The table of settings.
 *
 * The ranges keep what is computed from a setting from overflowing: a page
 * number is an address divided by the page size, and think_ns times the
 * references of the longest possible trace fits 64 bits.
 */
#include "config/settings.h"
#include "model/level.h"

#define SWAP_SIZE_MAX (PAGE_SIZE_MAX * SLOTS_MAX)
#define THINK_MAX     UINT64_C(1000000000)
/* The sum of three of them fits 64 bits. */
#define WINDOW_MAX (UINT64_C(1) << 60)
#define TLB_MAX    65536
/* KiB: 1 TiB of FRAMES_MAX pages. */
#define MIN_FREE_LIMIT (UINT64_C(1) << 30)

static const char *const STRADDLE_WORDS[] = {
	[STRADDLE_SPLIT] = "split",
	[STRADDLE_FIRST] = "first",
	NULL,
};
static const char *const AREAS_WORDS[] = {
	[AREAS_IMPLICIT] = "implicit",
	[AREAS_DECLARED] = "declared",
	NULL,
};
static const char *const SLOT_WORDS[] = {
	[SLOTS_ALLOC] = "alloc",
	[SLOTS_VADDR] = "vaddr",
	NULL,
};
static const char *const UNWRITTEN_WORDS[] = {
	[UNWRITTEN_DROP] = "drop",
	[UNWRITTEN_WRITE] = "write",
	NULL,
};
static const char *const WRITEBACK_WORDS[] = {
	[WRITEBACK_ASYNC] = "async",
	[WRITEBACK_SYNC] = "sync",
	NULL,
};
static const char *const SCOPE_WORDS[] = {
	[SCOPE_GLOBAL] = "global",
	[SCOPE_LOCAL] = "local",
	NULL,
};
static const char *const CONTENTS_WORDS[] = {
	[CONTENTS_NONE] = "none",
	[CONTENTS_STAMPS] = "stamps",
	[CONTENTS_BYTES] = "bytes",
	NULL,
};
static const char *const THINK_WORDS[] = {
	[THINK_FIXED] = "fixed",
	[THINK_TRACE] = "trace",
	NULL,
};
static const char *const FIRST_TOUCH_WORDS[] = {
	[FIRST_TOUCH_ZERO] = "zero",
	[FIRST_TOUCH_READ] = "read",
	NULL,
};
static const char *const PAGING_WORDS[] = {
	[PAGING_SV39] = "sv39",
	[PAGING_SV48] = "sv48",
	[PAGING_X86_64] = "x86_64",
	[PAGING_LA57] = "la57",
	NULL,
};

static const char *const TLB_REPLACEMENT_WORDS[] = {
	[TLB_LRU] = "lru",
	[TLB_FIFO] = "fifo",
	[TLB_RANDOM] = "random",
	NULL,
};
static const char *const TLB_SWITCH_WORDS[] = {
	[TLB_SWITCH_KEEP] = "keep",
	[TLB_SWITCH_FLUSH] = "flush",
	NULL,
};
static const char *const TLB_ACCESSED_WORDS[] = {
	[TLB_ACCESSED_ALWAYS] = "always",
	[TLB_ACCESSED_WALK] = "walk",
	NULL,
};

static const char *const LEVEL_WORDS[] = {
	[LEVEL_AUTO] = "auto",
	[LEVEL_0] = "0",
	[LEVEL_1] = "1",
	[LEVEL_2] = "2",
	[LEVEL_3] = "3",
	NULL,
};
static const char *const READ_AHEAD_WORDS[] = {
	[READ_AHEAD_AUTO] = "auto",
	[READ_AHEAD_NONE] = "no",
	[READ_AHEAD_ADDRESS] = "address",
	[READ_AHEAD_SLOT] = "slot",
	NULL,
};
static const char *const MEMORY_OF_WORDS[] = {
	[MEMORY_OF_AUTO] = "auto",
	[MEMORY_OF_GROUP] = "group",
	[MEMORY_OF_MACHINE] = "machine",
	NULL,
};
static const char *const SLOT_ORDER_WORDS[] = {
	[SLOT_ORDER_AUTO] = "auto",
	[SLOT_ORDER_LOWEST] = "lowest",
	[SLOT_ORDER_NEXT] = "next",
	[SLOT_ORDER_CLUSTER] = "cluster",
	NULL,
};

const struct param settings_table[] = {
	{ "page_size", PARAM_SIZE, offsetof(struct settings, page_size), "4096",
	    PAGE_SIZE_MIN, PAGE_SIZE_MAX, NULL, "bytes",
	    "Size of a page and of a frame; a power of two from 16 bytes to "
	    "1 GiB." },
	{ "straddle", PARAM_CHOICE, offsetof(struct settings, straddle),
	    "split", 0, 0, STRADDLE_WORDS, NULL,
	    "What an access across a page boundary is: one reference to each "
	    "page, or one to the first page only." },
	{ "ifetch", PARAM_BOOL, offsetof(struct settings, ifetch), "yes", 0, 0,
	    NULL, NULL, "Whether instruction fetches are references." },
	{ "areas", PARAM_CHOICE, offsetof(struct settings, areas), "implicit",
	    0, 0, AREAS_WORDS, NULL,
	    "An address outside every area: an area is made when it is first "
	    "touched, or the reference is denied because areas are declared." },
	{ "strict", PARAM_BOOL, offsetof(struct settings, strict), "no", 0, 0,
	    NULL, NULL,
	    "Whether a denied reference or a malformed record ends the run "
	    "instead of being counted." },
	{ "swap_cache", PARAM_BOOL, offsetof(struct settings, swap_cache), "no",
	    0, 0, NULL, NULL,
	    "no (textbook, level 0): a page written out keeps its slot until "
	    "it is unmapped. "
	    "yes (level 1): a page read back keeps its slot until it is "
	    "written to. Either way a clean victim with a copy costs "
	    "nothing." },
	{ "slot_mode", PARAM_CHOICE, offsetof(struct settings, slot_mode),
	    "alloc", 0, 0, SLOT_WORDS, NULL,
	    "Which swap slot a page gets: the lowest free one, or the one with "
	    "its page number in the address space." },
	{ "always_write", PARAM_BOOL, offsetof(struct settings, always_write),
	    "no", 0, 0, NULL, NULL,
	    "Whether every victim is written, clean ones too." },
	{ "unwritten", PARAM_CHOICE, offsetof(struct settings, unwritten),
	    "drop", 0, 0, UNWRITTEN_WORDS, NULL,
	    "A clean victim without a copy on swap, never written to: dropped, "
	    "as if its copy were in its file, and read back from there when "
	    "next touched; or written out." },
	{ "swap_size", PARAM_SIZE, offsetof(struct settings, swap_size), "0", 0,
	    SWAP_SIZE_MAX, NULL, "bytes",
	    "Size of swap, in whole pages; 0: as much as needed." },
	{ "writeback", PARAM_CHOICE, offsetof(struct settings, writeback),
	    "async", 0, 0, WRITEBACK_WORDS, NULL,
	    "A fault that writes its victim: continues when the write is "
	    "issued, or waits until it is complete." },
	{ "seed", PARAM_COUNT, offsetof(struct settings, seed), "1", 0, 0, NULL,
	    NULL, "Seed of everything random." },
	{ "think_ns", PARAM_TIME, offsetof(struct settings, think_ns), "1", 0,
	    THINK_MAX, NULL, "ns",
	    "The program's own time between two references." },
	{ "think", PARAM_CHOICE, offsetof(struct settings, think), NULL, 0, 0,
	    THINK_WORDS, NULL,
	    "Where the program's own time comes from: think_ns, or the times "
	    "of the trace's accesses." },
	{ "tick", PARAM_COUNT, offsetof(struct settings, tick), "0", 0, 0, NULL,
	    "references",
	    "A timer tick every so many references; 0: only those of the "
	    "trace." },
	{ "scope", PARAM_CHOICE, offsetof(struct settings, scope), "global", 0,
	    0, SCOPE_WORDS, NULL,
	    "Which pages a fault may evict: those of any process, or only "
	    "those of its own, with the frames divided among the processes." },
	{ "groups", PARAM_TEXT, offsetof(struct settings, groups), NULL, 0, 0,
	    NULL, NULL,
	    "With scope=local, processes that share a memory group: their "
	    "numbers joined by +, or a range, then the limit of the group; / "
	    "between groups: 0+1:75%/2:25%. A process in none has frames of "
	    "its own; a forked one is in its parent's group." },
	{ "contents", PARAM_CHOICE, offsetof(struct settings, contents), "none",
	    0, 0, CONTENTS_WORDS, NULL,
	    "What is kept of the contents of pages, to check that swapping "
	    "preserves them: nothing, a stamp for each page, or every byte." },
	{ "paging", PARAM_CHOICE, offsetof(struct settings, paging), "x86_64",
	    0, 0, PAGING_WORDS, NULL,
	    "Shape of the page tables whose size is reported." },
	{ "first_touch", PARAM_CHOICE, offsetof(struct settings, first_touch),
	    NULL, 0, 0, FIRST_TOUCH_WORDS, NULL,
	    "What the first touch of a page costs: a zeroed frame, or a read "
	    "from the page's file, which counts as a page read from swap." },
	{ "skip", PARAM_AMOUNT, offsetof(struct settings, skip), NULL, 0,
	    WINDOW_MAX, NULL, "references",
	    "References that are left out at the beginning of the trace; its "
	    "events are applied. Also a share of the trace, such as 10%." },
	{ "warmup", PARAM_AMOUNT, offsetof(struct settings, warmup), NULL, 0,
	    WINDOW_MAX, NULL, "references",
	    "The next references drive the machine and are not counted. Also a "
	    "share of the trace." },
	{ "take", PARAM_AMOUNT, offsetof(struct settings, take), NULL, 0,
	    WINDOW_MAX, NULL, "references",
	    "The next references are counted, and the rest of the trace is "
	    "left out; 0: nothing is. Also a share of the trace." },
	{ "tlb", PARAM_COUNT, offsetof(struct settings, tlb), NULL, 0, TLB_MAX,
	    NULL, "entries",
	    "Entries of a TLB in front of the page tables, whose hits and "
	    "misses are counted; 0: none. ENTRIES[:WAYS][:REPLACEMENT] sets "
	    "the next two as well." },
	{ "tlb_ways", PARAM_COUNT, offsetof(struct settings, tlb_ways), NULL, 0,
	    TLB_MAX, NULL, "entries",
	    "Entries of a set of the TLB; 0: a page may be in any entry." },
	{ "tlb_replacement", PARAM_CHOICE,
	    offsetof(struct settings, tlb_replacement), NULL, 0, 0,
	    TLB_REPLACEMENT_WORDS, NULL,
	    "Which entry of a full set of the TLB is replaced." },
	{ "tlb_switch", PARAM_CHOICE, offsetof(struct settings, tlb_switch),
	    NULL, 0, 0, TLB_SWITCH_WORDS, NULL,
	    "When another process runs: the TLB keeps its entries, which have "
	    "the number of their process, or is flushed." },
	{ "tlb_accessed", PARAM_CHOICE, offsetof(struct settings, tlb_accessed),
	    NULL, 0, 0, TLB_ACCESSED_WORDS, NULL,
	    "When a reference sets its page's accessed bit: always, or only "
	    "where the page tables are walked, at a miss of the TLB or a write "
	    "to a page that is not dirty. With walk a policy sees fewer "
	    "accesses, and its faults change." },
	{ "kernel_pages", PARAM_COUNT, offsetof(struct settings, kernel_pages),
	    NULL, 0, FRAMES_MAX, NULL, "pages",
	    "For a policy that reclaims as a kernel does: pages of the memory "
	    "that the kernel itself has charged to the group; 0: 3 of them." },
	{ "level", PARAM_CHOICE, offsetof(struct settings, level), NULL, 0, 0,
	    LEVEL_WORDS, NULL,
	    "What there is between a policy and the swap device: 0: the "
	    "textbook's; 1: a swap cache; 2: slots in clusters and read-ahead, "
	    "too; 3: reclaim in batches and in the background, and write-back. "
	    "auto: 0, or 1 with swap_cache=yes; linux and mglru bring a "
	    "kernel's." },
	{ "read_ahead", PARAM_CHOICE, offsetof(struct settings, read_ahead),
	    NULL, 0, 0, READ_AHEAD_WORDS, NULL,
	    "From level 2 on, what a swap-in reads besides its page: nothing, "
	    "pages at adjacent addresses, or in adjacent slots; auto: by slot "
	    "on a device of kind disk, else by address." },
	{ "page_cluster", PARAM_COUNT, offsetof(struct settings, page_cluster),
	    NULL, 0, PAGE_CLUSTER_MAX, NULL, NULL,
	    "From level 2 on, a swap-in reads up to 2^page_cluster pages; 0: "
	    "8 of them." },
	{ "slot_order", PARAM_CHOICE, offsetof(struct settings, slot_order),
	    NULL, 0, 0, SLOT_ORDER_WORDS, NULL,
	    "Which free slot a page gets: the lowest, the next one round and "
	    "round, or the next of a cluster of 512; auto: the lowest, from "
	    "level 2 on of a cluster, with swap=async the next." },
	{ "memory_of", PARAM_CHOICE, offsetof(struct settings, memory_of), NULL,
	    0, 0, MEMORY_OF_WORDS, NULL,
	    "At level 3, what the memory is: that of a machine, with "
	    "watermarks and reclaim in the background, or the limit of a "
	    "group, whose faults reclaim; auto: of a machine." },
	{ "min_free_kbytes", PARAM_COUNT,
	    offsetof(struct settings, min_free_kbytes), NULL, 0, MIN_FREE_LIMIT,
	    NULL, "KiB",
	    "vm.min_free_kbytes, for memory of a machine: the lowest "
	    "watermark; 0: by the size of memory." },
	{ "watermark_scale_factor", PARAM_COUNT,
	    offsetof(struct settings, watermark_scale_factor), NULL, 0, 3000,
	    NULL, NULL,
	    "vm.watermark_scale_factor, for memory of a machine: watermarks "
	    "are so many parts of 10,000 of it apart, or a quarter of the "
	    "lowest; 0: 10." },
	{ NULL, PARAM_BOOL, 0, NULL, 0, 0, NULL, NULL, NULL },
};
