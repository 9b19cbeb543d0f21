/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/parts.h"

#include "base/inline.h"

struct parts *
parts_open(struct outcome *o, size_t narea, size_t nprocess,
    const struct page_facts *facts, struct mem *keep, struct mem *m)
{
	struct parts *p;

	if (narea > 0)
		o->by_area = mem_reserve(keep, narea, sizeof(*o->by_area));
	if (nprocess > 0)
		o->by_process =
		    mem_reserve(keep, nprocess, sizeof(*o->by_process));
	if ((narea == 0 && nprocess == 0) || facts == NULL)
		return (NULL);
	p = mem_alloc(m, sizeof(*p));
	p->facts = facts;
	return (p);
}

void
parts_eviction(const struct parts *p, struct outcome *o, page_id_t victim)
{
	if (victim == NO_PAGE)
		return;
	if (o->by_area != NULL)
		o->by_area[p->facts->area[victim]].evictions++;
	if (o->by_process != NULL)
		o->by_process[p->facts->process[victim]].evictions++;
}

static void
count(const struct parts *p, struct outcome *o, page_id_t page, unsigned kind,
    page_id_t victim)
{
	if (o->by_area != NULL)
		o->by_area[p->facts->area[page]].faults[kind]++;
	if (o->by_process != NULL)
		o->by_process[p->facts->process[page]].faults[kind]++;
	parts_eviction(p, o, victim);
}

void
parts_fault(const struct parts *p, struct outcome *o, const struct fault *fault)
{
	count(p, o, fault->page, fault->kind, fault->victim);
}

/* The pages of a note that is counted soon. */
static always_inline void
prefetch(const uint32_t *part_of, const struct parts_note *note)
{
	__builtin_prefetch(&part_of[note->page]);
	__builtin_prefetch(&part_of[note->victim]);
}

void
parts_count(struct parts *p, struct outcome *o)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct parts_note *note = &p->note[i];

		if (o->by_area != NULL)
			prefetch(p->facts->area, note + PARTS_AHEAD);
		if (o->by_process != NULL)
			prefetch(p->facts->process, note + PARTS_AHEAD);
		count(p, o, note->page, note->kind, note->victim);
	}
	p->n = 0;
}
