/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The TLB against a plain one: an array of entries with the times at which they
 * were loaded, used and emptied, which is searched from end to end.
 */
#include <stdlib.h>

#include "machine/tlb.h"
#include "unit/fixture.h"

#define MOST 64

struct plain {
	const struct settings *s;
	struct rng rng;
	uint64_t time;
	struct {
		page_id_t page; /* NO_PAGE: empty */
		uint64_t at;    /* of its load, or its last use */
		uint64_t emptied;
	} entry[MOST];
};

static uint32_t
plain_ways(const struct plain *p)
{
	return ((uint32_t)(p->s->tlb_ways == 0 ? p->s->tlb : p->s->tlb_ways));
}

static int
plain_find(const struct plain *p, page_id_t page)
{
	for (int i = 0; i < (int)p->s->tlb; i++)
		if (p->entry[i].page == page)
			return (i);
	return (-1);
}

static bool
plain_use(struct plain *p, page_id_t page)
{
	int i = plain_find(p, page);

	p->time++;
	if (i >= 0 && p->s->tlb_replacement == TLB_LRU)
		p->entry[i].at = p->time;
	return (i >= 0);
}

static void
plain_fill(struct plain *p, page_id_t page, uint64_t number)
{
	uint32_t ways = plain_ways(p);
	uint32_t first =
	    (uint32_t)(number % ((uint32_t)p->s->tlb / ways)) * ways;
	uint32_t best = first;
	bool empty = false;

	/* The entry emptied last, of those never used the lowest. */
	for (uint32_t i = first; i < first + ways; i++)
		if (p->entry[i].page == NO_PAGE &&
		    (!empty || p->entry[i].emptied > p->entry[best].emptied)) {
			best = i;
			empty = true;
		}
	for (uint32_t i = first; i < first + ways && !empty; i++)
		if (p->entry[i].at < p->entry[best].at)
			best = i;
	if (!empty && p->s->tlb_replacement == TLB_RANDOM)
		best = first + (uint32_t)rng_below(&p->rng, ways);
	p->entry[best].page = page;
	p->entry[best].at = ++p->time;
}

static void
plain_drop(struct plain *p, page_id_t page)
{
	int i = plain_find(p, page);

	if (i < 0)
		return;
	p->entry[i].page = NO_PAGE;
	p->entry[i].emptied = ++p->time;
}

/* The fast one empties the last entry first. */
static void
plain_flush(struct plain *p)
{
	for (int i = (int)p->s->tlb - 1; i >= 0; i--)
		if (p->entry[i].page != NO_PAGE)
			plain_drop(p, p->entry[i].page);
}

static const struct {
	uint64_t entries, ways;
} SHAPE[] = { { 1, 0 }, { 2, 1 }, { 16, 0 }, { 16, 4 }, { 48, 12 }, { 63, 21 },
	{ 64, 64 }, { 64, 1 } };

static const int REPLACEMENT[] = { TLB_LRU, TLB_FIFO, TLB_RANDOM };

#define SHAPES       (int)(sizeof(SHAPE) / sizeof(SHAPE[0]))
#define REPLACEMENTS (int)(sizeof(REPLACEMENT) / sizeof(REPLACEMENT[0]))

static void
same_entries(const struct tlb *t, const struct plain *p)
{
	for (uint32_t i = 0; i < p->s->tlb; i++)
		ck_assert_uint_eq(t->page[i], p->entry[i].page);
}

START_TEST(twin)
{
	const struct settings s = {
		.tlb = SHAPE[_i / REPLACEMENTS].entries,
		.tlb_ways = SHAPE[_i / REPLACEMENTS].ways,
		.tlb_replacement = REPLACEMENT[_i % REPLACEMENTS],
		.seed = 7,
	};
	struct plain plain = { .s = &s, .rng = { s.seed } };
	struct rng rng = { (uint64_t)_i };
	struct mem *m = mem_open();
	struct tlb tlb;

	tlb_init(&tlb, m, &s);
	for (uint64_t i = 0; i < s.tlb; i++)
		plain.entry[i].page = NO_PAGE;
	for (int i = 0; i < 20000; i++) {
		page_id_t page = (page_id_t)rng_below(&rng, 2 * s.tlb + 3);
		uint64_t number = UINT64_C(0x7f000) + page * 3;

		switch (rng_below(&rng, 40)) {
		case 0:
			tlb_flush(&tlb);
			plain_flush(&plain);
			break;
		case 1:
		case 2:
		case 3:
			tlb_drop(&tlb, page);
			plain_drop(&plain, page);
			break;
		default:
			ck_assert(
			    tlb_use(&tlb, page) == plain_use(&plain, page));
			if (plain_find(&plain, page) >= 0)
				break;
			tlb_fill(&tlb, page, number);
			plain_fill(&plain, page, number);
		}
		same_entries(&tlb, &plain);
	}
	mem_close(m);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("tlb");

	tcase_add_loop_test(t, twin, 0, SHAPES * REPLACEMENTS);
	return (fixture_run("tlb", t));
}
