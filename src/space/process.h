/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The inside of the spaces of a trace: one address space for each process, and
 * what they have in common.
 *
 * A process has areas and a page table.  Its entries hold page numbers where an
 * address space driven by hand has frame numbers; nothing else differs.
 */
#ifndef SPACE_PROCESS_H
#define SPACE_PROCESS_H

#include "space/areaset.h"
#include "space/pagetable.h"
#include "space/spaces.h"

struct process {
	uint64_t tag; /* of its leaves in the directory */
	uint32_t index, pid;
	uint64_t implicit; /* areas made for accesses, ever */
	struct areas areas;
	struct pagetable pt;
};

/* A leaf table of some process, where the directory expects it. */
struct leaf_slot {
	uint64_t tag;          /* process and region; 0: nothing here */
	const uint64_t *entry; /* all 512, or all 0 where the leaf is small */
	struct table *leaf;
	uint64_t unused; /* to a power of two */
};

/* A region is what one leaf covers: 2^43 of them at most. */
#define REGION_BITS 43

struct pid_slot {
	uint32_t pid;
	uint32_t index; /* of its process + 1; 0: none, or it has ended */
	bool taken;
};

struct spaces {
	struct mem *m;
	struct settings settings;
	unsigned shift;
	const struct area_spec *declared;
	size_t ndeclared;
	struct table_source source;

	/* directory.c */
	struct leaf_slot *slot;
	unsigned slot_shift; /* 64 - log2 of the slots */
	uint64_t nleaf;
	uint64_t *page_address; /* >> shift, by page */
	uint32_t *page_area, *page_process;
	page_id_t npages;

	/* process.c */
	struct process *last; /* the one asked for last */
	struct process **process;
	struct process_fact *process_fact;
	size_t nprocess, process_cap, process_fact_cap;
	struct pid_slot *pid;
	size_t npid, pid_cap;
	struct area_fact *area_fact;
	struct area_copy *area_copy; /* by area */
	size_t narea, area_cap, area_copy_cap;

	struct change *change;
	size_t nchange, change_cap;

	uint64_t count[4]; /* references by enum access_op */
	uint64_t denied_area, denied_permission, malformed;
	uint64_t find_calls, find_cached; /* of processes that have ended */
};

/* Which area of a child an area became at the last fork. */
struct area_copy {
	uint32_t child; /* process index; a parent's own is never met */
	uint32_t id;
};

/* The living process of this pid, or NULL; made where there is none. */
struct process *process_find(struct spaces *s, uint32_t pid);
struct process *process_get(struct spaces *s, uint32_t pid,
    const struct err_where *at, struct err *err);
/* child must not be living. */
int process_fork(struct spaces *s, struct process *parent, uint32_t child,
    const struct err_where *at, struct err *err);
void process_exit(struct spaces *s, struct process *p);
/* Writes what a process's page table has come to into its facts. */
void process_settle(const struct spaces *s, const struct process *p);

/* A new area of the process; its id, or -1 with *err set. */
int64_t spaces_area(struct spaces *s, struct process *p,
    const struct event *map, const struct err_where *at, struct err *err);
/* Pages that one event may bring in at once: what a line of a trace costs is
 * bounded, and said, where the pages of all are bounded by PAGES_MAX only. */
#define EVENT_PAGES_MAX (UINT32_C(1) << 24)
/* May these bytes be brought in?  does: "populates", "pins". */
int spaces_may_fill(const struct spaces *s, const char *does, uint64_t bytes,
    const struct err_where *at, struct err *err);
/* Maps what has been checked: an area, and its pages if it is populated. */
int spaces_map(struct spaces *s, struct process *p, const struct event *map,
    const struct err_where *at, struct err *err);
void spaces_change(
    struct spaces *s, enum change_kind kind, page_id_t page, page_id_t other);

/* implicit.c: areas nobody mapped.  NULL with *err set: too many. */
const struct area *implicit_make(struct spaces *s, struct process *p,
    vaddr_t addr, const struct err_where *at, struct err *err);
int implicit_fill(struct spaces *s, struct process *p, vaddr_t start,
    vaddr_t end, const struct err_where *at, struct err *err);

/* directory.c */
void leaf_cache_init(struct spaces *s);
/* The entry of an address; 0: it has not been touched. */
uint64_t leaf_cache_get(struct spaces *s, struct process *p, vaddr_t addr);
/* Numbers a page that has none and enters it with these bits. */
int leaf_cache_enter(struct spaces *s, struct process *p, vaddr_t addr,
    uint32_t area, unsigned bits, page_id_t *page, const struct err_where *at,
    struct err *err);

static inline struct leaf_slot *
leaf_cache_slot(const struct spaces *s, uint64_t tag)
{
	return (&s->slot[tag * UINT64_C(0x9e3779b97f4a7c15) >> s->slot_shift]);
}

static inline uint64_t
leaf_cache_tag(const struct spaces *s, const struct process *p, vaddr_t addr)
{
	return (p->tag | addr >> (s->shift + TABLE_BITS));
}

#endif
