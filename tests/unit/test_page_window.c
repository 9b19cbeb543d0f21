/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The window of open pages against a plain list in the order of opening.
 */
#include "base/rng.h"
#include "record/page_window.h"
#include "unit/fixture.h"

#define LIST_MAX 4096

/* A page that is open, as the list has it. */
struct entry {
	uint64_t page;
	uint32_t holds;
	bool writable, written;
};

struct list {
	struct entry e[LIST_MAX]; /* the oldest first */
	uint32_t n;
};

static struct list plain;
static struct page_window window;

static struct entry *
list_find(struct list *l, uint64_t page)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (l->e[i].page == page)
			return (&l->e[i]);
	return (NULL);
}

static void
list_remove(struct list *l, struct entry *e)
{
	for (l->n--; e < l->e + l->n; e++)
		*e = e[1];
}

static const struct entry *
list_oldest(const struct list *l)
{
	for (uint32_t i = 0; i < l->n; i++)
		if (l->e[i].holds == 0)
			return (&l->e[i]);
	return (NULL);
}

/* The same pages in the same order, forwards and backwards, with the same
 * marks. */
static void
expect_same(const struct page_window *w, struct list *l)
{
	uint32_t at = w->oldest, back = w->newest, held = 0;

	ck_assert_uint_eq(w->n, l->n);
	for (uint32_t i = 0; i < l->n; i++) {
		const struct entry *e = &l->e[i];
		const struct window_page *p = &w->page[at];

		ck_assert_uint_lt(at, w->cap);
		ck_assert_uint_lt(back, w->cap);
		ck_assert_uint_eq(p->page, e->page);
		ck_assert_uint_eq(p->holds, e->holds);
		ck_assert_int_eq(p->writable, e->writable);
		ck_assert_int_eq(p->written, e->written);
		ck_assert_ptr_eq(page_window_find(w, e->page), p);
		ck_assert_uint_eq(w->page[back].page, l->e[l->n - 1 - i].page);
		held += p->holds > 0;
		at = p->newer;
		back = w->page[back].older;
	}
	ck_assert_uint_eq(at, WINDOW_NONE);
	ck_assert_uint_eq(back, WINDOW_NONE);
	ck_assert_uint_eq(w->held, held);
}

static void
expect_oldest(void)
{
	const struct window_page *p = page_window_oldest(&window);
	const struct entry *e = list_oldest(&plain);

	ck_assert_int_eq(p == NULL, e == NULL);
	if (p != NULL)
		ck_assert_uint_eq(p->page, e->page);
}

/* Opens a page, or marks it. */
static void
open_page(struct rng *rng, uint64_t page)
{
	struct window_page *p = page_window_find(&window, page);
	struct entry *e = list_find(&plain, page);

	ck_assert_int_eq(p == NULL, e == NULL);
	if (p == NULL) {
		p = page_window_add(&window, page);
		e = &plain.e[plain.n++];
		*e = (struct entry){ .page = page };
		ck_assert_uint_eq(p->holds, 0);
		ck_assert(!p->writable && !p->seen && !p->written);
	}
	if (rng_below(rng, 2) == 0)
		p->writable = e->writable = true;
	if (rng_below(rng, 4) == 0)
		p->written = e->written = true;
}

static void
change_page(struct rng *rng, uint64_t page)
{
	struct window_page *p = page_window_find(&window, page);
	struct entry *e = list_find(&plain, page);

	if (p == NULL)
		return;
	switch (rng_below(rng, 3)) {
	case 0:
		page_window_hold(&window, p);
		e->holds++;
		break;
	case 1:
		page_window_release(&window, p);
		e->holds -= e->holds > 0;
		break;
	case 2:
		page_window_remove(&window, p);
		list_remove(&plain, e);
		break;
	}
}

/* Pages from few buckets to many more than there are, at addresses that are
 * near and far; closed from the oldest on where there are too many, as the
 * recorder does. */
START_TEST(as_a_list)
{
	static const struct {
		uint64_t pages, apart;
		uint32_t size;
	} row[] = { { 8, 1, 4 }, { 300, 1, 64 }, { 3000, 4096, 1024 },
		{ 5000, UINT64_C(1) << 38, 1500 } };
	struct rng rng = { 1 + (uint64_t)_i };
	uint64_t turns = 2000 + row[_i].size * UINT64_C(12);

	plain.n = 0;
	page_window_init(&window);
	for (uint64_t i = 0; i < turns; i++) {
		uint64_t page = rng_below(&rng, row[_i].pages) * row[_i].apart;

		if (rng_below(&rng, 4) > 0)
			open_page(&rng, page);
		else if (plain.n > 0 && rng_below(&rng, 2) == 0)
			change_page(&rng, plain.e[plain.n - 1].page);
		else
			change_page(&rng, page);
		while (window.n - window.held > row[_i].size) {
			expect_oldest();
			list_remove(&plain,
			    list_find(&plain, list_oldest(&plain)->page));
			page_window_remove(
			    &window, page_window_oldest(&window));
		}
		expect_oldest();
		if (i % 61 == 0)
			expect_same(&window, &plain);
	}
	expect_same(&window, &plain);
	page_window_free(&window);
	ck_assert_uint_eq(window.n, 0);
	ck_assert_ptr_null(page_window_oldest(&window));
	ck_assert_ptr_null(page_window_find(&window, 0));
}
END_TEST

/* More are let go than were held: nothing is lost. */
START_TEST(holds)
{
	struct window_page *p;

	page_window_init(&window);
	p = page_window_add(&window, 7);
	page_window_release(&window, p);
	ck_assert_uint_eq(window.held, 0);
	page_window_hold(&window, p);
	page_window_hold(&window, p);
	ck_assert_uint_eq(window.held, 1);
	ck_assert_ptr_null(page_window_oldest(&window));
	page_window_release(&window, p);
	ck_assert_uint_eq(window.held, 1);
	page_window_release(&window, p);
	ck_assert_uint_eq(window.held, 0);
	ck_assert_ptr_eq(page_window_oldest(&window), p);
	page_window_hold(&window, p);
	page_window_remove(&window, p);
	ck_assert_uint_eq(window.held, 0);
	ck_assert_uint_eq(window.n, 0);
	page_window_free(&window);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("page_window");

	tcase_add_loop_test(t, as_a_list, 0, 4);
	tcase_add_test(t, holds);
	return (fixture_run("page_window", t));
}
