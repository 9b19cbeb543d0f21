/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ghost queues against plain arrays, one queue and two: with few pages, so that
 * a page comes back more often than its stale entries can be counted; and with
 * many, so that the entries are used up first.
 */
#include <stdlib.h>

#include "base/rng.h"
#include "policies/lib/ghost_queue.h"
#include "unit/fixture.h"

#define PAGES_MOST 400

/* Pages in order, oldest first. */
struct plain {
	page_id_t page[PAGES_MOST];
	uint32_t n;
};

static bool
plain_has(const struct plain *p, page_id_t page)
{
	for (uint32_t i = 0; i < p->n; i++)
		if (p->page[i] == page)
			return (true);
	return (false);
}

static void
plain_remove(struct plain *p, page_id_t page)
{
	uint32_t to = 0;

	for (uint32_t i = 0; i < p->n; i++)
		if (p->page[i] != page)
			p->page[to++] = p->page[i];
	p->n = to;
}

static const struct {
	unsigned queues;
	uint32_t most; /* pages in each */
	page_id_t npages;
	unsigned drops; /* of ten steps */
} rows[] = {
	{ 1, 1, 2, 5 },
	{ 1, 5, 3, 0 },
	{ 2, 5, 5, 1 },
	{ 1, 40, 60, 1 },
	{ 2, 40, 60, 3 },
	{ 2, 300, 400, 1 },
	{ 2, 300, 400, 5 },
};

START_TEST(test_queues)
{
	size_t bytes =
	    ghost_queue_bytes(rows[_i].queues, rows[_i].most, rows[_i].npages);
	struct rng rng = { (uint64_t)_i };
	struct plain plain[2] = { 0 };
	void *memory = calloc(1, bytes);
	struct ghost_queue p = { 0 };

	ghost_queue_place(&p, memory, rows[_i].queues, rows[_i].most);
	ck_assert_ptr_eq(p.mark + rows[_i].npages, (uint8_t *)memory + bytes);
	for (int i = 0; i < 50000; i++) {
		page_id_t page = (page_id_t)rng_below(&rng, rows[_i].npages);
		unsigned which = (unsigned)rng_below(&rng, rows[_i].queues),
			 where;
		struct plain *in;

		if (rng_below(&rng, 10) < rows[_i].drops) {
			in = &plain[which];
			if (in->n == 0)
				continue;
			page = in->page[0];
			ghost_queue_drop(&p, which);
			plain_remove(in, page);
			ck_assert_uint_eq(ghost_queue_where(&p, page), 0);
			continue;
		}
		where = ghost_queue_where(&p, page);
		ck_assert_int_eq(where == 1, plain_has(&plain[0], page));
		ck_assert_int_eq(where == 2, plain_has(&plain[1], page));
		if (where != 0) {
			ghost_queue_remove(&p, page);
			plain_remove(&plain[where - 1], page);
		} else if (plain[which].n < rows[_i].most) {
			in = &plain[which];
			ghost_queue_add(&p, which, page);
			in->page[in->n++] = page;
		}
		for (unsigned q = 0; q < rows[_i].queues; q++)
			ck_assert_uint_eq(p.queue[q].count, plain[q].n);
	}
	free(memory);
}
END_TEST

int
main(void)
{
	TCase *t = tcase_create("ghost_queue");

	tcase_add_loop_test(t, test_queues, 0, ROWS(rows));
	return (fixture_run("ghost_queue", t));
}
