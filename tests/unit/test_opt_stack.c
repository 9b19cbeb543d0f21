/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OPT's stack, with each set of instructions that the processor has, against
 * the same that is walked place by place; with pages that leave.  14000 pages
 * are blocks on three levels.
 */
#include "base/rng.h"
#include "study/opt_stack.h"
#include "unit/fixture.h"

#define REFS  120000
#define PAGES 14000

static const page_id_t pages[] = { 1, 2, 63, 64, 65, 66, 700, PAGES };

static page_id_t string[REFS];
static uint32_t next[REFS];

/* The plain stack, from the front on. */
static page_id_t place_page[REFS];
static uint32_t place_use[REFS];
static size_t n;

/* Some pages often, and others from time to time. */
static void
draw(struct rng *r, page_id_t npages)
{
	static uint32_t later[PAGES];

	for (size_t i = 0; i < npages; i++)
		later[i] = OPT_STACK_NEVER;
	for (size_t i = 0; i < REFS; i++) {
		page_id_t most = rng_below(r, 3) == 0 ? 5 : npages;

		if (i % 9000 < 2000 && most > 90)
			most = 90;
		string[i] =
		    (page_id_t)rng_below(r, most < npages ? most : npages);
	}
	for (size_t i = REFS; i-- > 0;) {
		next[i] = later[string[i]];
		later[string[i]] = (uint32_t)i + 1;
	}
}

static uint64_t
refer(page_id_t page, uint32_t use)
{
	page_id_t moved = place_page[0];
	uint32_t moved_use = place_use[0];
	size_t at = 0;

	while (at < n && place_page[at] != page)
		at++;
	for (size_t i = 1; i < at; i++) {
		page_id_t p = place_page[i];
		uint32_t u = place_use[i];

		if (u <= moved_use)
			continue;
		place_page[i] = moved;
		place_use[i] = moved_use;
		moved = p;
		moved_use = u;
	}
	if (at > 0) {
		place_page[at] = moved;
		place_use[at] = moved_use;
	}
	place_page[0] = page;
	place_use[0] = use;
	n += at == n;
	return (at + UINT64_C(1));
}

static bool
has(page_id_t page)
{
	for (size_t i = 0; i < n; i++)
		if (place_page[i] == page)
			return (true);
	return (false);
}

static void
leave(page_id_t page)
{
	for (size_t i = 0; i < n; i++)
		if (place_page[i] == page) {
			place_page[i] = NO_PAGE;
			place_use[i] = OPT_STACK_NEVER;
		}
}

static void
same_as_walk(enum isa isa, page_id_t npages, uint64_t seed)
{
	struct rng r = { seed };
	struct opt_stack s;
	struct mem *m = mem_open();

	opt_stack_init(&s, m, npages);
	s.isa = isa;
	n = 0;
	draw(&r, npages);
	for (size_t i = 0; i < REFS; i++) {
		bool there = has(string[i]);
		uint64_t want = refer(string[i], next[i]);
		uint64_t got =
		    opt_stack_next(&s, string[i], (uint32_t)i + 1, next[i]);

		ck_assert_msg(got == (there ? want : 0),
		    "%ju, not %ju: reference %zu of %ju pages, %s",
		    (uintmax_t)got, (uintmax_t)want, i, (uintmax_t)npages,
		    isa_name(isa));
		while (seed > 1 && rng_below(&r, 20) == 0) {
			page_id_t page = (page_id_t)rng_below(&r, npages);

			opt_stack_leave(&s, page);
			leave(page);
		}
	}
	mem_close(m);
}

START_TEST(each_isa)
{
	for (int isa = 0; isa < ISAS; isa++)
		if (isa_has((enum isa)isa))
			for (uint64_t seed = pages[_i] == PAGES ? 2 : 1;
			     seed <= 2; seed++)
				same_as_walk((enum isa)isa, pages[_i], seed);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("opt_stack");

	fixture_mem(t);
	tcase_set_timeout(t, 120);
	tcase_add_loop_test(t, each_isa, 0, ROWS(pages));
	return (fixture_run("opt_stack", t));
}
