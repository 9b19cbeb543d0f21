/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Specifications: settings of the model, a policy or device with values, a
 * memory size, a run.
 */
#ifndef MODEL_SPEC_H
#define MODEL_SPEC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/param.h"
#include "model/page.h"

enum straddle { STRADDLE_SPLIT, STRADDLE_FIRST };
enum areas_mode { AREAS_IMPLICIT, AREAS_DECLARED };
enum slot_mode { SLOTS_ALLOC, SLOTS_VADDR };
enum unwritten { UNWRITTEN_DROP, UNWRITTEN_WRITE };
enum writeback { WRITEBACK_ASYNC, WRITEBACK_SYNC };
enum think { THINK_FIXED, THINK_TRACE };
enum first_touch { FIRST_TOUCH_ZERO, FIRST_TOUCH_READ };
enum scope { SCOPE_GLOBAL, SCOPE_LOCAL };
enum contents_mode { CONTENTS_NONE, CONTENTS_STAMPS, CONTENTS_BYTES };
enum tlb_replacement { TLB_LRU, TLB_FIFO, TLB_RANDOM };
enum tlb_switch { TLB_SWITCH_KEEP, TLB_SWITCH_FLUSH };
enum tlb_accessed { TLB_ACCESSED_ALWAYS, TLB_ACCESSED_WALK };
enum level { LEVEL_AUTO, LEVEL_0, LEVEL_1, LEVEL_2, LEVEL_3 };
enum memory_of { MEMORY_OF_AUTO, MEMORY_OF_GROUP, MEMORY_OF_MACHINE };
enum read_ahead {
	READ_AHEAD_AUTO,
	READ_AHEAD_NONE,
	READ_AHEAD_ADDRESS,
	READ_AHEAD_SLOT
};
enum slot_order {
	SLOT_ORDER_AUTO,
	SLOT_ORDER_LOWEST,
	SLOT_ORDER_NEXT,
	SLOT_ORDER_CLUSTER
};
enum paging { PAGING_SV39, PAGING_SV48, PAGING_X86_64, PAGING_LA57 };

/* The sizes that a page may have, in bytes and as their logarithm. */
#define PAGE_SHIFT_MIN 4
#define PAGE_SHIFT_MAX 30
#define PAGE_SIZE_MIN  (UINT64_C(1) << PAGE_SHIFT_MIN)
#define PAGE_SIZE_MAX  (UINT64_C(1) << PAGE_SHIFT_MAX)

/* The choices of the model; each has a row in the table of settings, which
 * says what it does.  Enumerations are int: a param row stores one. */
struct settings {
	uint64_t page_size; /* bytes, a power of two */
	int straddle;
	bool ifetch;
	int areas;
	bool strict;
	bool swap_cache;
	int slot_mode;
	bool always_write;
	int unwritten;
	uint64_t swap_size; /* bytes; 0: as much as needed */
	int writeback;
	uint64_t seed;
	uint64_t think_ns; /* between two references */
	int think;
	uint64_t tick; /* a timer tick every so many references; 0: none */
	int scope;
	int contents;
	int paging;
	int first_touch;
	struct amount skip;   /* references that are left out */
	struct amount warmup; /* the next ones: replayed, not counted */
	struct amount take;   /* the next ones: counted; 0: all the rest */
	uint64_t tlb;         /* entries; 0: no TLB */
	uint64_t tlb_ways;    /* 0: a page may be in any entry */
	int tlb_replacement;
	int tlb_switch;
	int tlb_accessed;
	uint64_t kernel_pages; /* charged by the kernel; 0: KERNEL_PAGES */
	/* What these are in force as: model/level.h. */
	int level;
	int read_ahead;
	uint64_t page_cluster;
	int slot_order;
	int memory_of;
	uint64_t min_free_kbytes;        /* 0: by the size of memory */
	uint64_t watermark_scale_factor; /* 0: WATERMARK_SCALE */
	bool swap_cache_given;           /* swap_cache was set by name */
	const char *groups;              /* model/process_group.h; NULL: none */
};

/* Pages that the kernel itself charges to a memory group in which one process
 * maps anonymous memory: 2 to 7 measured (doc/KERNEL.md). */
#define KERNEL_PAGES 3

static inline unsigned
settings_page_shift(const struct settings *s)
{
	return ((unsigned)__builtin_ctzll(s->page_size));
}

/* A name with values, each with its position: a policy or a device. */
struct setting;
struct selection {
	const char *name;
	const struct setting *value; /* base/param.h */
	size_t nvalue;
	struct err_where at; /* its position */
};

/* A memory size as it was given. */
enum memory_unit { MEMORY_FRAMES, MEMORY_BYTES, MEMORY_SHARE };
struct memory_size {
	enum memory_unit unit;
	uint64_t n; /* frames, bytes or parts per million of the footprint */
	struct err_where at; /* its position */
};

/* The frames that it is of a footprint of so many pages; 0: less than one. */
static inline uint64_t
memory_frames(
    const struct memory_size *memory, uint64_t pages, uint64_t page_size)
{
	unsigned __int128 share = (unsigned __int128)pages * memory->n;
	uint64_t part = (uint64_t)((share + 999999) / 1000000);

	return (memory->unit == MEMORY_FRAMES  ? memory->n
		: memory->unit == MEMORY_BYTES ? memory->n / page_size
		: part > 0                     ? part
					       : 1);
}

/* A process's part of the frames with scope=local; processes and groups without
 * one share the rest. */
struct quota {
	uint32_t pid;
	uint64_t frames;  /* or: */
	uint64_t ppm;     /* of the machine's frames */
	const char *file; /* where it is written, for messages */
	uint64_t line, column;
};

/* "gen:PATTERN:key=value" in place of a trace's path: a synthetic trace. */
#define PATTERN_PREFIX "gen:"

static inline bool
path_is_pattern(const char *path)
{
	return (strncmp(path, PATTERN_PREFIX, sizeof(PATTERN_PREFIX) - 1) == 0);
}

/* One run. */
struct device_figures;
struct param;
struct run_spec {
	struct selection policy;
	const struct device_figures *device;
	const struct param *device_params; /* where some were given for this
					    * run alone; else NULL */
	struct memory_size memory;
};

#endif
