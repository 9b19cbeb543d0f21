/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * References of a trace that numbers its pages are those that accesses to the
 * addresses of the pages give, one at a time: after any events, whatever is
 * denied, and in whatever order the trace lists its pages.
 */
#include "space/numbered.h"
#include "spaces_fixture.h"

#define PAGES 48 /* in four groups of twelve, of which two are of pid 0 */
#define MOST  400
#define BASE  UINT64_C(0x10000000)

static struct numbered *numbered;
static struct spaces *model;
static struct rng rng;

/* The trace's list of pages, and the place of each page in it. */
static struct trace_page list[PAGES];
static uint32_t place[PAGES];
static size_t nlist;

static bool
chance(unsigned percent)
{
	return (rng_below(&rng, 100) < percent);
}

static vaddr_t
address(uint32_t page)
{
	return (BASE + (page % 24) * 4096 + (page % 24 < 12 ? 0 : 4096));
}

static void
put_into_list(uint32_t page)
{
	place[page] = (uint32_t)nlist;
	list[nlist++] = (struct trace_page){ address(page), page / 24 };
}

/* In order of first references, or in any other order. */
static void
open_both(bool in_order)
{
	const struct settings s = { .page_size = 4096,
		.areas = chance(50) ? AREAS_IMPLICIT : AREAS_DECLARED };
	uint32_t first = (uint32_t)rng_below(&rng, PAGES);

	start(&s, NULL, 0);
	model = spaces;
	start(&s, NULL, 0);
	numbered = numbered_open(mem, spaces);
	nlist = 0;
	for (uint32_t i = 0; i < PAGES; i++)
		place[i] = NO_PAGE;
	for (uint32_t i = 0; !in_order && i < PAGES; i++)
		put_into_list((first + 7 * i) % PAGES);
}

/* As many references, most of them to pages near one page. */
static void
refer(size_t n)
{
	static struct reference out[MOST], one;
	static uint32_t ref[MOST];
	static struct access a[MOST];
	uint32_t near = (uint32_t)rng_below(&rng, PAGES);
	size_t nout, k = 0, some;

	for (size_t i = 0; i < n; i++) {
		uint32_t page = (uint32_t)rng_below(&rng, PAGES);
		uint32_t op = chance(60) ? 0 : (uint32_t)rng_below(&rng, 4);

		if (chance(90))
			page = (near + page % 4) % PAGES;
		if (place[page] == NO_PAGE)
			put_into_list(page);
		ref[i] = place[page] << 2 | op;
		a[i] = (struct access){ .addr = address(page),
			.size = 1,
			.pid = page / 24,
			.op = op & 3 };
	}
	ck_assert_int_eq(numbered_resolve(numbered, ref, n, list, nlist, out,
			     &nout, &here, &err),
	    0);
	for (size_t i = 0; i < n; i++) {
		ck_assert_int_eq(
		    spaces_resolve(model, &a[i], 1, &one, &some, &here, &err),
		    0);
		if (some > 0) {
			ck_assert_uint_lt(k, nout);
			ck_assert_uint_eq(out[k++].word, one.word);
		}
	}
	ck_assert_uint_eq(k, nout);
}

static void
apply(const struct event *ev)
{
	ck_assert_int_eq(spaces_event(model, ev, &here, &err),
	    spaces_event(spaces, ev, &here, &err));
	numbered_forget(numbered);
}

static void
change(void)
{
	static const enum event_kind kinds[] = { EVENT_MAP, EVENT_MAP,
		EVENT_UNMAP, EVENT_PROTECT, EVENT_FORK, EVENT_EXIT,
		EVENT_PAGEOUT };
	uint64_t first = rng_below(&rng, 20);
	uint32_t pid = (uint32_t)rng_below(&rng, 2);

	apply(&(struct event){
	    .kind = kinds[rng_below(&rng, ROWS(kinds))],
	    .pid = pid,
	    .child = 1 - pid,
	    .start = BASE + first * 4096,
	    .size = (1 + rng_below(&rng, 24 - first)) * 4096,
	    .flags = chance(50) ? 15 : (unsigned)rng_below(&rng, 16),
	});
}

/* The first group, to read and write, and the second one, to read. */
static void
map_two(void)
{
	for (unsigned i = 0; i < 2; i++)
		apply(&(struct event){ .kind = EVENT_MAP,
		    .start = BASE + i * 13 * UINT64_C(4096),
		    .size = 12 * UINT64_C(4096),
		    .flags = MAP_READ | (i == 0 ? MAP_WRITE : 0) });
}

static void
same_facts(void)
{
	struct trace_facts a = facts(), b = { 0 };

	spaces_tell(model, &b);
	ck_assert_uint_eq(a.reads, b.reads);
	ck_assert_uint_eq(a.writes, b.writes);
	ck_assert_uint_eq(a.fetches, b.fetches);
	ck_assert_uint_eq(a.denied_area, b.denied_area);
	ck_assert_uint_eq(a.denied_permission, b.denied_permission);
	ck_assert_uint_eq(a.pages, b.pages);
	ck_assert_uint_eq(a.nprocess, b.nprocess);
	for (size_t i = 0; i < a.nprocess; i++) {
		ck_assert_uint_eq(a.process[i].pages, b.process[i].pages);
		ck_assert_uint_eq(
		    a.process[i].references, b.process[i].references);
		ck_assert_uint_eq(a.process[i].writes, b.process[i].writes);
		ck_assert_uint_eq(a.process[i].denied, b.process[i].denied);
	}
}

START_TEST(test_random)
{
	rng = (struct rng){ (uint64_t)_i };
	open_both(_i % 4 != 0);
	if (_i % 3 == 1)
		map_two();
	for (unsigned step = 0; step < 30; step++) {
		/* Events come all the time, at first, or not. */
		for (unsigned k = 0; k < 4 && (_i % 3 == 0 || step < 3); k++)
			if (_i % 3 != 1 && chance(40))
				change();
		refer(rng_below(&rng, MOST));
	}
	same_facts();
}
END_TEST

/* More references at once than counters of one kind hold, with new pages in
 * between. */
START_TEST(test_many)
{
	static struct trace_page pages[3000];
	static uint32_t ref[300000];
	static struct access a[ROWS(ref)];
	static struct reference out[ROWS(ref)], expected[ROWS(ref)];
	size_t known = 0, nout, nexpected;

	rng = (struct rng){ (uint64_t)_i };
	open_both(true);
	for (size_t i = 0; i < ROWS(pages); i++)
		pages[i].addr = BASE + i * 4096;
	for (size_t i = 0; i < ROWS(ref); i++) {
		size_t page = rng_below(&rng, known + 1);

		if (known < ROWS(pages) && chance(3))
			page = known;
		else if (page == known && known > 0)
			page--;
		known += page == known;
		ref[i] = (uint32_t)page << 2 | (chance(1) ? 2 : 0);
		a[i] = (struct access){
			.addr = pages[page].addr, .size = 1, .op = ref[i] & 3
		};
	}
	ck_assert_int_eq(numbered_resolve(numbered, ref, ROWS(ref), pages,
			     ROWS(pages), out, &nout, &here, &err),
	    0);
	ck_assert_int_eq(spaces_resolve(model, a, ROWS(ref), expected,
			     &nexpected, &here, &err),
	    0);
	ck_assert_uint_eq(nout, nexpected);
	ck_assert_mem_eq(out, expected, nout * sizeof(*out));
	same_facts();
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("numbered");

	fixture_mem(t);
	tcase_add_loop_test(t, test_random, 0, 60);
	tcase_add_loop_test(t, test_many, 0, 4);
	return (fixture_run("numbered", t));
}
