/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The histogram of reuse distances: how many other pages are referenced between
 * two references to a page, the LRU stack distance less one.
 *
 * They are exact up to a number of pages.  When more have been referenced, only
 * half of the pages are followed from then on, chosen by a hash of their
 * numbers, and so on at each such number of followed pages; a distance among
 * one of so many pages stands for so many distances that are so much longer
 * (Waldspurger, Park, Garthwaite and Ahmad, FAST 2015, sections 3 and 4).
 */
#include "base/rng.h"
#include "study/stack_distance.h"
#include "study/survey_part.h"

struct distance_part {
	struct survey_part part;
	struct stack_distance stack;
	struct hist *hist;
	unsigned shift;  /* one of 2^shift pages is followed */
	uint64_t follow; /* pages that are */
};

static int
begin(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct distance_part *d = self;

	d->part.page = facts->page;
	d->hist = mem_alloc(d->part.keep, sizeof(*d->hist));
	stack_distance_init(&d->stack, d->part.m);
	survey_by_page(&d->part, sizeof(*d->stack.stamp));
	return (0);
}

static bool
is_followed(const void *context, page_id_t page)
{
	const struct distance_part *d = context;

	return (d->shift == 0 || rng_at(0, page) >> (64 - d->shift) == 0);
}

/* Follows half as many pages. */
static void
halve(struct distance_part *d)
{
	d->shift++;
	stack_distance_drop(&d->stack, d->part.npages, is_followed, d);
	d->follow = stack_distance_pages(&d->stack);
}

static int
feed(
    void *self, const struct reference *ref, size_t n, not_used struct err *err)
{
	struct distance_part *d = self;
	uint64_t most = d->part.out->exact_pages, distance;

	d->stack.stamp = d->part.array;
	for (size_t i = 0; i < n; i++) {
		page_id_t page = reference_page(ref[i]);

		__builtin_prefetch(
		    &d->stack.stamp[reference_page(ref[i + SURVEY_AHEAD])], 1);
		if (!is_followed(d, page))
			continue;
		distance = stack_distance_next(&d->stack, page, d->part.npages);
		if (distance > 0)
			hist_add(d->hist, (distance - 1) << d->shift,
			    UINT64_C(1) << d->shift);
		else if (++d->follow > most)
			halve(d);
	}
	return (0);
}

static int
end(void *self, not_used const struct stream_facts *facts,
    not_used struct err *err)
{
	struct distance_part *d = self;

	d->part.out->distance = d->hist;
	d->part.out->distance_sample = UINT64_C(1) << d->shift;
	return (0);
}

const struct survey_part_kind survey_distance = {
	.size = sizeof(struct distance_part),
	.begin = begin,
	.feed = feed,
	.end = end,
};
