/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reference string and its survey, for the tests of the survey's parts.
 */
#ifndef UNIT_SURVEY_FIXTURE_H
#define UNIT_SURVEY_FIXTURE_H

#include <stdlib.h>
#include <string.h>

#include "base/rng.h"
#include "study/surveyor.h"
#include "unit/fixture.h"

#define PAGES 900
#define REFS  20000
#define AHEAD 32

static struct reference ref[REFS + AHEAD];
static uint64_t number[PAGES];
static uint32_t area[PAGES], process[PAGES];
static struct survey survey;
static uint64_t n;     /* references */
static page_id_t most; /* pages */

/* Scattered and dense pages of two processes, in order of first reference. */
static void
make_pages(struct rng *r)
{
	for (page_id_t i = 0; i < PAGES; i++) {
		process[i] = (uint32_t)rng_below(r, 2);
		number[i] = i % 3 == 0 ? rng_next(r) >> 13
				       : UINT64_C(0x7f000) + i * (1 + i % 2);
		area[i] = i % 7 == 0;
	}
}

/* Page numbers come in order of first reference. */
static void
make_references(struct rng *r)
{
	most = 0;
	for (uint64_t i = 0; i < n; i++) {
		page_id_t page = most;
		uint64_t what = rng_below(r, 100);

		if (most == PAGES || (most > 0 && what >= 6))
			page = what < 40 && i > 0
				   ? reference_page(ref[i - 1])
				   : (page_id_t)rng_below(
					 r, what < 70 ? (most + 9) / 10 : most);
		most += page == most;
		ref[i] = reference_make(page, rng_below(r, 4) == 0);
	}
}

/* Feeds all parts, in pieces of at most so many. */
static void
feed_facts(
    const struct stream_facts *facts, uint64_t piece, uint64_t exact_pages)
{
	const struct survey_spec spec = { .exact_pages = exact_pages };
	struct surveyor *s = surveyor_open(&survey, mem, &spec);
	const struct consumer *c;
	size_t parts;
	struct err err;

	c = surveyor_consumers(s, &parts);
	for (size_t k = 0; k < parts; k++) {
		void *self = c[k].self;

		ck_assert_int_eq(c[k].begin(self, facts, &err), 0);
		for (uint64_t i = 0; i < n; i += piece) {
			c[k].pages(self, facts->npages);
			ck_assert_int_eq(
			    c[k].feed(self, ref + i,
				n - i < piece ? n - i : piece, &err),
			    0);
		}
		ck_assert_int_eq(c[k].end(self, facts, &err), 0);
	}
	surveyor_close(s);
}

static void
feed(uint64_t piece, uint64_t exact_pages)
{
	struct trace_facts trace = { .page_size = 4096, .nprocess = 2 };
	const struct stream_facts facts = {
		.page = { .number = number, .area = area, .process = process },
		.npages = most,
		.narea = 2,
		.nprocess = 2,
		.trace = &trace,
	};

	feed_facts(&facts, piece, exact_pages);
}

static void
make(uint64_t seed, uint64_t references)
{
	struct rng r = { seed };

	n = references;
	make_pages(&r);
	make_references(&r);
	feed(777, 0);
}

static page_id_t
page_at(uint64_t i)
{
	return (reference_page(ref[i]));
}

#endif
