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

#include <string.h>

#include "space/areaset.h"
#include "space/leaf_cache.h"
#include "space/page_runs.h"
#include "space/pagetable.h"
#include "space/spaces.h"

struct process {
	uint64_t tag;      /* the upper bits of its tags in the leaf cache */
	uint32_t index;    /* in order of creation, from 0 */
	uint32_t pid;      /* as in the trace */
	uint64_t implicit; /* areas made for accesses so far */
	bool suspended;
	struct areas areas;
	struct pagetable pt;
};

struct pid_slot {
	uint32_t pid;
	uint32_t index; /* of its process, plus 1; 0: none, or it has ended */
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
	const struct page_runs *runs;
	uint64_t *page_address;             /* address >> shift, by page */
	uint32_t *page_area, *page_process; /* by page */
	uint8_t *page_file;                 /* by page: FILE_PAGE or 0 */
	bool files;                         /* a page is of one */
	page_id_t cap;                      /* elements of these four */
	uint32_t *process_pid;              /* by process */
	page_id_t npages;

	/* process.c */
	struct process *last; /* found last; NULL: none */
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
	uint32_t child; /* index of the child; before the first fork, of the
			 * area's own process, which no child has */
	uint32_t id;    /* of the child's area */
};

/* References of a process are counted in one word, sixteen bits for each
 * enum access_op, and added up after so many. */
#define OP_COUNTS_MAX 65535

/* Adds such counts to those of the trace and of the process. */
void process_count(struct spaces *s, uint32_t index, uint64_t counts);

/* The process of this pid that has not ended, or NULL. */
struct process *process_find(struct spaces *s, uint32_t pid);
/* The same, created if there is none; NULL with *err set. */
struct process *process_get(struct spaces *s, uint32_t pid,
    const struct err_where *at, struct err *err);
/* The pid 'child' must not belong to a process that has not ended. */
int process_fork(struct spaces *s, struct process *parent, uint32_t child,
    const struct err_where *at, struct err *err);
void process_exit(struct spaces *s, struct process *p);
/* Writes the size of a process's page table into its facts. */
void process_settle(const struct spaces *s, const struct process *p);

/* A new area of the process; its id, or -1 with *err set. */
int64_t spaces_area(struct spaces *s, struct process *p,
    const struct event *map, const struct err_where *at, struct err *err);
/* The pages that one event may fill.  It bounds the cost of one line of a
 * trace, which PAGES_MAX does not. */
#define EVENT_PAGES_MAX (UINT32_C(1) << 24)
/* -1 with *err set if one event may not fill so many bytes.  does, for the
 * message: "populates", "pins". */
int spaces_may_fill(const struct spaces *s, const char *does, uint64_t bytes,
    const struct err_where *at, struct err *err);
/* Maps an area that has been checked, with its pages if it is populated. */
int spaces_map(struct spaces *s, struct process *p, const struct event *map,
    const struct err_where *at, struct err *err);
/* The n pages from 'first' on, whose addresses are written, are of this area;
 * spaces_take_numbers() follows. */
static inline void
spaces_note_area(struct spaces *s, uint32_t area, page_id_t first, page_id_t n)
{
	struct area_fact *f = &s->area_fact[area];

	f->pages += n;
	/* The arrays are zeroed, and memory touched for the first time is half
	 * of the cost of a page. */
	for (page_id_t i = 0; area != 0 && i < n; i++)
		s->page_area[first + i] = area;
	if (likely((f->flags & MAP_OF_FILE) == 0))
		return;
	s->files = true;
	memset(s->page_file + first,
	    (f->flags & MAP_EXEC) != 0 ? FILE_PAGE | FILE_CODE : FILE_PAGE, n);
}

/* The next n numbers are taken for pages of p; there is capacity for them. */
static inline void
spaces_take_numbers(struct spaces *s, const struct process *p, page_id_t n)
{
	for (page_id_t i = 0; p->index != 0 && i < n; i++)
		s->page_process[s->npages + i] = p->index;
	s->process_fact[p->index].pages += n;
	s->npages += n;
}

/* Gives the page of an address a number and a page-table entry with these bits.
 * The page must not have a number. */
int spaces_number_page(struct spaces *s, struct process *p, vaddr_t addr,
    uint32_t area, unsigned bits, page_id_t *page, const struct err_where *at,
    struct err *err);
/* Appends a change to the list that spaces_changes() returns. */
void spaces_change(
    struct spaces *s, enum change_kind kind, page_id_t page, page_id_t other);

/* implicit.c: areas that the trace did not map. */
/* The area for an address that no area covers, made or grown; NULL with *err
 * set: there are too many areas. */
const struct area *implicit_make(struct spaces *s, struct process *p,
    vaddr_t addr, const struct err_where *at, struct err *err);
/* Makes an area in each hole of the range. */
int implicit_fill(struct spaces *s, struct process *p, vaddr_t start,
    vaddr_t end, const struct err_where *at, struct err *err);

/* The tag, in the leaf cache, of the leaf that covers an address. */
static inline uint64_t
process_tag(const struct spaces *s, const struct process *p, vaddr_t addr)
{
	return (p->tag | addr >> region_shift(s->shift));
}

/* The page-table entry of an address; 0: the page has no number. */
static inline uint64_t
process_entry(struct spaces *s, struct process *p, vaddr_t addr)
{
	return (leaf_cache_get(
	    &s->leaf_cache, &p->pt, process_tag(s, p, addr), addr));
}

#endif
