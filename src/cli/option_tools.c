/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The options of commands that make no runs: writing, recording and checking.
 */
#include "cli/option_take.h"

static const char *const MERGE_MODES[] = {
	[MERGE_NO] = "no",
	[MERGE_KEEP] = "keep",
	[MERGE_PIDS] = "pids",
	NULL,
};

const struct option option_tools[] = {
	{ { "to", PARAM_TEXT, offsetof(struct options, to), NULL, 0, 0, NULL,
	      "NAME[:key=value,...]",
	      "the format to write; default: as the file's name ends "
	      "(.text, .txt, .trace, .lackey, .lirs, .refs), else packed; to "
	      "standard output text" },
	    0, FOR_CONVERT | FOR_GEN | FOR_RECORD, take_format, "formats",
	    NULL },
	{ { "page-refs", PARAM_BOOL, offsetof(struct options, page_refs), NULL,
	      0, 0, NULL, NULL,
	      "write references to pages in place of addresses: the address of "
	      "the page, one byte" },
	    0, FOR_CONVERT | FOR_GEN | FOR_RECORD, NULL, NULL, NULL },
	{ { "filter", PARAM_TEXT, offsetof(struct options, filter), NULL, 0, 0,
	      NULL, "KEY=VALUE,...",
	      "write only accesses with this pid=N or N-N, kind=LETTERS of "
	      "RWMX, addr=A or A-B in hexadecimal; events=no leaves out "
	      "events; repeated: those that one of them chooses" },
	    0, FOR_CONVERT, take_value, NULL, NULL },
	{ { "reduce", PARAM_COUNT, offsetof(struct options, reduce), NULL, 1,
	      FRAMES_MAX, NULL, "sad:K",
	      "leave out references so that lru and opt have the same page "
	      "faults with K frames and more" },
	    0, FOR_CONVERT | FOR_GEN, take_reduce, NULL, NULL },
	{ { "merge", PARAM_CHOICE, offsetof(struct options, merge), "no", 0, 0,
	      MERGE_MODES, "[=MODE]",
	      "several files become one trace in order of time; pids: each is "
	      "a process of its own" },
	    0, FOR_CONVERT, take_merge, NULL, NULL },
	{ { "law", PARAM_TEXT, 0, NULL, 0, 0, NULL, "NAME",
	      "this law alone; may be repeated" },
	    0, FOR_CHECK, take_law, "laws", NULL },
	/* Of each kind of short trace two without changes and two with. */
	{ { "runs", PARAM_COUNT, offsetof(struct options, runs), "28", 0,
	      1000000, NULL, "N",
	      "short random traces; 0: no random trace at all" },
	    0, FOR_CHECK, NULL, NULL, NULL },
	{ { "long", PARAM_COUNT, offsetof(struct options, turns), NULL, 0,
	      10000000, NULL, "N",
	      "steps of the long random trace; default: 300000; 0: none" },
	    0, FOR_CHECK, NULL, NULL, NULL },
	{ { "bundled", PARAM_COUNT, offsetof(struct options, bundled), NULL, 0,
	      UINT32_MAX, NULL, "N|all",
	      "references of each bundled trace; default: all of the shortest "
	      "and 200000 of the others, but none where traces are named" },
	    0, FOR_CHECK, take_bundled, NULL, NULL },
	{ { "stack", PARAM_BOOL, offsetof(struct options, stack), NULL, 0, 0,
	      NULL, NULL, "it is a stack algorithm: check that law too" },
	    0, FOR_CHECK, NULL, NULL, NULL },
	{ { "trace-out", PARAM_TEXT, offsetof(struct options, trace_out), NULL,
	      0, 0, NULL, "FILE",
	      "where to write the trace that breaks a law; default: "
	      "POLICY-LAW.trace" },
	    0, FOR_CHECK, NULL, NULL, NULL },
	{ { "method", PARAM_TEXT, offsetof(struct options, method), NULL, 0, 0,
	      NULL, "NAME",
	      "how to record: qemu, lackey or window; default: the first "
	      "that is there" },
	    0, FOR_RECORD, NULL, NULL, NULL },
	{ { "pid", PARAM_COUNT, offsetof(struct options, pid), NULL, 1, 4194304,
	      NULL, "PID",
	      "record this process, which runs, until --take, --for or "
	      "Ctrl-C; method window" },
	    0, FOR_RECORD, NULL, NULL, NULL },
	{ { "window", PARAM_COUNT, offsetof(struct options, window), "4096", 16,
	      65536, NULL, "PAGES",
	      "the window of the method of that name: as many pages can be "
	      "accessed without being seen" },
	    0, FOR_RECORD, NULL, NULL, NULL },
	{ { "after", PARAM_TEXT, offsetof(struct options, after), NULL, 0, 0,
	      NULL, "EVENT|TIME",
	      "start recording then: a time such as 2s, or exec, output, "
	      "listen, accept, signal" },
	    0, FOR_RECORD, NULL, NULL, NULL },
	{ { "for", PARAM_TIME, offsetof(struct options, for_ns), NULL, 1000000,
	      UINT64_C(31536000000000000), NULL, "TIME", "record for so long" },
	    0, FOR_RECORD, NULL, NULL, NULL },
	{ { "data-only", PARAM_BOOL, offsetof(struct options, data_only), NULL,
	      0, 0, NULL, NULL, "no instruction fetches" },
	    0, FOR_RECORD, NULL, NULL, NULL },
	{ { "kill", PARAM_BOOL, offsetof(struct options, kill), NULL, 0, 0,
	      NULL, NULL,
	      "end the program when the recording ends; default: it runs on" },
	    0, FOR_RECORD, NULL, NULL, NULL },
	{ { "kernel", PARAM_TEXT, offsetof(struct options, kernels), NULL, 0, 0,
	      NULL, "VERSION[:key=value,...]",
	      "an emulated kernel, as 6.12, or several by comma; conditions: "
	      "swap=zram|null, latency=TIME, rotating, swappiness, "
	      "page_cluster, file_readahead, boost, flush, tlb" },
	    0, FOR_ORACLE, take_selections, NULL, NULL },
	{ { "kernel-image", PARAM_TEXT, offsetof(struct options, kernel_images),
	      NULL, 0, 0, NULL, "FILE[:key=value,...]",
	      "a kernel of your own: a bzImage; several by comma, "
	      "of different releases" },
	    0, FOR_ORACLE, take_selections, NULL, NULL },
	{ { "kernel-modules", PARAM_TEXT,
	      offsetof(struct options, kernel_modules), NULL, 0, 0, NULL, "DIR",
	      "its modules, NAME.ko: zsmalloc, zram, null_blk" },
	    0, FOR_ORACLE, NULL, NULL, NULL },
	{ { "kernel-cache", PARAM_TEXT, offsetof(struct options, kernel_cache),
	      NULL, 0, 0, NULL, "DIR",
	      "where fetched kernels are kept; default: pagerace in "
	      "XDG_CACHE_HOME or ~/.cache" },
	    0, FOR_ORACLE, NULL, NULL, NULL },
	{ { "lru", PARAM_TEXT, offsetof(struct options, lru), "classic", 0, 0,
	      NULL, "NAME,...", "classic: two lists; mglru: generations" },
	    0, FOR_ORACLE, NULL, NULL, NULL },
	{ { "here", PARAM_BOOL, offsetof(struct options, here), NULL, 0, 0,
	      NULL, NULL,
	      "ask the kernel that runs, as root; conditions as "
	      "'--kernel here:swap=file'" },
	    0, FOR_ORACLE, NULL, NULL, NULL },
	{ { "repeats", PARAM_COUNT, offsetof(struct options, repeats), "5", 1,
	      1000, NULL, "N",
	      "of each question to the kernel that runs: the median and the "
	      "spread are reported" },
	    0, FOR_ORACLE, NULL, NULL, NULL },
	{ .param.name = NULL },
};
