/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/parts.h"

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

void
parts_fault(const struct parts *p, struct outcome *o, const struct fault *fault)
{
	page_id_t page = fault->page;

	if (o->by_area != NULL)
		o->by_area[p->facts->area[page]].faults[fault->kind]++;
	if (o->by_process != NULL)
		o->by_process[p->facts->process[page]].faults[fault->kind]++;
	parts_eviction(p, o, fault->victim);
}

/* Counts the notes in the tallies of areas or of processes. */
static void
count(const struct parts *p, const uint32_t *part_of, struct tally *tally)
{
	const struct parts_note *note = p->note;

	for (size_t i = 0; i < p->n; i++, note++) {
		__builtin_prefetch(&part_of[note[PARTS_AHEAD].page]);
		__builtin_prefetch(&part_of[note[PARTS_AHEAD].victim]);
		tally[part_of[note->page]].faults[note->kind]++;
		if (note->victim != NO_PAGE)
			tally[part_of[note->victim]].evictions++;
	}
}

void
parts_count(struct parts *p, struct outcome *o)
{
	if (o->by_area != NULL)
		count(p, p->facts->area, o->by_area);
	if (o->by_process != NULL)
		count(p, p->facts->process, o->by_process);
	p->n = 0;
}
