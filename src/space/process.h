/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the spaces of a trace: one address space for each process, and
 * what they share.
 *
 * A process has areas and a page table.  The entries hold page numbers, where
 * those of an address space in vm/ hold frame numbers.
 */
#ifndef SPACE_PROCESS_H
#define SPACE_PROCESS_H

#include "space/areaset.h"
#include "space/leaf_cache.h"
#include "space/pagetable.h"
#include "space/spaces.h"

struct process {
	uint64_t tag; /* the upper part of its tags in the leaf cache */
	uint32_t index, pid;
	uint64_t implicit; /* areas made for accesses, ever */
	struct areas areas;
	struct pagetable pt;
};

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

	struct leaf_cache leaf_cache;
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
/* Enters the size of a process's page table into its facts. */
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
/* Numbers the page of an address that has none, and enters it with these bits
 * in the page table. */
int spaces_number_page(struct spaces *s, struct process *p, vaddr_t addr,
    uint32_t area, unsigned bits, page_id_t *page, const struct err_where *at,
    struct err *err);
void spaces_change(
    struct spaces *s, enum change_kind kind, page_id_t page, page_id_t other);

/* implicit.c: areas that the trace did not map.  NULL with *err set: too many.
 */
const struct area *implicit_make(struct spaces *s, struct process *p,
    vaddr_t addr, const struct err_where *at, struct err *err);
int implicit_fill(struct spaces *s, struct process *p, vaddr_t start,
    vaddr_t end, const struct err_where *at, struct err *err);

/* Of the leaf over an address, in the leaf cache. */
static inline uint64_t
process_tag(const struct spaces *s, const struct process *p, vaddr_t addr)
{
	return (p->tag | addr >> (s->shift + TABLE_BITS));
}

/* The page-table entry of an address; 0: it has not been touched. */
static inline uint64_t
process_entry(struct spaces *s, struct process *p, vaddr_t addr)
{
	return (leaf_cache_get(
	    &s->leaf_cache, &p->pt, process_tag(s, p, addr), addr));
}

#endif
