/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/parts.h"

#include <string.h>

#include "base/inline.h"

/* The number of no class: the page is counted at once. */
#define COUNTED_AT_ONCE (PARTS_CLASSES + 1)

struct parts *
parts_open(struct outcome *o, size_t narea, size_t nprocess,
    const struct page_facts *facts, page_id_t npages, struct mem *keep,
    struct mem *m)
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
	p->by_area = narea > 0;
	p->by_process = nprocess > 0;
	p->class = mem_reserve(m, npages, sizeof(*p->class));
	return (p);
}

static struct parts_class
class_of(const struct parts *p, page_id_t page)
{
	struct parts_class c = { .area = 0 };

	if (p->by_area)
		c.area = p->facts->area[page];
	if (p->by_process)
		c.process = p->facts->process[page];
	return (c);
}

/* The class of a page that is counted for the first time.  The one that was
 * found last is the most likely: pages are numbered as they come. */
static never_inline uint8_t
classify(struct parts *p, page_id_t page)
{
	const struct parts_class c = class_of(p, page);
	size_t i = p->nclass;

	while (i > 0 && (p->classes[i].area != c.area ||
			    p->classes[i].process != c.process))
		i--;
	if (i == 0 && p->nclass == PARTS_CLASSES)
		i = COUNTED_AT_ONCE;
	else if (i == 0)
		p->classes[i = ++p->nclass] = c;
	p->class[page] = (uint8_t)i;
	return ((uint8_t)i);
}

static void
add(struct outcome *o, const struct parts_class *c)
{
	struct tally *to[2] = {
		o->by_area != NULL ? &o->by_area[c->area] : NULL,
		o->by_process != NULL ? &o->by_process[c->process] : NULL,
	};

	for (unsigned i = 0; i < 2; i++) {
		if (to[i] == NULL)
			continue;
		for (unsigned kind = 0; kind < FAULT_KINDS; kind++)
			to[i]->faults[kind] += c->tally.faults[kind];
		to[i]->evictions += c->tally.evictions;
	}
}

static never_inline void
count_at_once(struct parts *p, struct outcome *o, page_id_t page,
    const struct tally *tally)
{
	struct parts_class c = class_of(p, page);

	c.tally = *tally;
	add(o, &c);
}

static inline uint8_t
number_of(struct parts *p, page_id_t page)
{
	uint8_t number = p->class[page];

	return (likely(number != 0) ? number : classify(p, page));
}

static inline void
count_fault(struct parts *p, struct outcome *o, page_id_t page, uint32_t kind)
{
	uint8_t number = number_of(p, page);
	struct tally one = { .evictions = 0 };

	if (likely(number != COUNTED_AT_ONCE)) {
		p->classes[number].tally.faults[kind]++;
		return;
	}
	one.faults[kind] = 1;
	count_at_once(p, o, page, &one);
}

static inline void
count_eviction(struct parts *p, struct outcome *o, page_id_t page)
{
	uint8_t number = number_of(p, page);

	if (likely(number != COUNTED_AT_ONCE))
		p->classes[number].tally.evictions++;
	else
		count_at_once(p, o, page, &(struct tally){ .evictions = 1 });
}

void
parts_count(struct parts *p, struct outcome *o)
{
	const struct parts_note *note = p->note;

	for (size_t i = 0; i < p->n; i++, note++) {
		__builtin_prefetch(&p->class[note[PARTS_AHEAD].page]);
		__builtin_prefetch(&p->class[note[PARTS_AHEAD].victim]);
		if (note->page != NO_PAGE)
			count_fault(p, o, note->page, note->kind);
		if (note->victim != NO_PAGE)
			count_eviction(p, o, note->victim);
	}
	p->n = 0;
}

void
parts_settle(struct parts *p, struct outcome *o)
{
	parts_count(p, o);
	for (size_t i = 1; i <= p->nclass; i++) {
		add(o, &p->classes[i]);
		memset(&p->classes[i].tally, 0, sizeof(p->classes[i].tally));
	}
}
