/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * References to each page: how uneven they are, which pages have the most, and
 * the regions that touched pages form.
 */
#include <stdlib.h>

#include "base/radix.h"
#include "study/survey_part.h"

/* By page: references << 1 | written. */
struct tally_part {
	struct survey_part part;
};

static int
begin(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct tally_part *t = self;

	t->part.page = facts->page;
	survey_by_page(&t->part, sizeof(uint64_t));
	return (0);
}

static int
feed(
    void *self, const struct reference *ref, size_t n, not_used struct err *err)
{
	struct tally_part *t = self;
	uint64_t *counts = t->part.array;

	for (size_t i = 0; i < n; i++) {
		uint64_t *count = &counts[reference_page(ref[i])];

		__builtin_prefetch(
		    &counts[reference_page(ref[i + SURVEY_AHEAD])], 1);
		*count = (*count + 2) | reference_write(ref[i]);
	}
	return (0);
}

static uint64_t
references_of(const struct tally_part *t, page_id_t page)
{
	return (((const uint64_t *)t->part.array)[page] >> 1);
}

static bool
is_written(const struct tally_part *t, page_id_t page)
{
	return ((((const uint64_t *)t->part.array)[page] & 1) != 0);
}

static vaddr_t
address_of(const struct tally_part *t, page_id_t page, uint64_t page_size)
{
	return (t->part.page.number[page] * page_size);
}

/* Shares of the n pages, those with the most references first. */
static void
put_shares(const struct tally_part *t, const uint32_t *page, size_t n)
{
	static const uint64_t ppm[SURVEY_SHARES] = { 0, 1000, 10000, 50000,
		100000, 200000, 500000 };
	struct survey *s = t->part.out;
	uint64_t sum = 0;
	size_t at = 0;

	for (unsigned k = 0; k < SURVEY_SHARES; k++) {
		uint64_t most =
		    ppm[k] == 0 ? 1 : (n * ppm[k] + 999999) / 1000000;

		for (; at < most && at < n; at++)
			sum += references_of(t, page[at]);
		s->share[k] = (struct survey_share){
			.ppm = ppm[k], .pages = at, .references = sum
		};
	}
}

static void
put_top(const struct tally_part *t, const uint32_t *page, size_t n,
    uint64_t page_size)
{
	struct survey *s = t->part.out;
	struct survey_page *top;

	s->ntop = n < SURVEY_TOP_PAGES ? n : SURVEY_TOP_PAGES;
	s->top = top = mem_array(t->part.keep, s->ntop, sizeof(*top));
	for (size_t i = 0; i < s->ntop; i++)
		top[i] = (struct survey_page){
			.process = t->part.page.process[page[i]],
			.area = t->part.page.area[page[i]],
			.start = address_of(t, page[i], page_size),
			.references = references_of(t, page[i]),
		};
}

/* --- regions --- */

struct region_list {
	struct survey *out;
	struct survey_region item[2 * SURVEY_REGIONS];
	size_t n;
};

static int
by_address(const void *a, const void *b)
{
	const struct survey_region *x = a, *y = b;

	if (x->process != y->process)
		return (x->process < y->process ? -1 : 1);
	return (x->start < y->start ? -1 : x->start > y->start);
}

static int
by_references(const void *a, const void *b)
{
	const struct survey_region *x = a, *y = b;

	if (x->references != y->references)
		return (x->references < y->references ? 1 : -1);
	return (by_address(a, b));
}

/* Keeps those with the most references; the others are counted. */
static void
shorten(struct region_list *l)
{
	qsort(l->item, l->n, sizeof(*l->item), by_references);
	for (; l->n > SURVEY_REGIONS; l->n--) {
		const struct survey_region *r = &l->item[l->n - 1];

		l->out->other_regions++;
		l->out->other_pages += r->pages;
		l->out->other_references += r->references;
	}
}

/* Does the page go on with the region? */
static bool
goes_on(const struct tally_part *t, const struct survey_region *r,
    uint64_t last, page_id_t page)
{
	const struct page_facts *f = &t->part.page;

	return (r->process == f->process[page] && r->area == f->area[page] &&
		f->number[page] - last <= SURVEY_GAP + 1);
}

/* The regions of the n pages, which are by process and address. */
static void
find_regions(const struct tally_part *t, struct region_list *l,
    const uint32_t *page, size_t n, uint64_t page_size)
{
	const struct page_facts *f = &t->part.page;
	struct survey_region *r = NULL;
	uint64_t last = 0;

	for (size_t i = 0; i < n; i++) {
		page_id_t p = page[i];

		if (r == NULL || !goes_on(t, r, last, p)) {
			if (l->n == 2 * SURVEY_REGIONS)
				shorten(l);
			r = &l->item[l->n++];
			*r = (struct survey_region){
				.process = f->process[p],
				.area = f->area[p],
				.start = address_of(t, p, page_size),
			};
			last = f->number[p] - 1;
		}
		r->span += f->number[p] - last;
		r->pages++;
		r->written += is_written(t, p);
		r->references += references_of(t, p);
		last = f->number[p];
	}
}

/* Sorts the pages, which are by address, by process; those of one stay in
 * order. */
static void
by_process(
    const struct tally_part *t, uint32_t *page, uint32_t *spare, size_t n)
{
	uint64_t *process = mem_reserve(
	    t->part.m, (uint64_t)t->part.npages + 1, sizeof(*process));

	for (size_t i = 0; i < n; i++)
		process[page[i]] = t->part.page.process[page[i]];
	radix_sort(page, spare, n, process, false);
}

static void
put_regions(const struct tally_part *t, uint32_t *page, uint32_t *spare,
    size_t n, const struct stream_facts *facts)
{
	struct survey *s = t->part.out;
	struct region_list *l = mem_alloc(t->part.m, sizeof(*l));
	struct survey_region *region;

	l->out = s;
	radix_sort(page, spare, n, t->part.page.number, false);
	if (facts->nprocess > 1)
		by_process(t, page, spare, n);
	find_regions(t, l, page, n, facts->trace->page_size);
	shorten(l);
	qsort(l->item, l->n, sizeof(*l->item), by_address);
	s->nregion = l->n;
	s->region = region = mem_array(t->part.keep, l->n, sizeof(*region));
	for (size_t i = 0; i < l->n; i++)
		region[i] = l->item[i];
}

static int
end(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct tally_part *t = self;
	struct survey *s = t->part.out;
	uint64_t cap = (uint64_t)t->part.npages + 1;
	uint32_t *page = mem_reserve(t->part.m, cap, sizeof(*page));
	uint32_t *spare = mem_reserve(t->part.m, cap, sizeof(*spare));
	size_t n = 0;

	for (page_id_t i = 0; i < t->part.npages; i++) {
		if (references_of(t, i) == 0)
			continue;
		page[n++] = i;
		s->written += is_written(t, i);
		s->once += references_of(t, i) == 1;
	}
	s->pages = n;
	radix_sort(page, spare, n, t->part.array, true);
	put_shares(t, page, n);
	put_top(t, page, n, facts->trace->page_size);
	put_regions(t, page, spare, n, facts);
	return (0);
}

const struct survey_part_kind survey_tally = {
	.size = sizeof(struct tally_part),
	.begin = begin,
	.feed = feed,
	.end = end,
};
