/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults and evictions by area and by process against a plain count, for fewer
 * and for more pairs of an area and a process than there are classes.  Faults
 * are noted as the long path, as the fast path, or not at all, as the fast path
 * does while all pages are of one class.
 */
#include <string.h>

#include "base/rng.h"
#include "sim/parts.h"
#include "unit/fixture.h"

#define PAGES 3000
#define AREAS 700
#define NOTES 20000

static const struct row {
	uint32_t areas, processes; /* 0: not asked for */
	uint32_t spread;           /* areas that pages are in */
} rows[] = {
	{ AREAS, 1, 1 },
	{ AREAS, 3, 1 },
	{ AREAS, 3, 40 },
	{ AREAS, 1, PARTS_CLASSES },
	{ AREAS, 1, PARTS_CLASSES + 1 },
	{ AREAS, 3, AREAS },
	{ AREAS, 0, AREAS },
	{ 0, 3, AREAS },
};

static void
count(struct tally *t, uint32_t kind, bool victim)
{
	if (t != NULL && victim)
		t->evictions++;
	else if (t != NULL)
		t->faults[kind]++;
}

/* Counts the page where it belongs. */
static void
count_plain(struct outcome *o, const struct page_facts *facts, page_id_t page,
    uint32_t kind, bool victim)
{
	if (page == NO_PAGE)
		return;
	if (o->by_area != NULL)
		count(&o->by_area[facts->area[page]], kind, victim);
	if (o->by_process != NULL)
		count(&o->by_process[facts->process[page]], kind, victim);
}

/* As the fast path does. */
static void
note_fast(struct parts *p, struct outcome *o, page_id_t page, uint32_t kind,
    page_id_t victim)
{
	if (parts_has_notes(p))
		parts_note_fast(p, o, page, kind == FAULT_SWAP_IN, victim);
	else
		parts_add(p, (enum fault_kind)kind, 1);
}

START_TEST(test_counts)
{
	const struct row *row = &rows[_i];
	static uint32_t area[PAGES], process[PAGES];
	const struct page_facts facts = { .area = area, .process = process };
	struct outcome o = { 0 }, plain = { 0 };
	struct rng rng = { (uint64_t)_i + 1 };
	struct parts *p;

	for (uint32_t i = 0; i < PAGES; i++) {
		area[i] = (uint32_t)rng_below(&rng, row->spread);
		process[i] = row->processes == 0
				 ? 0
				 : (uint32_t)rng_below(&rng, row->processes);
	}
	p = parts_open(&o, row->areas, row->processes, &facts, PAGES, mem, mem);
	parts_open(&plain, row->areas, row->processes, &facts, PAGES, mem, mem);
	for (int k = 0; k < NOTES; k++) {
		page_id_t page = (page_id_t)rng_below(&rng, PAGES);
		page_id_t victim = (page_id_t)rng_below(&rng, PAGES);
		uint32_t kind = (uint32_t)rng_below(&rng, FAULT_KINDS);

		if (rng_below(&rng, 9) == 0)
			page = NO_PAGE;
		if (rng_below(&rng, 9) == 0)
			victim = NO_PAGE;
		/* Pages become known as a trace goes on. */
		if (page != NO_PAGE && victim != NO_PAGE && kind < 2 &&
		    k > NOTES / 4)
			note_fast(p, &o, page, kind, victim);
		else
			parts_note(p, &o, page, kind, victim);
		count_plain(&plain, &facts, page, kind, false);
		count_plain(&plain, &facts, victim, kind, true);
		if (k == 0 || k == NOTES / 4)
			parts_note_pages(p, k == 0 ? PAGES / 2 : PAGES);
		if (k == NOTES / 2)
			parts_settle(p, &o);
	}
	parts_settle(p, &o);
	if (o.by_area != NULL)
		ck_assert_mem_eq(
		    o.by_area, plain.by_area, AREAS * sizeof(*o.by_area));
	if (o.by_process != NULL)
		ck_assert_mem_eq(o.by_process, plain.by_process,
		    row->processes * sizeof(*o.by_process));
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("tallies");

	fixture_mem(t);
	tcase_add_loop_test(t, test_counts, 0, ROWS(rows));
	return (fixture_run("tallies", t));
}
