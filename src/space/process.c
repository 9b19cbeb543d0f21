/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes: created at the first access of their pid or by fork, freed at
 * exit.
 *
 * A pid may appear again after an exit: it is then another process, with
 * another index and an address space of its own.  A fork gives the child the
 * same areas and, for each page that the parent has touched, a page that is a
 * copy-on-write copy of it, numbered in order of addresses.  A child has its
 * own area facts, one for each area that its parent had mapped, however often
 * that was split.
 */
#include "space/process.h"

#include <stdio.h>

static void
grow_pids(struct spaces *s)
{
	struct pid_slot *old = s->pid;
	size_t n = s->pid_cap;

	s->pid_cap = n == 0 ? 64 : n * 2;
	s->pid = mem_array(s->m, s->pid_cap, sizeof(*s->pid));
	for (size_t i = 0; i < n; i++) {
		size_t k = old[i].pid * UINT32_C(0x9e3779b1);

		if (!old[i].taken)
			continue;
		while (s->pid[k & (s->pid_cap - 1)].taken)
			k++;
		s->pid[k & (s->pid_cap - 1)] = old[i];
	}
	mem_free(s->m, old);
}

/* The slot of a pid; a free one is taken for it if it has none. */
static struct pid_slot *
pid_slot(struct spaces *s, uint32_t pid)
{
	size_t k = pid * UINT32_C(0x9e3779b1);
	struct pid_slot *slot;

	if (s->npid * 2 >= s->pid_cap)
		grow_pids(s);
	for (;; k++) {
		slot = &s->pid[k & (s->pid_cap - 1)];
		if (slot->taken && slot->pid == pid)
			return (slot);
		if (!slot->taken)
			break;
	}
	s->npid++;
	*slot = (struct pid_slot){ .pid = pid, .taken = true };
	return (slot);
}

static struct process *
make_process(struct spaces *s, uint32_t pid, uint32_t parent,
    const struct err_where *at, struct err *err)
{
	uint32_t index = (uint32_t)s->nprocess;
	uint64_t most = region_spaces_max(s->shift);
	struct process *p;

	if (most > PROCESSES_MAX)
		most = PROCESSES_MAX;
	if (s->nprocess == most) {
		err_at(err, ERR_LIMIT, at, "more than %ju processes%s",
		    (uintmax_t)most,
		    most < PROCESSES_MAX ? " with pages of this size; a larger "
					   "page_size allows more"
					 : "");
		return (NULL);
	}
	s->process = mem_grow(s->m, s->process, s->nprocess, &s->process_cap,
	    sizeof(*s->process));
	s->process_fact = mem_grow(s->m, s->process_fact, s->nprocess,
	    &s->process_fact_cap, sizeof(*s->process_fact));
	p = mem_alloc(s->m, sizeof(*p));
	p->index = index;
	p->pid = pid;
	p->tag = (uint64_t)(index + 1) << (64 - region_shift(s->shift));
	areas_init(&p->areas, s->m);
	pagetable_init(
	    &p->pt, &s->source, (enum paging)s->settings.paging, s->shift, 0);
	s->process[index] = p;
	s->process_fact[index] = (struct process_fact){
		.pid = pid,
		.parent = parent == UINT32_MAX ? index : parent,
	};
	s->process_pid[index] = pid;
	s->nprocess++;
	pid_slot(s, pid)->index = index + 1;
	return (p);
}

int64_t
spaces_area(struct spaces *s, struct process *p, const struct event *map,
    const struct err_where *at, struct err *err)
{
	struct area_fact *f;

	if (s->narea == AREAS_MAX)
		return (err_at(
		    err, ERR_LIMIT, at, "more than %u areas", AREAS_MAX));
	s->area_fact = mem_grow(
	    s->m, s->area_fact, s->narea, &s->area_cap, sizeof(*s->area_fact));
	s->area_copy = mem_grow(s->m, s->area_copy, s->narea, &s->area_copy_cap,
	    sizeof(*s->area_copy));
	s->area_copy[s->narea] = (struct area_copy){ p->index, 0 };
	f = &s->area_fact[s->narea];
	*f = (struct area_fact){
		.process = p->index,
		.start = map->start,
		.size = map->size,
		.flags = map->flags,
		.backend = map->backend,
	};
	snprintf(f->name, sizeof(f->name), "%s", map->name);
	return ((int64_t)s->narea++);
}

void
spaces_change(
    struct spaces *s, enum change_kind kind, page_id_t page, page_id_t other)
{
	s->change = mem_grow(
	    s->m, s->change, s->nchange, &s->change_cap, sizeof(*s->change));
	s->change[s->nchange++] = (struct change){
		.kind = kind,
		.page = page,
		.other = other,
	};
}

void
process_count(struct spaces *s, uint32_t index, uint64_t counts)
{
	struct process_fact *p = &s->process_fact[index];
	uint64_t n[4];

	for (unsigned op = 0; op < 4; op++) {
		n[op] = counts >> op * 16 & 0xffff;
		s->count[op] += n[op];
		p->references += n[op];
	}
	p->reads += n[ACCESS_READ];
	p->writes += n[ACCESS_WRITE] + n[ACCESS_MODIFY];
	p->fetches += n[ACCESS_FETCH];
}

int
spaces_number_page(struct spaces *s, struct process *p, vaddr_t addr,
    uint32_t area, unsigned bits, page_id_t *page, const struct err_where *at,
    struct err *err)
{
	if (s->npages == PAGES_MAX)
		return (err_at(err, ERR_LIMIT, at,
		    "more than %u pages are touched; a larger page_size "
		    "makes fewer",
		    PAGES_MAX));
	if (s->npages == s->cap)
		mem_exceeded(s->cap, "pages");
	*page = s->npages;
	s->page_address[*page] = addr >> s->shift;
	spaces_note_area(s, area, *page, 1);
	spaces_take_numbers(s, p, 1);
	leaf_cache_set(&s->leaf_cache, &p->pt, process_tag(s, p, addr), addr,
	    pte_make(*page, bits | PTE_RESIDENT | PTE_OWNED));
	return (0);
}

int
spaces_may_fill(const struct spaces *s, const char *does, uint64_t bytes,
    const struct err_where *at, struct err *err)
{
	if (bytes >> s->shift <= EVENT_PAGES_MAX)
		return (0);
	return (err_at(err, ERR_LIMIT, at,
	    "%s %llu pages at once; at most %u are allowed (a lazy area has no "
	    "such limit)",
	    does, (unsigned long long)(bytes >> s->shift), EVENT_PAGES_MAX));
}

/* From so many changes on, a list is made as long as it has to be at once. */
#define CHANGES_MANY 65536

/* Makes space for the changes of so many pages, if they are many. */
static void
expect_pages(struct spaces *s, uint64_t n)
{
	uint64_t left = s->cap - s->npages;

	if (n >= CHANGES_MANY)
		s->change =
		    mem_grow_to(s->m, s->change, s->nchange, &s->change_cap,
			s->nchange + (n < left ? n : left), sizeof(*s->change));
}

int
spaces_map(struct spaces *s, struct process *p, const struct event *map,
    const struct err_where *at, struct err *err)
{
	uint64_t page_size = UINT64_C(1) << s->shift;
	struct area a = {
		.start = map->start,
		.end = map->start + map->size,
		.offset = map->start - map->physical,
		.flags = (uint8_t)(map->flags & PTE_FLAGS),
		.backend = (uint8_t)map->backend,
	};
	int64_t id;
	page_id_t page;

	if (map->backend == BACKEND_POPULATED &&
	    spaces_may_fill(s, "populates", map->size, at, err) != 0)
		return (-1);
	id = spaces_area(s, p, map, at, err);
	if (id < 0)
		return (-1);
	a.id = (uint32_t)id;
	areas_insert(&p->areas, &a);
	if (map->backend != BACKEND_POPULATED)
		return (0);
	expect_pages(s, map->size >> s->shift);
	for (vaddr_t v = a.start; v < a.end; v += page_size) {
		if (spaces_number_page(
			s, p, v, a.id, a.flags, &page, at, err) != 0)
			return (-1);
		spaces_change(s, CHANGE_FILL, page, NO_PAGE);
	}
	return (0);
}

/* Maps the areas that are declared for this process. */
static int
declare(struct spaces *s, struct process *p, struct err *err)
{
	for (size_t i = 0; i < s->ndeclared; i++) {
		const struct area_spec *d = &s->declared[i];
		struct event map = d->map;

		if (!d->any_process && map.pid != p->pid)
			continue;
		if (d->anywhere &&
		    !areas_gap(&p->areas, map.start, map.size, 0, UINT64_MAX,
			UINT64_C(1) << s->shift, &map.start))
			return (err_at(err, ERR_CONFIG, &d->at,
			    "no free range for this area from 0x%llx on",
			    (unsigned long long)map.start));
		if (areas_overlap(&p->areas, map.start, map.start + map.size))
			return (err_at(err, ERR_CONFIG, &d->at,
			    "this area overlaps one declared before it"));
		if (spaces_map(s, p, &map, &d->at, err) != 0)
			return (-1);
	}
	return (0);
}

struct process *
process_find(struct spaces *s, uint32_t pid)
{
	uint32_t index;

	if (s->last != NULL && s->last->pid == pid)
		return (s->last);
	index = pid_slot(s, pid)->index;
	return (index == 0 ? NULL : (s->last = s->process[index - 1]));
}

struct process *
process_get(
    struct spaces *s, uint32_t pid, const struct err_where *at, struct err *err)
{
	struct process *p = process_find(s, pid);

	if (p != NULL)
		return (p);
	p = make_process(s, pid, UINT32_MAX, at, err);
	if (p == NULL || declare(s, p, err) != 0)
		return (NULL);
	return (s->last = p);
}

struct fork {
	struct spaces *s;
	struct process *child;
	const struct err_where *at;
	struct err *err;
};

static int
fork_page(void *ctx, vaddr_t addr, uint64_t *entry)
{
	const struct fork *f = ctx;
	page_id_t page = (page_id_t)pte_number(*entry), copy;

	if (spaces_number_page(f->s, f->child, addr,
		f->s->area_copy[f->s->page_area[page]].id, *entry & PTE_FLAGS,
		&copy, f->at, f->err) != 0)
		return (-1);
	spaces_change(f->s, CHANGE_SHARE, page, copy);
	return (0);
}

/* The child's area for an area of its parent. */
static int64_t
fork_area(const struct fork *f, uint32_t id)
{
	struct spaces *s = f->s;
	struct area_fact *fact = &s->area_fact[id];
	struct event map = {
		.start = fact->start,
		.size = fact->size,
		.flags = fact->flags,
		.backend = fact->backend,
	};
	int64_t copy;

	if (s->area_copy[id].child == f->child->index)
		return (s->area_copy[id].id);
	snprintf(map.name, sizeof(map.name), "%s", fact->name);
	copy = spaces_area(s, f->child, &map, f->at, f->err);
	if (copy >= 0)
		s->area_copy[id] =
		    (struct area_copy){ f->child->index, (uint32_t)copy };
	return (copy);
}

int
process_fork(struct spaces *s, struct process *parent, uint32_t child,
    const struct err_where *at, struct err *err)
{
	struct fork f = { s, NULL, at, err };
	struct area_at a;

	f.child = make_process(s, child, parent->index, at, err);
	if (f.child == NULL)
		return (-1);
	f.child->implicit = parent->implicit;
	for (a = areas_begin(&parent->areas); a.leaf != NULL;
	     a = area_next(a)) {
		struct area copy = *area_get(a);
		int64_t id = fork_area(&f, copy.id);

		if (id < 0)
			return (-1);
		copy.id = (uint32_t)id;
		areas_insert(&f.child->areas, &copy);
	}
	return (pagetable_walk(&parent->pt, 0, UINT64_MAX, fork_page, &f));
}

void
process_settle(const struct spaces *s, const struct process *p)
{
	struct process_fact *f = &s->process_fact[p->index];

	f->table_bytes = pagetable_bytes(&p->pt);
	for (unsigned l = 0; l < p->pt.paging; l++)
		f->tables[l] = p->pt.tables[p->pt.paging - 1 - l];
}

static int
exit_page(void *ctx, not_used vaddr_t addr, uint64_t *entry)
{
	spaces_change(ctx, CHANGE_FREE, (page_id_t)pte_number(*entry), NO_PAGE);
	return (0);
}

void
process_exit(struct spaces *s, struct process *p)
{
	pagetable_walk(&p->pt, 0, UINT64_MAX, exit_page, s);
	process_settle(s, p);
	leaf_cache_forget(&s->leaf_cache, &p->pt);
	s->find_calls += p->areas.find_calls;
	s->find_cached += p->areas.find_cached;
	areas_fini(&p->areas);
	pagetable_fini(&p->pt);
	pid_slot(s, p->pid)->index = 0;
	s->process[p->index] = NULL;
	if (s->last == p)
		s->last = NULL;
	mem_free(s->m, p);
}
