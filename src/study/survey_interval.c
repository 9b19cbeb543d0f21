/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Intervals between references to a page: mean working sets, and the footprint
 * over time.
 *
 * A reference puts its page into the windows of T references that end at it and
 * at the T - 1 after it, unless the page is referenced again before, or the
 * trace ends.  So it adds min(T, interval) to the sum of all working-set sizes,
 * and one pass over the intervals gives the sum exactly (Denning and Schwartz,
 * CACM 15(3), 1972; Slutz and Traiger, CACM 17(10), 1974).  For a window of a
 * power of two it is enough to count and add up the intervals between two
 * powers.
 */
#include "study/survey_part.h"

/* Intervals in (2^(k-1), 2^k]. */
struct interval_class {
	uint64_t n;
	unsigned __int128 sum;
};

/* By page: references before and with its last one. */
struct interval_part {
	struct survey_part part;
	struct interval_class again[64], tail[64];
	uint64_t first; /* first references: pages */
	unsigned shift;
	uint64_t fresh[SURVEY_COLUMNS]; /* first references by column */
};

static int
begin(void *self, const struct stream_facts *facts, not_used struct err *err)
{
	struct interval_part *p = self;

	p->part.page = facts->page;
	survey_by_page(&p->part, sizeof(uint64_t));
	return (0);
}

static void
add(struct interval_class *class, uint64_t interval)
{
	struct interval_class *c =
	    &class[interval < 2 ? 0 : 64 - __builtin_clzll(interval - 1)];

	c->n++;
	c->sum += interval;
}

/* Makes columns up to the reference after t. */
static void
widen(struct interval_part *p, uint64_t t)
{
	while (survey_widen(&p->shift, t))
		for (size_t i = 0; i < SURVEY_COLUMNS; i++)
			p->fresh[i] =
			    i < SURVEY_COLUMNS / 2
				? p->fresh[2 * i] + p->fresh[2 * i + 1]
				: 0;
}

static void
add_first(struct interval_part *p)
{
	widen(p, p->part.t);
	p->fresh[p->part.t >> p->shift]++;
	p->first++;
}

static int
feed(
    void *self, const struct reference *ref, size_t n, not_used struct err *err)
{
	struct interval_part *p = self;
	uint64_t *lasts = p->part.array;

	for (size_t i = 0; i < n; i++) {
		uint64_t *last = &lasts[reference_page(ref[i])];

		__builtin_prefetch(
		    &lasts[reference_page(ref[i + SURVEY_AHEAD])], 1);
		if (*last == 0)
			add_first(p);
		else
			add(p->again, p->part.t + 1 - *last);
		*last = ++p->part.t;
	}
	return (0);
}

static void
put_windows(const struct interval_part *p, struct survey *s)
{
	uint64_t longer = p->part.t - p->first; /* intervals above the window */
	uint64_t longer_tail = p->first;
	unsigned __int128 sum = 0;

	for (unsigned k = 0; k < SURVEY_WINDOWS; k++) {
		struct survey_window *w = &s->window[k];
		uint64_t references = UINT64_C(1) << k;

		if (k > 0 && references / 2 >= s->references)
			break;
		sum += p->again[k].sum + p->tail[k].sum;
		longer -= p->again[k].n;
		longer_tail -= p->tail[k].n;
		*w = (struct survey_window){
			.references = references,
			.page_sum = sum + (unsigned __int128)references *
					      (longer + longer_tail),
			.missing = longer + p->first,
		};
		s->nwindow++;
	}
}

static int
end(void *self, not_used const struct stream_facts *facts,
    not_used struct err *err)
{
	struct interval_part *p = self;
	struct survey *s = p->part.out;
	const uint64_t *last = p->part.array;
	uint64_t sum = 0, *footprint;

	s->references = p->part.t;
	for (page_id_t i = 0; i < p->part.npages; i++)
		if (last[i] != 0)
			add(p->tail, p->part.t + 1 - last[i]);
	if (s->references > 0) {
		put_windows(p, s);
		widen(p, p->part.t - 1);
	}
	s->column_references = UINT64_C(1) << p->shift;
	s->ncolumn =
	    (size_t)((p->part.t + s->column_references - 1) >> p->shift);
	s->footprint = footprint =
	    mem_array(p->part.keep, s->ncolumn, sizeof(*footprint));
	for (size_t i = 0; i < s->ncolumn; i++)
		footprint[i] = sum += p->fresh[i];
	return (0);
}

const struct survey_part_kind survey_interval = {
	.size = sizeof(struct interval_part),
	.begin = begin,
	.feed = feed,
	.end = end,
};
