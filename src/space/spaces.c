/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The address spaces of a trace: opening them, and what they tell.
 */
#include "space/spaces.h"

#include <assert.h>

#include "space/process.h"

/* Declared areas are checked before there is a process to map them for. */
static int
check_declared(const struct spaces *s, struct err *err)
{
	uint64_t mask = s->settings.page_size - 1, end;

	for (size_t i = 0; i < s->ndeclared; i++) {
		const struct area_spec *d = &s->declared[i];

		if (d->map.size == 0)
			return (err_at(err, ERR_CONFIG, &d->at,
			    "an area of no bytes cannot be mapped"));
		if (((d->map.start | d->map.size) & mask) != 0 ||
		    (d->map.backend == BACKEND_LINEAR &&
			(d->map.physical & mask) != 0))
			return (err_at(err, ERR_CONFIG, &d->at,
			    "addresses and sizes of areas are multiples of "
			    "page_size (%llu)",
			    (unsigned long long)s->settings.page_size));
		if (__builtin_add_overflow(d->map.start, d->map.size, &end))
			return (err_at(err, ERR_CONFIG, &d->at,
			    "this area ends beyond the last address"));
		if (d->map.backend == BACKEND_POPULATED &&
		    spaces_may_fill(s, "populates", d->map.size, &d->at, err) !=
			0)
			return (-1);
	}
	return (0);
}

int
spaces_open(struct spaces **out, struct mem *m, const struct settings *settings,
    const struct area_spec *declared, size_t ndeclared, struct err *err)
{
	struct spaces *s = mem_alloc(m, sizeof(*s));

	s->m = m;
	s->settings = *settings;
	s->shift = settings_page_shift(settings);
	s->declared = declared;
	s->ndeclared = ndeclared;
	table_source_init(&s->source, m, NULL);
	assert(settings->page_size == UINT64_C(1) << s->shift);
	if (check_declared(s, err) != 0)
		return (-1);
	leaf_cache_init(&s->leaf_cache, s->m);
	s->runs = page_runs(isa_chosen());
	s->cap = (page_id_t)mem_bound(
	    PAGES_MAX, sizeof(*s->page_address) + sizeof(*s->page_area) +
			   sizeof(*s->page_process) + sizeof(*s->page_file));
	/* One more than there can be: src/sim/swap_reclaim.c. */
	s->page_address =
	    mem_reserve(s->m, s->cap + 1, sizeof(*s->page_address));
	s->page_area = mem_reserve(s->m, s->cap + 1, sizeof(*s->page_area));
	s->page_process =
	    mem_reserve(s->m, s->cap + 1, sizeof(*s->page_process));
	s->page_file = mem_reserve(s->m, s->cap + 1, sizeof(*s->page_file));
	s->process_pid = mem_reserve(s->m, PROCESSES_MAX, sizeof(uint32_t));
	*out = s;
	return (0);
}

const struct change *
spaces_changes(const struct spaces *s, size_t *n)
{
	*n = s->nchange;
	return (s->change);
}

page_id_t
spaces_pages(const struct spaces *s)
{
	return (s->npages);
}

struct page_facts
spaces_page_facts(const struct spaces *s)
{
	return ((struct page_facts){
	    .number = s->page_address,
	    .area = s->page_area,
	    .process = s->page_process,
	    .pid = s->process_pid,
	    .file = s->page_file,
	    .files = &s->files,
	});
}

void
spaces_tell(const struct spaces *s, struct trace_facts *facts)
{
	facts->reads = s->count[ACCESS_READ];
	facts->writes = s->count[ACCESS_WRITE] + s->count[ACCESS_MODIFY];
	facts->fetches = s->count[ACCESS_FETCH];
	facts->references = facts->reads + facts->writes + facts->fetches;
	facts->denied_area = s->denied_area;
	facts->denied_permission = s->denied_permission;
	facts->malformed += s->malformed;
	facts->pages = s->npages;
	facts->page_size = s->settings.page_size;
	facts->find_calls = s->find_calls;
	facts->find_cached = s->find_cached;
	for (size_t i = 0; i < s->nprocess; i++) {
		struct process *p = s->process[i];

		if (p == NULL)
			continue;
		process_settle(s, p);
		facts->find_calls += p->areas.find_calls;
		facts->find_cached += p->areas.find_cached;
	}
	facts->area = s->area_fact;
	facts->narea = s->narea;
	facts->process = s->process_fact;
	facts->nprocess = s->nprocess;
}
