/* SPDX-License-Identifier: BSD-2-Clause */
#include "sim/parts.h"

#include <assert.h>
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

static bool
is_class(const struct parts *p, size_t i, const struct parts_class *c)
{
	return (p->classes[i].area == c->area &&
		p->classes[i].process == c->process);
}

static uint8_t *
found_at(struct parts *p, const struct parts_class *c)
{
	return (&p->found[(c->area + c->process * 37) % PARTS_FOUND]);
}

/* The number of a class that is not where it was found last. */
static never_inline uint8_t
search(struct parts *p, const struct parts_class *c)
{
	size_t i = p->nclass;

	while (i > 0 && !is_class(p, i, c))
		i--;
	if (i == 0 && p->nclass == PARTS_CLASSES)
		return (COUNTED_AT_ONCE);
	if (i == 0)
		p->classes[i = ++p->nclass] = *c;
	*found_at(p, c) = (uint8_t)i;
	return ((uint8_t)i);
}

static inline uint8_t
number_of_class(struct parts *p, const struct parts_class *c)
{
	uint8_t number = *found_at(p, c);

	return (likely(number != 0 && is_class(p, number, c)) ? number
							      : search(p, c));
}

static uint8_t
classify(struct parts *p, page_id_t page)
{
	const struct parts_class c = class_of(p, page);

	return (p->class[page] = number_of_class(p, &c));
}

void
parts_note_pages(struct parts *p, page_id_t npages)
{
	const uint32_t *area = p->by_area ? p->facts->area : NULL;
	const uint32_t *process = p->by_process ? p->facts->process : NULL;
	uint8_t *class = p->class;

	/* A class is a byte, so as far as the compiler knows a store to one may
	 * change any member. */
	for (page_id_t page = p->known; page < npages; page++) {
		const struct parts_class c = {
			.area = area != NULL ? area[page] : 0,
			.process = process != NULL ? process[page] : 0,
		};

		class[page] = number_of_class(p, &c);
	}
	if (p->known < npages)
		p->known = npages;
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

	if (p->balanced)
		return;
	if (likely(number != COUNTED_AT_ONCE))
		p->classes[number].tally.evictions++;
	else
		count_at_once(p, o, page, &(struct tally){ .evictions = 1 });
}

/* Each on its own, where some are counted at once. */
static never_inline void
count_fast_each(struct parts *p, struct outcome *o)
{
	for (size_t i = 0; i < p->nfast; i++) {
		count_fault(p, o, p->in[i] >> 1, p->in[i] & 1);
		count_eviction(p, o, p->out[i]);
	}
}

/* All classes have numbers, so there is no condition.  They are read first:
 * a counter that is written while its address waits for memory holds up those
 * after it. */
static never_inline void
count_fast(struct parts *p)
{
	uint8_t in[PARTS_FAST], out[PARTS_FAST];
	const uint8_t *class = p->class;
	const size_t n = p->nfast;

	for (size_t i = 0; i < n; i++)
		in[i] = class[p->in[i] >> 1];
	for (size_t i = 0; i < n; i++)
		p->classes[in[i]].tally.faults[p->in[i] & 1]++;
	if (p->balanced)
		return;
	for (size_t i = 0; i < n; i++)
		out[i] = class[p->out[i]];
	for (size_t i = 0; i < n; i++)
		p->classes[out[i]].tally.evictions++;
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
	if (p->nclass == PARTS_CLASSES)
		count_fast_each(p, o);
	else
		count_fast(p);
	p->nfast = 0;
}

void
parts_balance_begin(struct parts *p, struct outcome *o)
{
	assert(p->balanced);
	parts_count(p, o);
	for (size_t i = 1; i <= p->nclass; i++) {
		struct tally *t = &p->classes[i].tally;

		t->evictions = t->faults[FAULT_ZERO] +
			       t->faults[FAULT_SWAP_IN] + p->resident[i];
		p->resident[i] = 0;
	}
}

void
parts_balance(struct parts *p, const page_id_t *page, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t number = page[i] == NO_PAGE ? 0 : p->class[page[i]];

		/* Before there are pages without a class, none is resident. */
		assert(number <= PARTS_CLASSES);
		p->resident[number]++;
		p->classes[number].tally.evictions--;
	}
	p->classes[0].tally.evictions = 0;
	p->resident[0] = 0;
}

void
parts_settle(struct parts *p, struct outcome *o)
{
	parts_count(p, o);
	assert(p->classes[0].tally.evictions == 0);
	for (size_t i = 1; i <= p->nclass; i++) {
		add(o, &p->classes[i]);
		memset(&p->classes[i].tally, 0, sizeof(p->classes[i].tally));
	}
}
